import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api, expecting } from './api.ts';
import { Cli } from './cli.ts';
import { eventually } from './eventually.ts';
import { freePort, nothingRuns, tail, type Exit, type LogLine, type Running } from './processes.ts';

export type Role = 'api' | 'worker';
export type Server = 'postgres' | 'redis';

// The lost are found within seconds instead of minutes.
const quick = { TENSTONE_JOBS_BEAT: '200ms', TENSTONE_JOBS_DEAD_AFTER: '2s', TENSTONE_JOBS_POLL: '200ms' };

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

// A data folder of its own with the real processes on it.
export class Platform {
  readonly folder = mkdtempSync(join(process.env['TENSTONE_FEATURES_ROOT'] ?? tmpdir(), 'platform-'));
  readonly data = join(this.folder, 'data');
  readonly cli = new Cli(this.folder, { TENSTONE_DATA: this.data, ...quick });
  // Every process ever started here, the last one last.
  readonly #started: { name: string; process: Running }[] = [];
  readonly #ports = new Map<string, number>();
  #control: Api | undefined;

  // Starts one and waits until it is ready. Of several with one role each has a name.
  async start(role: Role, settings: Record<string, string> = {}, name: string = role): Promise<void> {
    const port = this.#ports.get(name) ?? (await freePort());
    this.#ports.set(name, port);
    const arguments_ = [role, '--http-port', String(port)];
    if (role === 'api') {
      this.#control ??= new Api(await freePort());
      arguments_.push('--control-port', String(this.#control.port));
    }
    const process = this.track(name, this.cli.start(arguments_, settings));
    await eventually(
      `the ${name} is ready`,
      async () => {
        if (!process.running) return `it has ended:\n${tail(process.output)}`;
        const { status, text } = await this.http(name).ask('GET', '/readyz');
        return status === 200 ? 'ready' : text;
      },
      (seen) => seen === 'ready' || seen.startsWith('it has ended'),
      60_000,
    );
    if (!process.running) throw new Error(`the ${name} has ended:\n${tail(process.output)}`);
  }

  track(name: string, process: Running): Running {
    this.#started.push({ name, process });
    return process;
  }

  http(name: string): Api {
    const port = this.#ports.get(name);
    if (port === undefined) throw new Error(`no ${name} was started`);
    return new Api(port);
  }

  process(name: string): Running {
    const found = this.#started.findLast((each) => each.name === name);
    if (!found) throw new Error(`no ${name} was started`);
    return found.process;
  }

  async kill(name: string): Promise<void> {
    await this.process(name).kill();
  }

  async stop(role: Role): Promise<Exit> {
    this.process(role).signal('SIGTERM');
    return this.process(role).ended();
  }

  // Moves the clock of every process here, of the database and of Redis's users; returns when all have followed.
  async passTime(advance: string): Promise<void> {
    if (!this.#control) throw new Error('no api was started');
    expecting(200, await this.#control.ask('POST', '/clock', { body: JSON.stringify({ advance }) }));
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

  // The database's processes through which ours are told of changes; without them they look by themselves.
  async messengers(): Promise<number[]> {
    const query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'tenstone listen'";
    const pids = await this.cli.output(['services', '--', 'sh', '-c', 'exec psql -X -At "$DATABASE_URL" -c "$0"', query]);
    return pids.trim().split('\n').map(Number);
  }

  // The lines of every process here that fit.
  logged(fits: LogLine): LogLine[] {
    const wanted = Object.entries(fits);
    return this.#started.flatMap(({ process }) => process.logs()).filter((line) => wanted.every(([name, value]) => line[name] === value));
  }

  logTail(): string {
    return this.#started.map(({ process }) => `${process.name}\n${tail(process.output)}`).join('\n\n');
  }

  // Ends all of it, sees that nothing is left, and removes the folder.
  async close(): Promise<void> {
    await Promise.all(this.#started.filter(({ process }) => process.running).map(({ process }) => process.end()));
    await this.cli.run(['services', '--stop', this.data]);
    await nothingRuns(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
