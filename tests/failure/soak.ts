// `tools/node features soak [MINUTES [SEED]]`: all of the platform at once under a steady load, and nobody is killed. Every few
// seconds the memory and the descriptors of its programs are looked at, and the connections to PostgreSQL: they must be flat. Then
// each kind of blow falls once, and all that was acknowledged must have ended exactly once, as in failure.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Checks } from './checks.ts';
import { growths, summary } from './flat.ts';
import { numbers } from './havoc.ts';
import { programs, Storm } from './storm.ts';
import { Verdict } from './verdict.ts';

const kEveryMs = 5000;
const kWarmUp = 0.1; // of the time, in which caches and pools fill
const steady = { betweenMs: 200, eventsPerSecond: 10, switchEveryMs: 1000, minuteEveryMs: 10_000, betweenCopiesMs: 30_000 };

const minutes = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
console.log(`${String(minutes)} minutes, seed ${String(seed)}`);

class Gauges {
  readonly memory = new Map<string, number[]>(); // MiB
  readonly descriptors = new Map<string, number[]>();
  readonly connections = new Map<string, number[]>();

  look(storm: Storm): void {
    for (const name of programs) {
      const { pid } = storm.platform.process(name);
      note(this.memory, name, Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1]) / 1024);
      note(this.descriptors, name, readdirSync(`/proc/${String(pid)}/fd`).length);
    }
    for (const [name = '', count] of storm.rows("SELECT regexp_replace(application_name, ' [0-9]+$', ''), count(*) FROM pg_stat_activity WHERE datname = 'tenstone' AND application_name LIKE 'tenstone%' GROUP BY 1")) note(this.connections, name, Number(count));
  }
}
function note(into: Map<string, number[]>, name: string, value: number): void {
  into.set(name, [...(into.get(name) ?? []), Math.round(value)]);
}

const checks = new Checks();
const storm = await Storm.over(seed, numbers(seed + 1), steady);
try {
  await storm.begin();
  const begun = performance.now();
  const length = minutes * 60_000;
  await pause(length * kWarmUp);
  const gauges = new Gauges();
  while (performance.now() - begun < length) {
    gauges.look(storm);
    await pause(kEveryMs);
  }
  console.log(`MiB: ${summary(gauges.memory)}\ndescriptors: ${summary(gauges.descriptors)}\nconnections to PostgreSQL: ${summary(gauges.connections)}`);
  checks.that('memory is flat', growths(gauges.memory, { share: 0.1, most: 8 }));
  checks.that('descriptors are flat', growths(gauges.descriptors, { share: 0, most: 4 }));
  // Pools of connections are filled as they are needed, and do not shrink: of each process, one more.
  checks.that('connections are flat', growths(gauges.connections, { share: 0, most: programs.length }));
  await storm.havoc.storm(1);
  await storm.calm();
  await new Verdict(storm, checks).give();
} catch (error) {
  checks.failed(error, storm.platform.logTail());
} finally {
  await storm.close().catch((error: unknown) => {
    checks.failed(error);
  });
}
checks.end();
