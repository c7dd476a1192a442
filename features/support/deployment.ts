import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Api, expecting, json } from './api.ts';
import { Cli } from './cli.ts';
import { Contract, type Document } from './contract.ts';
import { eventually } from './eventually.ts';
import { freePort, nothingRuns, Running, tail, type Exit, type LogLine } from './processes.ts';
import { beginWithCluster, createDatabase, dropDatabase, type Needs } from './servers.ts';
import { temporaryFolder } from './temporary.ts';

// For Redis to answer in. A Chromium that starts beside holds it up for longer than the 50 ms in which it counts as away:
// then each process would count for itself, as it should, and some scenarios are about how many get through.
const patient = '500ms';

// From where a process is asked for its document: no scenario's client, since it may count.
const documentReader = '127.255.255.1';

// Of every document that a process of this run has had: making one compiles its schemas.
const contracts = new Map<string, Contract>();

export type Server = 'postgres' | 'redis';

// "" for a process that is gone meanwhile, or not ours to look at.
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
function cwdOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

// One that has just gone cannot be told anything.
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

// A data folder of its own with the real processes of one program on it. They bring private servers, unless it borrows.
export abstract class Deployment {
  readonly folder = temporaryFolder('tenstone-deployment-');
  readonly data = join(this.folder, 'data');
  readonly cli: Cli;
  protected readonly needs: Needs;
  readonly program: string;
  readonly #settings: Record<string, string>;
  #redis: Running | undefined;
  // Every process ever started here, the last one last.
  readonly #started: { name: string; process: Running }[] = [];
  readonly #ports = new Map<string, number>();
  readonly #contracts = new Map<string, Contract>();
  // The listeners that move time, by process; and how far it has been moved.
  readonly #controls = new Map<string, Api>();
  #ahead = 0;

  protected constructor(program: string, needs: Needs, settings: Record<string, string> = {}) {
    this.program = program;
    this.needs = needs;
    // A program without Redis refuses settings of it.
    this.#settings = { TENSTONE_DATA: this.data, ...(needs.redis ? { TENSTONE_REDIS_DEADLINE: patient } : {}), ...settings };
    this.cli = new Cli(this.folder, this.#settings, program);
  }

  // Its processes work with a database of the shared PostgreSQL, and with a Redis that is nobody else's: Redis' channels
  // know no databases. To be called before the first start.
  async borrow(): Promise<void> {
    mkdirSync(this.data, { mode: 0o700 });
    if (this.needs.redis) this.#settings['REDIS_URL'] = this.#startRedis();
    if (this.needs.postgres) this.#settings['DATABASE_URL'] = await createDatabase(basename(this.folder), this.program);
  }

  // Its processes bring servers of their own, whose PostgreSQL need not be made first.
  bringServers(): void {
    if (this.needs.postgres) beginWithCluster(this.data);
  }

  #startRedis(): string {
    const folder = join(this.data, 'redis');
    const socket = join(this.folder, 'redis.sock');
    mkdirSync(folder);
    // Debian's redis-server is a link to this file; its name decides what it does.
    this.#redis = new Running('redis', '/usr/bin/redis-check-rdb', ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--loglevel', 'warning'], {}, '/', 'redis-server');
    return `unix://${socket}`;
  }

  // Starts `program WORDS` and waits until it is ready, or only alive. Started again, it gets the port that it had.
  protected async launch(name: string, words: string[], settings: Record<string, string>, { control, until = 'ready', by }: { control: boolean; until?: 'ready' | 'alive'; by?: string[] | undefined }): Promise<void> {
    const port = this.#ports.get(name) ?? (await freePort());
    this.#ports.set(name, port);
    const arguments_ = [...words, '--http-port', String(port)];
    const listener = control ? (this.#controls.get(name) ?? new Api(await freePort())) : undefined;
    this.#controls.delete(name);
    if (listener) arguments_.push('--control-port', String(listener.port));
    const process = this.track(name, this.cli.start(arguments_, settings, { by }));
    await eventually(
      `the ${name} is ${until}`,
      async () => {
        if (!process.running) return `it has ended:\n${tail(process.output)}`;
        const { status, text } = await this.http(name).ask('GET', until === 'ready' ? '/readyz' : '/livez');
        return status === 200 ? until : text;
      },
      (seen) => seen === until || seen.startsWith('it has ended'),
      60_000,
    );
    if (!process.running) throw new Error(`the ${name} has ended:\n${tail(process.output)}`);
    // It begins to listen right behind the server, which may have answered already.
    if (listener) {
      await eventually(`the ${name} takes orders`, () => order(listener), () => true);
      this.#controls.set(name, listener);
    }
    await this.#readContract(name);
    await this.#followTime();
  }

  // A process whose controllers describe themselves is held to what they say.
  async #readContract(name: string): Promise<void> {
    this.#contracts.delete(name);
    const { status, text } = await this.http(name).ask('GET', '/openapi.json', { from: documentReader });
    if (status !== 200) return;
    const contract = contracts.get(text) ?? new Contract(JSON.parse(text) as Document);
    contracts.set(text, contract);
    this.#contracts.set(name, contract);
  }

  // `by`: the words of the command that starts it.
  abstract startApi(by: string[]): Promise<void>;

  track(name: string, process: Running): Running {
    this.#started.push({ name, process });
    return process;
  }

