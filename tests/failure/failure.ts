// `tools/node features failure [KILLS [SEED]]`: the api, two workers, PostgreSQL and Redis are killed with SIGKILL and
// stopped with SIGSTOP at random moments while actions come in. Afterwards every action that was acknowledged must have
// ended exactly once, with its log and its audit entry; no request may have hung past its deadline; all must have come back by itself
// (a program that died is started again, as a process manager does; the servers come back without help).
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../features/support/eventually.ts';
import { Platform } from '../../features/support/platform.ts';
import { Checks } from './checks.ts';
import { faultsOf, Ledger } from './ledger.ts';
import { Havoc } from './havoc.ts';

const kills = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const kSenders = 4;
const kBetweenMs = 10; // so many requests that each blow meets some, and few enough to ask for all of their jobs
const kAskers = 4;
console.log(`${kills} kills, seed ${seed}`);

const platform = new Platform();
const ledger = new Ledger();
const slots = { TENSTONE_JOBS_SLOTS: '16' };
const havoc = new Havoc(platform, ['api', 'worker', 'second worker'], (name) => platform.start(name === 'api' ? 'api' : 'worker', slots, name), seed);
const checks = new Checks();
const end = new AbortController();

// Of acknowledged actions and of those whose answer was lost: both rows or neither, each sealed.
async function auditFaults(): Promise<string[]> {
  const alone = await platform.sql(`
    WITH triggered AS (SELECT substr(subject, 5)::uuid AS id FROM audit_log WHERE action = 'action.triggered'),
         made AS (SELECT public_id AS id FROM jobs UNION SELECT public_id FROM job_runs)
    SELECT coalesce(triggered.id, made.id) FROM triggered FULL JOIN made USING (id) WHERE triggered.id IS NULL OR made.id IS NULL`);
  const sealed = await eventually('every chain is sealed', () => platform.cli.run(['audit', 'verify']), ({ stdout }) => !/ [1-9]\d* waiting/.test(stdout));
  return [...(alone === '' ? [] : alone.split('\n').map((id) => `${id} is alone`)), ...(sealed.code === 0 ? [] : [sealed.output])];
}

try {
  await havoc.startAll();
  const added = await platform.cli.output(['user', 'add', 'mia@example.test']);
  const token = /^token: (\S+)$/m.exec(added)?.[1] ?? '';
  const api = platform.http('api');
  const senders = Array.from({ length: kSenders }, () => ledger.send(api, token, end.signal, () => pause(kBetweenMs)));
  await havoc.rage(kills);
  const accepted = ledger.acknowledged.length;
  await eventually('actions are accepted again', () => ledger.acknowledged.length, (count) => count > accepted);
  end.abort();
  await Promise.all(senders);

  const faults: string[] = [];
  let attempts = 0;
  const acknowledged = ledger.acknowledged.values();
  const asker = async (): Promise<void> => {
    for (const each of acknowledged) {
      const job = await eventually(`job ${each.id} ends`, () => api.job(each.id, token), ({ state }) => state === 'succeeded' || state === 'failed', 60_000);
      attempts += job.attempts.length;
      faults.push(...faultsOf(job, each).map((fault) => `${job.id} ${fault}`));
    }
  };
  await Promise.all(Array.from({ length: kAskers }, asker));
  checks.that('every acknowledged action ends exactly once, with its log', faults);
  checks.that('no request hangs past its deadline', ledger.hung);
  checks.that('a refusal says that something is away', ledger.odd);
  checks.that('a job and its audit entry are there together, and every chain holds', await auditFaults());
  checks.that('every kind of blow fell', havoc.missing);

  console.log(`blows: ${havoc.summary}`);
  console.log(`requests: ${ledger.acknowledged.length} acknowledged, refused ${[...ledger.refused].map(([code, count]) => `${code} ${count}`).join(', ')}, ${ledger.cutOff} cut off with the api; slowest answer ${Math.round(ledger.slowestMs)} ms`);
  console.log(`attempts: ${attempts}, of which ${attempts - ledger.acknowledged.length} again`);
} catch (error) {
  checks.failed(error, platform.logTail());
} finally {
  end.abort(); // also after a fault: who still sends would keep this process for ever
  await platform.close().catch((error: unknown) => {
    checks.failed(error);
  });
}
checks.end();
