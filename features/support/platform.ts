import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from './api.ts';
import { Cli } from './cli.ts';
import { eventually } from './eventually.ts';
import { freePort, nothingRuns, tail, type Exit, type LogLine, type Running } from './processes.ts';

export type Role = 'api' | 'worker';

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

// A data folder of its own with the real processes on it.
export class Platform {
  readonly folder = mkdtempSync(join(process.env['TENSTONE_FEATURES_ROOT'] ?? tmpdir(), 'platform-'));
  readonly data = join(this.folder, 'data');
  readonly cli = new Cli(this.folder, { TENSTONE_DATA: this.data, ...quick });
  // Every process ever started here, the last one last.
  readonly #started: { role: string; process: Running }[] = [];
  readonly #ports = new Map<Role, number>();

  async start(role: Role, settings: Record<string, string> = {}): Promise<void> {
    const port = this.#ports.get(role) ?? (await freePort());
    this.#ports.set(role, port);
    const process = this.track(role, this.cli.start([role, '--http-port', String(port)], settings));
    await eventually(
      `the ${role} is ready`,
      async () => {
        if (!process.running) return `it has ended:\n${tail(process.output)}`;
        const { status, text } = await this.http(role).ask('GET', '/readyz');
        return status === 200 ? 'ready' : text;
      },
      (seen) => seen === 'ready' || seen.startsWith('it has ended'),
      60_000,
    );
    if (!process.running) throw new Error(`the ${role} has ended:\n${tail(process.output)}`);
  }

  track(role: string, process: Running): Running {
    this.#started.push({ role, process });
    return process;
  }

  http(role: Role): Api {
    const port = this.#ports.get(role);
    if (port === undefined) throw new Error(`no ${role} was started`);
    return new Api(port);
  }

  process(role: string): Running {
    const found = this.#started.findLast((each) => each.role === role);
    if (!found) throw new Error(`no ${role} was started`);
    return found.process;
  }

  async kill(role: Role): Promise<void> {
    await this.process(role).kill();
  }

  async stop(role: Role): Promise<Exit> {
    this.process(role).signal('SIGTERM');
    return this.process(role).ended();
  }

  // Redis of this data folder: its process works in the folder's redis/.
  #signalRedis(signal: 'SIGSTOP' | 'SIGCONT'): void {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
    const found = pids.filter((pid) => commandOf(pid).includes('redis-server') && cwdOf(pid) === join(this.data, 'redis'));
    if (found.length === 0) throw new Error(`no Redis works in ${this.data}`);
    for (const pid of found) process.kill(pid, signal);
  }
  stopRedis(): void {
    this.#signalRedis('SIGSTOP');
  }
  continueRedis(): void {
    this.#signalRedis('SIGCONT');
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
