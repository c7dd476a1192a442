import { createConnection, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

// A way to a server that a scenario can cut: a port of 127.0.0.1 behind which is the server, nothing, or one that never
// answers.
export class Link {
  readonly #target: NetConnectOpts;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  state: 'up' | 'away' | 'silent' = 'up';

  constructor(target: NetConnectOpts) {
    this.#target = target;
  }
  // To the private server behind this URL, which has a socket in a folder.
  static toPostgres(url: string): Link {
    const { searchParams } = new URL(url);
    return new Link({ path: join(searchParams.get('host') ?? '', `.s.PGSQL.${searchParams.get('port') ?? '5432'}`) });
  }
  get port(): number {
    return this.#port;
  }
  postgresUrl(url: string): string {
    const through = new URL(url);
    through.searchParams.set('host', '127.0.0.1');
    through.searchParams.set('port', String(this.#port));
    return through.href;
  }

  async become(state: 'up' | 'away' | 'silent'): Promise<void> {
    this.state = state;
    for (const socket of this.#sockets) socket.destroy();
    if (state === 'away') await this.#close();
    else await this.#listen();
  }
  async close(): Promise<void> {
    await this.become('away');
  }

  #listen(): Promise<void> {
    if (this.#server) return Promise.resolve();
    const server = createServer((socket) => {
      this.#take(socket);
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', () => {
        this.#port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  }
  #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    return new Promise((resolve) => {
      if (server) server.close(() => { resolve(); });
      else resolve();
    });
  }
  #take(socket: Socket): void {
    this.#keep(socket);
    if (this.state !== 'up') return;
    const other = createConnection(this.#target);
    this.#keep(other);
    socket.pipe(other).pipe(socket);
    socket.on('close', () => other.destroy());
    other.on('close', () => socket.destroy());
  }
  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
