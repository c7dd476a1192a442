// The command `tenstone backup` on a repository of the scenario's own, and the database that it is about: in the scenarios it
// is "shop", on the server it has a name that no other scenario uses.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cli, type Outcome } from './cli.ts';
import type { Running } from './processes.ts';
import { databaseAt, dropDatabase, sqlIn } from './servers.ts';
import type { TenstoneWorld } from './world.ts';

const ofScenario = new WeakMap<TenstoneWorld, Backups>();

export class Backups {
  readonly shop = `shop_${randomUUID().slice(0, 8)}`;
  readonly folder: string; // with the repository and its key
  readonly repository: string;
  readonly settings: Record<string, string>;
  readonly #world: TenstoneWorld;

  static of(world: TenstoneWorld): Backups {
    const known = ofScenario.get(world) ?? new Backups(world);
    ofScenario.set(world, known);
    return known;
  }

  private constructor(world: TenstoneWorld) {
    this.#world = world;
    this.folder = join(world.platform.folder, this.shop);
    mkdirSync(this.folder);
    this.repository = join(this.folder, 'repository');
    this.settings = { TENSTONE_BACKUP_FOLDER: this.repository, TENSTONE_BACKUP_KEY_FILE: join(this.folder, 'key'), TENSTONE_BACKUP_SERVER: databaseAt(this.shop) };
    world.cleanups.push(() => this.#close());
  }

  // "take shop" as Olaf writes it. His outcome has "shop", too.
  async run(words: string, settings: Record<string, string> = {}): Promise<Outcome> {
    return this.#asTold(await this.#world.platform.cli.run(this.arguments(words), { ...this.settings, ...settings }));
  }
  async output(words: string): Promise<string> {
    const { code, stdout, output } = await this.run(words);
    if (code !== 0) throw new Error(`backup ${words} ended with ${String(code)}:\n${output}`);
    return stdout;
  }
  start(words: string): Running {
    return this.#world.platform.cli.start(this.arguments(words), this.settings);
  }
  // May write files of so many KiB at most: for a repository, a full disk.
  async runInSmallSpace(words: string, kilobytes: number): Promise<Outcome> {
    const shell = new Cli(this.#world.platform.folder, this.settings, 'sh');
    return this.#asTold(await shell.run(['-c', `trap '' XFSZ; ulimit -f ${kilobytes * 2} && exec "$@"`, 'sh', Cli.tenstone, ...this.arguments(words)]));
  }
  arguments(words: string): string[] {
    return ['backup', ...words.split(' ').filter((word) => word !== '').map((word) => this.named(word))];
  }
  // "shop@1", "shop_copy" on the server.
  named(word: string): string {
    return word.replace(/^shop(?=@|_|$)/, this.shop);
  }

  // In one of the scenario's databases. The rows' values, with | between.
  sql(query: string, database = this.shop): Promise<string> {
    return sqlIn(database, query);
  }
  async databases(): Promise<string[]> {
    const rows = await sqlIn('postgres', `SELECT datname FROM pg_database WHERE datname LIKE '${this.shop}%' OR datname LIKE 'tsdrill_${this.shop}%' ORDER BY 1`);
    return rows === '' ? [] : rows.split('\n');
  }

  // Of the repository, by their paths in it.
  files(folder: string): string[] {
    if (!existsSync(join(this.repository, folder))) return [];
    return readdirSync(join(this.repository, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }

  largestPack(): string {
    const [file] = this.files('packs').sort((a, b) => statSync(b).size - statSync(a).size);
    assert.ok(file !== undefined);
    return file;
  }
  // In the middle of the largest pack.
  flipABit(): void {
    const file = this.largestPack();
    const bytes = readFileSync(file);
    const at = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    chmodSync(file, 0o600);
    writeFileSync(file, bytes);
  }

  // Of every process of this machine, as everybody sees them.
  commandLines(): string[] {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return ''; // it has gone
      }
    });
  }

  #asTold({ code, stdout, stderr, output }: Outcome): Outcome {
    return { code, stdout: this.#told(stdout), stderr: this.#told(stderr), output: this.#told(output) };
  }
  #told(text: string): string {
    return text.replaceAll(this.shop, 'shop');
  }

  async #close(): Promise<void> {
    for (const name of await this.databases()) {
      await sqlIn('postgres', `ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`);
      await dropDatabase(name);
    }
    rmSync(this.folder, { recursive: true });
  }
}
