import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Cache, send, type Reply } from './cache.ts';
import { TailReader } from './log_tail.ts';
import type { Project } from './project.ts';
import type { TenstoneWorld } from './world.ts';

export interface Entry {
  id: string;
  file: string;
  time: string | null;
  time_source: string;
  level: string;
  message: string;
  fields: Record<string, string>;
  raw: string;
  lines: number;
  truncated: boolean;
}
export interface EntriesPage {
  data: Entry[];
  next_cursor: string | null;
  end: string | null;
  scan: { scanned_bytes: number; remaining_bytes: number; complete: boolean };
}

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
export const tokens: Record<string, string | undefined> = { 'no token': undefined, 'a token of nobody': 'nobody', 'a token that may read': 'reader', 'a token that may download': 'downloader' };

const started = new WeakMap<Project, Map<string, Promise<void>>>();

// Project 08 as the programs of a scenario use it: a process that shows a folder, and in it a log that no other scenario has.
export class Viewer {
  readonly world: TenstoneWorld;
  readonly folder: string;
  // "bounded": one that reads little for each request. "strict": one that has as many tails as it comes with.
  process: 'viewer' | 'bounded' | 'strict' = 'viewer';
  file = `${randomUUID().slice(0, 8)}.log`;
  readonly pages: EntriesPage[] = [];
  readonly tails: TailReader[] = [];
  readonly written: string[] = [];

  private constructor(world: TenstoneWorld) {
    this.world = world;
    this.folder = join(world.project.folder, 'viewer-logs');
    mkdirSync(this.folder, { recursive: true });
    world.cleanups.push(() => {
      for (const tail of this.tails) tail.close();
    });
  }
  static of(world: TenstoneWorld): Viewer {
    const known = viewers.get(world) ?? new Viewer(world);
    viewers.set(world, known);
    return known;
  }

  // ---- its log
  get log(): string {
    return `app:${this.file}`;
  }
  get path(): string {
    return join(this.folder, this.file);
  }
  write(text: string | Buffer): void {
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(this.path, text);
  }
  append(text: string | Buffer): void {
    appendFileSync(this.path, text);
  }
  truncate(): void {
    truncateSync(this.path);
  }
  // As logrotate does: .1 becomes .2, and the log becomes .1, by its name or as a copy.
  rotate(by: 'rename' | 'copy'): void {
    for (let number = 40; number > 0; number -= 1) if (existsSync(`${this.path}.${number}`)) renameSync(`${this.path}.${number}`, `${this.path}.${number + 1}`);
    if (by === 'rename') {
      renameSync(this.path, `${this.path}.1`);
      return;
    }
    copyFileSync(this.path, `${this.path}.1`);
    this.truncate();
  }

  // ---- the service
  async port(): Promise<number> {
    const { project } = this.world;
    const all = started.get(project) ?? new Map<string, Promise<void>>();
    started.set(project, all);
    const starting = all.get(this.process) ?? this.start();
    all.set(this.process, starting);
    await starting;
    return project.http(this.process).port;
  }
  start(): Promise<void> {
    return this.world.project.start(this.process, {
      TENSTONE_LOGS_FOLDERS: `app=${this.folder}:*.log,*/*.log`,
      TENSTONE_ACCESS_READ_TOKENS: hash('reader'),
      TENSTONE_ACCESS_DOWNLOAD_TOKENS: hash('downloader'),
      // Connections that a scenario cut are noticed a moment later.
      ...(this.process === 'strict' ? {} : { TENSTONE_LOGS_TAILS_PER_CLIENT: '64' }),
      ...(this.process === 'bounded' ? { TENSTONE_LOGS_BUDGET_SIZE: '1MiB' } : {}),
    });
  }

  // The answer is the scenario's last one, for the steps about answers.
  async askAs(token: string | undefined, path: string): Promise<Reply> {
    const reply = await send(await this.port(), 'GET', path, { token });
    Cache.of(this.world).reply = reply;
    return reply;
  }
  ask(path: string): Promise<Reply> {
    return this.askAs('downloader', path);
  }
  answered(status: number, body: string): void {
    Cache.of(this.world).reply = { status, headers: {}, body: Buffer.from(body), whole: true, asked: false };
  }
  route(name: string, query: Record<string, string> = {}): string {
    return `/logs/${name}?${new URLSearchParams({ log: this.log, ...query }).toString()}`;
  }
  async entries(query: Record<string, string> = {}): Promise<EntriesPage> {
    const page = await this.json<EntriesPage>('entries', query);
    this.pages.push(page);
    return page;
  }
  async json<T>(name: string, query: Record<string, string> = {}): Promise<T> {
    const { status, body } = await this.ask(this.route(name, query));
    if (status !== 200) throw new Error(`${name}: ${status} ${body.toString()}`);
    return JSON.parse(body.toString()) as T;
  }
  async download(query: Record<string, string> = {}): Promise<string> {
    const { status, body, whole } = await this.ask(this.route('download', query));
    if (status !== 200 || !whole) throw new Error(`download: ${status} ${body.toString()}`);
    return body.toString('latin1');
  }
  async tail(query: Record<string, string> = {}, lastId?: string): Promise<TailReader> {
    const tail = await TailReader.open(await this.port(), this.route('tail', query), 'reader', lastId);
    this.tails.push(tail);
    return tail;
  }
}
const viewers = new WeakMap<TenstoneWorld, Viewer>();
