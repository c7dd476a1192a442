// A PostgreSQL 15 for the run: the private server of `tenstone services`, in a temporary folder, with the settings that
// every private server has (libs/service/src/local_services/postgres_server.cpp). A database for each subject.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cli } from '../../features/support/cli.ts';
import { eventually } from '../../features/support/eventually.ts';
import type { Running } from '../../features/support/processes.ts';
import { cpuSeconds, kStoresCore, parentOf, pin } from './machine.ts';

export class Postgres {
  readonly #folder: string;
  readonly #cli: Cli;
  readonly #held: Running; // by a process that prints the URLs
  #url = '';
  #postmaster = 0;
  #databases = 0;

  private constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), 'tenstone-bench-postgres-'));
    this.#cli = new Cli(this.#folder, { TENSTONE_DATA: this.#data }, Cli.tenstone);
    this.#held = this.#cli.start(['services']);
  }

  static async start(): Promise<Postgres> {
    const postgres = new Postgres();
    try {
      const held = postgres.#held;
      const printed = await eventually('PostgreSQL runs', () => held.stdout.split('\n'), (lines) => lines.length > 2 || !held.running, 60_000);
      if (!held.running) throw new Error(`PostgreSQL did not start:\n${held.output}`);
      postgres.#url = String(printed[0]);
      postgres.#postmaster = Number(readFileSync(join(postgres.#data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
      postgres.moveTo(kStoresCore);
      return postgres;
    } catch (error) {
      await postgres.end();
      throw error;
    }
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  // Onto a core, or onto several.
  moveTo(core: string): void {
    for (const pid of this.#processes()) ofOneThatMayEnd(() => (pin(core, pid), 0));
  }

  // All of its processes, also those that have ended.
  cpuSeconds(): number {
    return cpuSeconds(this.#postmaster, { ended: true }) + this.#children().reduce((sum, pid) => sum + ofOneThatMayEnd(() => cpuSeconds(pid)), 0);
  }

  create(): PostgresDatabase {
    const name = `subject_${++this.#databases}`;
    const folder = join(this.#folder, name);
    mkdirSync(folder);
    new PostgresDatabase(this.#url, this.#folder).run(`CREATE DATABASE ${name}`);
    return new PostgresDatabase(this.#url.replace('///tenstone?', `///${name}?`), folder);
  }

  async end(): Promise<void> {
    await this.#held.end();
    await this.#cli.output(['services', '--stop', this.#data]);
    rmSync(this.#folder, { recursive: true });
  }

  #processes(): number[] {
    return [this.#postmaster, ...this.#children()];
  }

  #children(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => ofOneThatMayEnd(() => parentOf(pid)) === this.#postmaster);
  }
}

export class PostgresDatabase {
  readonly url: string;
  readonly folder: string; // for the subject's files

  constructor(url: string, folder: string) {
    this.url = url;
    this.folder = folder;
  }

  // The first row's columns, as text.
  ask(statement: string): string[] {
    return this.#psql(this.url, statement).trimEnd().split('\t');
  }
  run(...statements: string[]): void {
    this.#psql(this.url, ...statements);
  }

  // Before a window, so that no subject pays for the rows of the one before it: nothing is left for autovacuum, and the
  // checkpoint begins anew.
  tidy(): void {
    this.asAdmin('VACUUM (ANALYZE)', 'CHECKPOINT');
  }
  asAdmin(...statements: string[]): void {
    this.#psql(this.adminUrl, ...statements);
  }
  get adminUrl(): string {
    return this.url.replace('user=tenstone', 'user=postgres');
  }
  get name(): string {
    return /\/\/\/(\w+)\?/.exec(this.url)?.[1] ?? '';
  }

  // Another database of the same server.
  named(name: string): PostgresDatabase {
    return new PostgresDatabase(this.url.replace(/\/\/\/\w+\?/, `///${name}?`), this.folder);
  }

  #psql(url: string, ...statements: string[]): string {
    const words = statements.flatMap((statement) => ['-c', statement]);
    return execFileSync('psql', ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-d', url, ...words], { encoding: 'utf8' });
  }
}

// 0 for a process that has ended meanwhile.
function ofOneThatMayEnd(look: () => number): number {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 0;
    throw error;
  }
}
