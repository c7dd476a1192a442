import { connect, type Socket } from 'node:net';
import { within } from './eventually.ts';

// A PUT whose second half is held back.
export class HalfPut {
  readonly #socket: Socket;
  readonly #rest: Buffer;
  #received = '';

  constructor(port: number, path: string, token: string, body: Buffer, headers: string[] = []) {
    const half = Math.ceil(body.length / 2);
    this.#rest = body.subarray(half);
    this.#socket = connect(port, '127.0.0.1');
    // What is killed resets its connections.
    this.#socket.setEncoding('utf8').on('data', (text: string) => (this.#received += text)).on('error', () => undefined);
    const head = [`PUT ${path} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${token}`, `Content-Length: ${body.length}`, 'Connection: close', ...headers];
    this.#socket.write(`${head.join('\r\n')}\r\n\r\n`);
    this.#socket.write(body.subarray(0, half));
  }

  // Sends the rest; the answer's status.
  async finish(): Promise<number> {
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.write(this.#rest);
    await within('the answer to the rest of the entry', closed);
    return Number(/^HTTP\/1\.1 (\d+)/.exec(this.#received)?.[1] ?? 0);
  }

  break(): void {
    this.#socket.destroy();
  }
}

// A GET whose answer is read only a bit at first.
export class SlowGet {
  readonly #socket: Socket;
  readonly #parts: Buffer[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (part: Buffer) => this.#parts.push(part));
  }

  // Its head has arrived, and nothing more is taken.
  static async begun(port: number, path: string, token: string): Promise<SlowGet> {
    const socket = connect(port, '127.0.0.1');
    const reader = new SlowGet(socket);
    const first = new Promise<void>((resolve) => {
      socket.once('data', () => {
        socket.pause();
        resolve();
      });
    });
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`);
    await within('the head of the answer', first);
    return reader;
  }

  // Its body.
  async finish(): Promise<Buffer> {
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.resume();
    await within('the rest of the entry', closed, 30_000);
    const all = Buffer.concat(this.#parts);
    return all.subarray(all.indexOf('\r\n\r\n') + 4);
  }
}
