// `tools/node features webhooks-failure [KILLS [SEED]]`: two processes of project 06, PostgreSQL and Redis are killed with
// SIGKILL and stopped with SIGSTOP at random moments while a provider sends 1,000 events a second, and again what was not
// acknowledged. Afterwards every event that was acknowledged must be in the inbox once and handled once, and no other event may
// be there; no request may have hung past its deadline; all must have come back by itself.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expecting } from '../../features/support/api.ts';
import { eventually } from '../../features/support/eventually.ts';
import { quick } from '../../features/support/platform.ts';
import { Project } from '../../features/support/project.ts';
import { Checks } from './checks.ts';
import { Havoc } from './havoc.ts';
import { inboxFaults } from './inbox.ts';
import { once, rowsOf } from './rows.ts';
import { Sender, type Event } from './sender.ts';

const kills = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const kPerSecond = 1000;
const kCalmMs = 60_000; // within which all is done once nobody is killed any more
const apis = ['api', 'second api'];
const source = 'shop';
console.log(`${kills} kills, seed ${seed}`);

const project = new Project('06-webhook-receiver');
const havoc = new Havoc(project, apis, (name) => project.start(name, quick), seed);
const checks = new Checks();
const end = new AbortController();
let sender: Sender | undefined;

const rows = (query: string): string[][] => rowsOf(project, query);

function paymentFaults(events: ReadonlyMap<string, Event>): string[] {
  const faults: string[] = [];
  const payments = once(rows('SELECT event_id, amount FROM payments'), faults);
  for (const id of payments.keys()) if (!events.has(id)) faults.push(`${id} was never sent`);
  for (const { id, amount } of events.values()) {
    const [kept] = payments.get(id) ?? [];
    if (kept === undefined) faults.push(`${id} was acknowledged, and is not handled`);
    else if (Number(kept) !== amount) faults.push(`${id} has the amount ${kept} instead of ${amount}`);
  }
  return faults;
}

// A job ends once; attempts before that one may have got as far as they did.
function jobFaults(): string[] {
  const ends = `SELECT i.event_id, count(r.*) FROM webhook_inbox i LEFT JOIN job_runs r ON r.org_id = i.org_id AND r.public_id = i.job_id AND r.outcome = 'succeeded' GROUP BY i.event_id HAVING count(r.*) <> 1`;
  return [...rows(ends).map(([id, times]) => `the job of ${String(id)} has succeeded ${String(times)} times`), ...rows('SELECT public_id, state FROM jobs').map(([id, state]) => `the job ${String(id)} is still there, in state ${String(state)}`)];
}

try {
  await project.start('api', quick); // it makes the servers
  await project.start('second api', quick);
  const token = readFileSync(join(project.data, 'token'), 'utf8').trim();
  const secret = randomBytes(32).toString('hex');
  const body = JSON.stringify({ name: source, scheme: 'github', secret });
  expecting(201, await project.http('api').ask('POST', '/v1/webhooks/sources', { token, body }));
  sender = new Sender(apis.map((name) => project.http(name).port), source, secret);
  const { events } = sender;
  const began = performance.now();
  const sent = sender.send(kPerSecond, end.signal);
  await havoc.rage(kills);
  const before = events.size;
  await eventually('new events are sent', () => events.size, (count) => count > before);
  const seconds = (performance.now() - began) / 1000;
  end.abort();
  const acknowledged = (): number => sender?.acknowledged ?? 0;
  await eventually('every event is acknowledged', acknowledged, (count) => count === events.size, kCalmMs, 250);
  await sent;
  await eventually('no job is left', () => rows('SELECT count(*) FROM jobs').join(), (count) => count === '0', kCalmMs, 250);

  const { stored, answered } = inboxFaults(rows, events);
  checks.that('every acknowledged event is in the inbox once, and no other event is', stored);
  checks.that('every answer names the event of the inbox, and every duplicate is counted', answered);
  checks.that('every acknowledged event is handled once', paymentFaults(events));
  checks.that('every job ends once', jobFaults());
  checks.that('no request hangs past its deadline', sender.hung);
  checks.that('a refusal says that something is away', sender.odd);
  checks.that('every kind of blow fell', havoc.missing);
  checks.that('nothing crashed', project.crashes());
  console.log(`blows: ${havoc.summary}`);
  console.log(`events: ${events.size} in ${seconds.toFixed(1)} s, ${Math.round(events.size / seconds)} a second; ${sender.requests} requests, refused ${[...sender.refused].map(([code, count]) => `${code} ${count}`).join(', ')}, ${sender.cutOff} cut off; slowest answer ${Math.round(sender.slowestMs)} ms`);
  const [[again = '', duplicates = '']] = rows("SELECT (SELECT count(*) FROM job_runs WHERE outcome <> 'succeeded'), (SELECT sum(duplicates) FROM webhook_seen)") as [[string, string]];
  console.log(`duplicates: ${duplicates}; attempts that did not end their job: ${again}`);
} catch (error) {
  checks.failed(error, project.logTail());
} finally {
  end.abort(); // also after a fault: who still sends would keep this process for ever
  sender?.close();
  await project.close().catch((error: unknown) => {
    checks.failed(error);
  });
}
checks.end();
