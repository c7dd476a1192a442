import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cache, send, type Reply } from './cache.ts';
import { Cli } from './cli.ts';
import { eventually } from './eventually.ts';
import { Running } from './processes.ts';
import type { Project } from './project.ts';
import type { TenstoneWorld } from './world.ts';

export interface Run {
  id: string;
  kind: string;
  database: string | null;
  version: string | null;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  progress: { phase: string; rows: number; bytes: number } | null;
  result: Record<string, unknown> | null;
  error: { code: string; detail: string } | null;
}
export interface Version {
  version: string;
  number: number;
  rows: number;
  tables: number;
  total_bytes: number;
  new_bytes: number;
  pinned: boolean;
  drilled_at: string | null;
}

export const hash = (token: string): string => createHash('sha256').update(token).digest('hex');
export const tokens: Record<string, string | undefined> = { 'no token': undefined, 'a token of nobody': 'nobody', 'a token that may read': 'reader', 'a token that may operate': 'operator' };
const started = new WeakMap<Project, Map<string, Promise<void>>>();
const tools = new WeakMap<TenstoneWorld, BackupTool>();

// Project 10 as operators use it: a process of the tool, and in its PostgreSQL the database of a shop that no other
// scenario has.
export class BackupTool {
  readonly shop = `shop_${randomUUID().slice(0, 8)}`;
  // Processes with other names have repositories of their own.
  process = 'tool';
  settings: Record<string, string> = {};
  run: Run | undefined;
  restored = '';
  old = '';
  readonly #world: TenstoneWorld;

  private constructor(world: TenstoneWorld) {
    this.#world = world;
  }
  static of(world: TenstoneWorld): BackupTool {
    const known = tools.get(world) ?? new BackupTool(world);
    tools.set(world, known);
    return known;
  }

  // ---- the databases
  server(database = 'postgres'): string {
    return `postgresql:///${database}?user=postgres&host=${realpathSync(join(this.#world.project.data, 'run'))}`;
  }
  async sql(statement: string, database = this.shop): Promise<string> {
    const options = ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-c', statement];
    return (await new Cli(this.#world.project.folder, {}, 'psql').output(['-d', this.server(database), ...options])).trim();
  }
  async makeShop(): Promise<void> {
    await this.sql(`CREATE DATABASE ${this.shop} TEMPLATE shop`, 'postgres');
    this.#world.cleanups.push(() => this.#drop());
  }
  async #drop(): Promise<void> {
    const made = await this.sql(`SELECT datname FROM pg_database WHERE datname ~ '^${this.shop}(__|$)'`, 'postgres');
    for (const name of made.split('\n').filter((line) => line !== '')) {
      await eventually(`the database ${name} is dropped`, () => this.sql(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`, 'postgres'), () => true);
    }
  }
  // About 20 MB that cannot be compressed much.
  fill(): Promise<string> {
    return this.sql("CREATE TABLE letters AS SELECT n, md5(n::text) || md5((n * 7)::text) || md5((n * 11)::text) AS body FROM generate_series(1, 160000) AS n");
  }
  // What the shop has: rows and their values.
  async contents(database = this.shop): Promise<string> {
    return this.sql('SELECT count(*), md5(string_agg(o::text, chr(10) ORDER BY o.number)) FROM orders o', database);
  }
  // Another session keeps everybody from the orders, until the returned function is called.
  async lockOrders(): Promise<() => Promise<void>> {
    const { PATH } = process.env;
    const holder = new Running('holder', 'psql', ['-X', '-q', '-d', this.server(this.shop), '-c', 'BEGIN; LOCK TABLE orders', '-c', 'SELECT pg_sleep(120)'], { PATH }, '/');
    await eventually('the orders are locked', () => this.sql("SELECT count(*) FROM pg_locks WHERE relation = 'orders'::regclass AND mode = 'AccessExclusiveLock' AND granted"), (count) => count === '1');
    const release = async () => {
      holder.signal('SIGTERM');
      await holder.ended();
    };
    this.#world.cleanups.unshift(release);
    return release;
  }

  // ---- the service
  get folder(): string {
    return join(this.#world.project.folder, `backups-${this.process}`);
  }
  get repository(): string {
    return this.settings['TENSTONE_BACKUP_FOLDER'] ?? join(this.folder, 'repository');
  }
  async port(): Promise<number> {
    const { project } = this.#world;
    const all = started.get(project) ?? new Map<string, Promise<void>>();
    started.set(project, all);
    const starting = all.get(this.process) ?? this.start();
    all.set(this.process, starting);
    await starting;
    return project.http(this.process).port;
  }
  start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    return this.#world.project.start(this.process, {
      TENSTONE_BACKUP_FOLDER: this.repository,
      TENSTONE_BACKUP_KEY_FILE: join(this.folder, 'key'),
      TENSTONE_BACKUP_SERVER: this.server(),
      TENSTONE_BACKUP_DATABASES: 'shop',
      TENSTONE_BACKUP_KEEP_WITHIN: '0s',
      TENSTONE_ACCESS_READ_TOKENS: hash('reader'),
      TENSTONE_ACCESS_OPERATE_TOKENS: hash('operator'),
      ...this.settings,
    });
  }
  // A process of this scenario alone.
  async alone(settings: Record<string, string> = {}): Promise<void> {
    this.process = `tool-${this.shop}`;
    this.settings = settings;
    await this.port();
    const name = this.process;
    this.#world.cleanups.unshift(async () => {
      await this.#world.project.stop(name);
    });
  }

  // The answer is the scenario's last one, for the steps about answers.
  async askAs(token: string | undefined, method: string, path: string, body?: object): Promise<Reply> {
    const sending = body === undefined ? {} : { body: Buffer.from(JSON.stringify(body)), headers: { 'content-type': 'application/json' } };
    const reply = await send(await this.port(), method, path, { token, ...sending });
    Cache.of(this.#world).reply = reply;
    return reply;
  }
  ask(method: string, path: string, body?: object): Promise<Reply> {
    return this.askAs('operator', method, path, body);
  }
  async json<T>(method: string, path: string, body?: object): Promise<T> {
    const reply = await this.ask(method, path, body);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.body.toString()}`);
    return JSON.parse(reply.body.toString()) as T;
  }

  // ---- runs
  async begin(path: string, body?: object): Promise<Run> {
    this.run = await this.json<Run>('POST', path, body);
    return this.run;
  }
  async ended(run = this.run): Promise<Run> {
    if (run === undefined) throw new Error('nothing runs');
    this.run = await eventually(`the ${run.kind} ends`, () => this.json<Run>('GET', `/runs/${run.id}`), ({ state }) => state !== 'running', 60_000);
    return this.run;
  }
  async done(path: string, body?: object): Promise<Run> {
    const run = await this.ended(await this.begin(path, body));
    if (run.state !== 'done') throw new Error(`${path}: ${JSON.stringify(run)}`);
    return run;
  }
  take(): Promise<Run> {
    return this.done('/backups', { database: this.shop });
  }
  async versions(): Promise<Version[]> {
    return (await this.json<{ items: Version[] }>('GET', `/backups?database=${this.shop}`)).items;
  }
  version(number: number): string {
    return `${this.shop}@${number}`;
  }

  // ---- the repository's files
  packs(): string[] {
    const folder = join(this.repository, 'packs');
    return readdirSync(folder).map((name) => join(folder, name));
  }
  unfinished(): string[] {
    const folder = join(this.repository, 'tmp');
    return existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])) : [];
  }
  flipByte(file: string): void {
    const bytes = readFileSync(file);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  }
}
