// BullMQ on Redis, with CONCURRENCY jobs at a time in one worker. Jobs stay when they have ended (removeOnComplete: false), with
// both their times: that is a job's run row, in Redis.
//   [serve] | fill COUNT | produce COUNT EVERY_MS DELAY_MS
import { Queue, Worker } from 'bullmq';
import { begun, kName, produceBy, runVerb } from './jobs.js';

const connection = { url: process.env.REDIS_URL, maxRetriesPerRequest: null };
const keep = { removeOnComplete: false };
const kBulk = 5000; // jobs of one call
const queue = () => new Queue(kName, { connection, defaultJobOptions: keep });

function serve() {
  const worker = new Worker(kName, async ({ data }) => begun(data), { connection, concurrency: Number(process.env.CONCURRENCY), ...keep });
  worker.on('error', console.error);
}

// Nobody begins before all are there.
async function fill(count) {
  const jobs = queue();
  await jobs.pause();
  for (let left = count; left > 0; left -= kBulk) await jobs.addBulk(Array.from({ length: Math.min(left, kBulk) }, () => ({ name: kName, data: {} })));
  await jobs.resume();
}

async function produce(count, everyMs, delayMs) {
  const jobs = queue();
  await produceBy((data, due) => jobs.add(kName, data, due === undefined ? {} : { delay: Math.ceil(due - Date.now()) }), count, everyMs, delayMs);
}

await runVerb({ serve, fill, produce });
