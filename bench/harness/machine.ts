// The machine: which core is whose, and what the kernel counts.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release } from 'node:os';

export const root = new URL('../..', import.meta.url).pathname;

// Before stayOffTheServersCore(), which would make it 1.
export const cores = availableParallelism();
if (cores < 2) throw new Error('the server and the load generator need a core each: this machine has one');
export const kServerCore = '0';
export const kLoadCore = '1';
export const kStoresCore = cores > 2 ? '2' : kLoadCore; // Redis and PostgreSQL; said in the report
export const kAllCores = `0-${cores - 1}`;

// [program, …] on one core, or on several: the words to start.
export function pinned(core: string, words: readonly string[]): [string, string[]] {
  return ['taskset', ['-c', core, ...words]];
}

// One that runs already, with all its threads.
export function pin(core: string, pid: number): void {
  execFileSync('taskset', ['-apc', core, String(pid)]);
}

export function stayOffTheServersCore(): void {
  pin(kLoadCore, process.pid);
}

const kTicksPerSecond = 100; // USER_HZ: the unit of /proc, the same on every Linux

function fields(pid: number | 'self'): number[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
}

// User and system time of all its threads; with `ended` also of the processes that it has waited for.
export function cpuSeconds(pid: number | 'self', { ended = false } = {}): number {
  return fields(pid).slice(11, ended ? 15 : 13).reduce((sum, ticks) => sum + ticks, 0) / kTicksPerSecond;
}

export function parentOf(pid: number): number {
  return fields(pid)[1] ?? 0;
}

// What this process has started and still runs.
export function children(): number[] {
  return (readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').match(/\d+/g) ?? []).map(Number);
}

// All cores together, also what the hypervisor gave to others.
export function busySeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').map(Number) ?? [];
  return (user + nice + system + irq + softirq + steal) / kTicksPerSecond;
}

export function residentMiB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

export function describe(): string {
  const load = loadavg().map((average) => average.toFixed(1)).join(' ');
  return `${cores} × ${cpus()[0]?.model ?? 'CPU'}, Linux ${release()}, load average before the run ${load}`;
}
