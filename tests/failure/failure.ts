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
  await storm.begin();
  await storm.havoc.storm(blows);
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