  http(name: string): Api {
    const port = this.#ports.get(name);
    if (port === undefined) throw new Error(`no ${name} was started`);
    return new Api(port, this.#contracts.get(name));
  }

  process(name: string): Running {
    const found = this.#started.findLast((each) => each.name === name);
    if (!found) throw new Error(`no ${name} was started`);
    return found.process;
  }

  async kill(name: string): Promise<void> {
    await this.process(name).kill();
  }

  async stop(name: string): Promise<Exit> {
    this.process(name).signal('SIGTERM');
    return this.process(name).ended();
  }

  // Moves the clock of every process here, and of the database; returns when all have followed.
  async passTime(advance: string): Promise<void> {
    const [first] = this.#listening();
    if (!first) throw new Error('nothing was started that can move time');
    this.#ahead = await order(first, { advance });
    await this.#followTime();
  }

  // What its clocks show.
  get now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  // Back to the machine's time, whatever was moved.
  async setClocksRight(): Promise<void> {
    for (const control of this.#listening()) {
      expecting(200, await control.ask('DELETE', '/clock'));
      if ((await order(control)) !== 0) throw new Error('the clock is still moved');
    }
    this.#ahead = 0;
  }

  // Processes without a common database have each a clock of their own, and a new one begins at the machine's.
  async #followTime(): Promise<void> {
    for (const control of this.#listening()) {
      const behind = this.#ahead - (await order(control));
      if (behind > 0) await order(control, { advance: `${behind}ms` });
    }
  }

  #listening(): Api[] {
    return [...this.#controls].filter(([name]) => this.process(name).running).map(([, control]) => control);
  }

  // All processes of one of this data folder's servers, which work in a folder of its name.
  pidsOf(server: Server): number[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
    return pids.filter((pid) => commandOf(pid).includes(server) && cwdOf(pid).startsWith(join(this.data, server)));
  }
  signal(server: Server, signal: NodeJS.Signals): void {
    const found = this.pidsOf(server);
    if (found.length === 0) throw new Error(`no ${server} works in ${this.data}`);
    for (const pid of found) send(pid, signal);
  }

  // What Redis answers to a command.
  redis(...words: string[]): string {
    const [pid] = this.pidsOf('redis');
    const socket = pid === undefined ? undefined : /unixsocket[: \0]([^\s\0]+)/.exec(commandOf(pid))?.[1];
    if (socket === undefined) throw new Error(`no redis works in ${this.data}`);
    return execFileSync('redis-cli', ['-s', socket, ...words], { encoding: 'utf8' }).trim();
  }

  // Ends it, and returns once another one stands in its place and every process works with it.
  async restart(server: Server): Promise<void> {
    const before = this.pidsOf(server);
    this.signal(server, 'SIGTERM');
    await eventually(`another ${server} works`, () => this.pidsOf(server), (pids) => pids.length > 0 && !pids.some((pid) => before.includes(pid)));
    for (const [name] of this.#ports) {
      if (!this.process(name).running) continue;
      await eventually(`all of the ${name} is ready`, () => this.#readiness(name), (seen) => seen.every((status) => status === 200));
    }
  }

  // Each of its threads has a connection of its own to a server, and any of them may answer: so it is asked often.
  async #readiness(name: string): Promise<number[]> {
    const seen = [];
    for (let i = 0; i < 20; i += 1) seen.push((await this.http(name).ask('GET', '/readyz')).status);
    return seen;
  }

  // The lines of every process here that fit.
  logged(fits: LogLine): LogLine[] {
    const wanted = Object.entries(fits);
    return this.#started.flatMap(({ process }) => process.logs()).filter((line) => wanted.every(([name, value]) => line[name] === value));
  }

  // Those that died of themselves.
  crashes(): string[] {
    return this.#started.flatMap(({ process }) => process.crash ?? []);
  }

  logTail(): string {
    return this.#started.map(({ process }) => `${process.name}: ${process.state}\n${tail(process.output)}`).join('\n\n');
  }

  // Those that have no children are killed: how they stop is for scenarios to say, and takes them a while.
  protected async stopProcesses(): Promise<void> {
    const running = this.#started.filter(({ process }) => process.running);
    await Promise.all(running.map(({ name, process }) => (this.#ports.has(name) ? process.kill() : process.end())));
  }

  // undefined: it has a PostgreSQL of its own.
  get databaseUrl(): string | undefined {
    return this.#settings['DATABASE_URL'];
  }

  protected get borrows(): boolean {
    return this.#settings['DATABASE_URL'] !== undefined || this.#settings['REDIS_URL'] !== undefined;
  }

  // Ends all of it, sees that nothing is left, and removes the folder.
  async close(): Promise<void> {
    await this.stopProcesses();
    await this.#redis?.kill();
    if (this.#settings['DATABASE_URL'] !== undefined) await dropDatabase(basename(this.folder));
    await nothingRuns(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// Tells a control listener to move the clock on, or asks it; how far it is ahead then, in milliseconds.
async function order(control: Api, move?: { advance: string }): Promise<number> {
  const answer = move ? await control.ask('POST', '/clock', { body: JSON.stringify(move) }) : await control.ask('GET', '/clock');
  return json<{ ahead_ms: number }>(expecting(200, answer)).ahead_ms;
}
