import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import type { TenstoneWorld } from './world.ts';

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  whole: boolean; // false: the connection was cut inside the body
  asked: boolean; // for the body, by 100 Continue
}

export interface Sending {
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: Buffer | undefined;
  announce?: number; // of a body that is sent only when it is asked for
  agent?: Agent;
}

export interface Stats {
  total: { entries: number; bytes: number };
  reserved: number;
  hits: number;
  misses: Record<string, number>;
  evictions: Record<string, number>;
  quarantined: number;
}

// Bytes of a given size, which no other report has.
export function report(size: number): Buffer {
  return randomBytes(size);
}

// One request; its answer also where the connection is cut inside the body.
export function send(port: number, method: string, path: string, { token, headers, body, announce, agent }: Sending = {}): Promise<Reply> {
  const all = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined || headers?.['transfer-encoding'] !== undefined ? {} : { 'content-length': String(body.length) }),
    ...(announce === undefined ? {} : { 'content-length': String(announce), expect: '100-continue' }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    let asked = false;
    let answered = false;
    const call = request({ host: '127.0.0.1', port, method, path, headers: all, agent: agent ?? false, timeout: 20_000 }, (response) => {
      answered = true;
      const parts: Buffer[] = [];
      const done = () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts), whole: response.complete, asked });
        if (announce !== undefined) call.destroy();
      };
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', done);
      response.on('error', done);
    });
    call.on('continue', () => (asked = true));
    call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer within 20 s`)));
    // A refusal can come while the body is still being sent.
    call.on('error', (error) => {
      if (!answered) reject(error);
    });
    if (announce === undefined) call.end(body);
    else call.flushHeaders();
  });
}

// Project 04 as the programs of a scenario use it: in namespaces that no other scenario has.
export class Cache {
  readonly world: TenstoneWorld;
  readonly #namespaces = new Map<string, string>();
  readonly stored = new Map<string, Buffer>(); // what was sent last, by key
  readonly replies: Reply[] = [];
  #reply: Reply | undefined;
  process = 'api';

  private constructor(world: TenstoneWorld) {
    this.world = world;
  }
  static of(world: TenstoneWorld): Cache {
    const known = caches.get(world) ?? new Cache(world);
    caches.set(world, known);
    return known;
  }

  get port(): number {
    return this.world.deployment.http(this.process).port;
  }
  // The token that the first start made.
  get token(): string {
    return readFileSync(join(this.world.deployment.data, 'token'), 'utf8').trim();
  }
  get reply(): Reply {
    if (!this.#reply) throw new Error('nothing was asked yet');
    return this.#reply;
  }
  set reply(reply: Reply) {
    this.#reply = reply;
  }

  namespace(of = 'Mia'): string {
    const known = this.#namespaces.get(of) ?? `${of.toLowerCase()}-${randomUUID().slice(0, 8)}`;
    this.#namespaces.set(of, known);
    return known;
  }
  path(key: string, of?: string): string {
    return `/cache/${this.namespace(of)}/${key}`;
  }

  // The answer is the scenario's last one.
  async ask(method: string, path: string, sending: Sending = {}): Promise<Reply> {
    this.reply = await send(this.port, method, path, { token: this.token, ...sending });
    return this.reply;
  }
  get(key: string, headers: Record<string, string> = {}, of?: string): Promise<Reply> {
    return this.ask('GET', this.path(key, of), { headers });
  }
  async put(key: string, body: Buffer, headers: Record<string, string> = {}, of?: string): Promise<Reply> {
    const reply = await this.ask('PUT', this.path(key, of), { body, headers });
    if (reply.status === 200 || reply.status === 201) this.stored.set(key, body);
    return reply;
  }
  purge(what: object, of?: string): Promise<Reply> {
    return this.ask('POST', `/cache/${this.namespace(of)}/_purge`, { body: Buffer.from(JSON.stringify(what)) });
  }
  async stats(): Promise<Stats> {
    const { body } = await send(this.port, 'GET', '/cache/_stats', { token: this.token });
    return JSON.parse(body.toString()) as Stats;
  }

  // Many, a few at a time, over connections that stay.
  async each<T>(items: readonly T[], call: (item: T, agent: Agent) => Promise<Reply>): Promise<Reply[]> {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    try {
      return await Promise.all(items.map((item) => call(item, agent)));
    } finally {
      agent.destroy();
    }
  }
  putEach(entries: readonly { key: string; headers?: Record<string, string> }[], size = 512, of?: string): Promise<Reply[]> {
    return this.each(entries, async ({ key, headers }, agent) => {
      const body = report(size);
      this.stored.set(key, body);
      return send(this.port, 'PUT', this.path(key, of), { token: this.token, body, headers: headers ?? {}, agent });
    });
  }
  getEach(keys: readonly string[], of?: string): Promise<Reply[]> {
    return this.each(keys, (key, agent) => send(this.port, 'GET', this.path(key, of), { token: this.token, agent }));
  }

  // ---- on the disk
  get folder(): string {
    return this.#folder ?? join(this.world.deployment.data, 'cache');
  }
  set folder(folder: string) {
    this.#folder = folder;
  }
  #folder: string | undefined;
  // The files of all entries, or of one namespace.
  files(of?: string): string[] {
    const root = join(this.folder, 'e', ...(of === undefined ? [] : [this.namespace(of)]));
    return existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name)) : [];
  }
  file(of = 'Mia'): string {
    const [file, ...others] = this.files(of);
    if (file === undefined || others.length > 0) throw new Error(`${others.length + (file === undefined ? 0 : 1)} files, not one`);
    return file;
  }
  // Files that are being written. Those that are kept to be written again are empty: holes of no block.
  half(): string[] {
    const folder = join(this.folder, 'tmp');
    return readdirSync(folder).filter((name) => (statSync(join(folder, name), { throwIfNoEntry: false })?.blocks ?? 0) > 0);
  }
  putAside(): string[] {
    return readdirSync(join(this.folder, 'quarantine'));
  }
  used(): number {
    return this.files().reduce((sum, file) => sum + statSync(file).blocks * 512, 0);
  }

  // The writers that are under way have announced so many bytes.
  async underWay(bytes: number): Promise<void> {
    await eventually(`${bytes} bytes are announced`, () => this.stats(), ({ reserved }) => reserved >= bytes);
  }

  async restart(settings: Record<string, string> = {}, by: 'stop' | 'kill' = 'stop'): Promise<void> {
    await this.world.project[by]('api');
    await this.world.project.start('api', settings);
  }
}
const caches = new WeakMap<TenstoneWorld, Cache>();

// "4 KiB", "1 byte"
export function bytesOf(text: string): number {
  const found = /^(\d+) (bytes?|KiB|MiB)$/.exec(text);
  if (!found) throw new Error(`"${text}" is no size`);
  return Number(found[1]) * ({ KiB: 1024, MiB: 1024 * 1024 }[String(found[2])] ?? 1);
}
