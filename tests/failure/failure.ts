// `tools/node features failure [BLOWS [SEED]]`: all of the platform at once under failure. The api, two workers, PostgreSQL and
// Redis are killed with SIGKILL and stopped with SIGSTOP at random moments while actions are started, signed events come in and
// go out, letters are written, schedules come due, a flag is switched and backups are taken. Afterwards everything that was
// acknowledged must have ended exactly once, and have arrived where it was to go; no request may have hung past its deadline;
// all must have come back by itself (a program that died is started again, as a process manager does; the servers come back
// without help).
import { Checks } from './checks.ts';
import { numbers } from './havoc.ts';
import { Storm } from './storm.ts';
import { Verdict } from './verdict.ts';

const blows = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
console.log(`${blows} blows, seed ${seed}`);

const checks = new Checks();
const storm = await Storm.over(seed, numbers(seed + 1));
try {
  const took = [performance.now()];
  for (const part of [() => storm.begin(), () => storm.havoc.storm(blows), () => storm.calm(), () => new Verdict(storm, checks).give()]) {
    await part();
    took.push(performance.now());
  }
  const seconds = took.slice(1).map((at, i) => ((at - Number(took[i])) / 1000).toFixed(1));
  console.log(`seconds: to start ${seconds[0]}, storm ${seconds[1]}, calm ${seconds[2]}, to look at it ${seconds[3]}`);
} catch (error) {
  checks.failed(error, storm.platform.logTail());
} finally {
  await storm.close().catch((error: unknown) => {
    checks.failed(error);
  });
}
checks.end();
