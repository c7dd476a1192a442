// What the peers of the row "worker" share: PEER [serve] | migrate | fill COUNT | produce COUNT EVERY_MS DELAY_MS.
import { setTimeout as pause } from 'node:timers/promises';

export const kName = 'nothing'; // of the kind, and of the queue where each kind has one

function now() {
  return performance.timeOrigin + performance.now();
}

// A handler has begun.
export function begun({ due }) {
  if (due !== undefined) console.log(`late ${(now() - due).toFixed(3)}`);
}

// By add(payload, time), as an application does. The first ones carry no time: connections and code are warm when it counts.
export async function produceBy(add, count, everyMs, delayMs) {
  for (let i = 0; i < 100; ++i) await add({});
  const began = performance.now();
  const jobs = [];
  for (let i = 0; i < count; ++i) {
    if (delayMs === 0) await pause(began + i * everyMs - performance.now());
    const due = now() + (delayMs === 0 ? 0 : delayMs + i * everyMs);
    jobs.push(add({ due }, delayMs === 0 ? undefined : due));
  }
  await Promise.all(jobs);
}

// A verb that has done its work ends the process: connections need no farewell.
export async function runVerb(verbs) {
  const [verb = 'serve', ...words] = process.argv.slice(2);
  await verbs[verb](...words.map(Number));
  if (verb !== 'serve') process.exit();
}
