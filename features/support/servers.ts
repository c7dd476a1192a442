// The servers of a run. One PostgreSQL is shared by all deployments that have only processes of their own: each of them gets a
// database, copied from one that is migrated already. A deployment that stops or kills its servers gets a data folder that
// begins with a copy of a cluster.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Cli } from './cli.ts';
import { eventually } from './eventually.ts';
import { Running } from './processes.ts';

// Where they are, for every cucumber worker.
const url = 'TENSTONE_FEATURES_DATABASE_URL';
const folder = 'TENSTONE_FEATURES_CLUSTER';

export interface Needs {
  postgres: boolean;
  redis: boolean;
  worker: boolean; // a process beside the api
}

const known = new Map<string, Needs>();

// The stores that a program has settings for, and whether it has a worker. Each is asked once.
export function needsOf(program: string): Needs {
  const needs = known.get(program) ?? askedFor(program);
  known.set(program, needs);
  return needs;
}

function askedFor(program: string): Needs {
  const help = execFileSync(program, ['--help'], { encoding: 'utf8', env: {} });
  const settings = execFileSync(program, ['config'], { encoding: 'utf8', env: {} });
  return { postgres: /^postgres\.url\b/m.test(settings), redis: /^redis\.url\b/m.test(settings), worker: /^ {2}worker /m.test(help) };
}

// The PostgreSQL that scenarios share, with a migrated database for each of the programs.
export class SharedPostgres {
  readonly #cli: Cli;
  readonly #data: string;
  readonly #held: Running; // by a process that prints the URLs

  private constructor(root: string, cluster: string) {
    this.#data = join(root, 'shared');
    copyCluster(cluster, this.#data);
    this.#cli = new Cli(root, { TENSTONE_DATA: this.#data }, Cli.tenstone);
    this.#held = this.#cli.start(['services']);
  }

  static async start(root: string, programs: readonly string[]): Promise<SharedPostgres> {
    const cluster = join(root, 'cluster');
    const made = new Cli(root, { TENSTONE_DATA: cluster }, Cli.tenstone);
    await made.output(['services', '--', 'true']);
    await made.output(['services', '--stop', cluster]);
    process.env[folder] = cluster;
    const shared = new SharedPostgres(root, cluster);
    const held = shared.#held;
    const printed = await eventually('the shared PostgreSQL runs', () => held.stdout.split('\n'), (lines) => lines.length > 2 || !held.running, 60_000);
    if (!held.running) throw new Error(`the shared PostgreSQL has ended:\n${held.output}`);
    process.env[url] = String(printed[0]);
    for (const program of programs) await new Cli(root, { DATABASE_URL: await copyDatabase(template(program), 'tenstone') }, program).output(['migrate']);
    return shared;
  }

  async stop(): Promise<void> {
    await this.#cli.output(['services', '--stop', this.#data]);
    await this.#held.end();
  }
}

function template(program: string): string {
  return `template_${basename(program)}`;
}

// A database of its own for `program`, as its own migrations make it: its URL.
export async function createDatabase(name: string, program: string): Promise<string> {
  return copyDatabase(name, template(program));
}

// With whoever is still connected. PostgreSQL 15 refuses that to all but superusers in the moments in which autovacuum looks
// at the database.
export async function dropDatabase(name: string): Promise<void> {
  await eventually(`the database ${name} is dropped`, () => sql(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`), () => true);
}

async function copyDatabase(name: string, from: string): Promise<string> {
  await sql(`CREATE DATABASE "${name}" TEMPLATE "${from}"`);
  return address().replace('///tenstone?', `///${name}?`);
}

async function sql(statement: string): Promise<void> {
  const psql = new Running(statement, 'psql', ['-X', '-q', '-d', address(), '-c', statement], { PATH: process.env['PATH'] }, '/');
  const { code } = await psql.ended(60_000);
  if (code !== 0) throw new Error(`${statement}:\n${psql.output}`);
}

function address(): string {
  const found = process.env[url];
  if (found === undefined) throw new Error('the shared PostgreSQL was not started: run.ts does, for programs that need it');
  return found;
}

// What a private PostgreSQL in the data folder `data` begins with, instead of making a cluster first.
export function beginWithCluster(data: string): void {
  const cluster = process.env[folder];
  if (cluster !== undefined) copyCluster(cluster, data);
}

function copyCluster(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 });
  execFileSync('cp', ['-a', '--reflink=auto', join(from, 'postgres'), to]);
}
