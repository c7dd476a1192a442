// pg-boss as its documentation advises for many small jobs: batches, the next one at once while they come full, NOTIFY for those
// that come one by one. A job's row stays when it has ended, with both its times: that is its run row.
//   [serve] | migrate | fill COUNT | produce COUNT EVERY_MS DELAY_MS
import { PgBoss } from 'pg-boss';
import { begun, kName, produceBy, runVerb } from './jobs.js';

const looks = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 };
const fast = { batchSize: 1000, burstWhenBatchFull: true };

async function started(options) {
  const boss = new PgBoss({ connectionString: process.env.DATABASE_URL, ...options });
  boss.on('error', console.error);
  await boss.start();
  return boss;
}
const producer = () => started({ supervise: false, schedule: false });

async function serve() {
  const boss = await started({ useListenNotify: true });
  await boss.work(kName, { ...looks, ...fast }, async (jobs) => {
    for (const { data } of jobs) begun(data);
  });
}

async function migrate() {
  const boss = await producer();
  await boss.createQueue(kName, { notify: true });
}

// In one statement, so that nobody begins before all are there.
async function fill(count) {
  const boss = await producer();
  await boss.insert(kName, Array.from({ length: count }, () => ({ data: {} })));
}

async function produce(count, everyMs, delayMs) {
  const boss = await producer();
  await produceBy((data, due) => boss.send(kName, data, due === undefined ? {} : { startAfter: new Date(due) }), count, everyMs, delayMs);
}

await runVerb({ serve, migrate, fill, produce });
