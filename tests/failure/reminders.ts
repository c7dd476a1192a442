// `tools/node features reminders-failure [KILLS [SEED]]`: the api, two workers, PostgreSQL and Redis of project 03 are killed
// with SIGKILL and stopped with SIGSTOP at random moments while 200 reminders a second are made, each due within four seconds:
// while they are taken, at their time, between taking and marking, in the middle of a webhook. Afterwards each reminder that was
// acknowledged must have gone off once, not before its time, and have been delivered, always under one id. Then the clock is
// moved by five minutes while both workers are killed: each rule must have gone off once for each minute.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expecting, json, type Answer } from '../../features/support/api.ts';
import { eventually } from '../../features/support/eventually.ts';
import { quick } from '../../features/support/platform.ts';
import { Project } from '../../features/support/project.ts';
import { Bell } from './bell.ts';
import { Checks } from './checks.ts';
import { Havoc } from './havoc.ts';
import { once, rowsOf } from './rows.ts';

const kills = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const kBatch = 20;
const kEveryMs = 100; // a batch: 200 reminders a second
const kRules = 20;
const kMinutes = 5; // that the clock is moved by
const kCalmMs = 90_000; // within which all is done once nobody is killed any more; one webhook that was cut off waits five seconds
const programs = ['api', 'worker', 'second worker'];
console.log(`${kills} kills, seed ${seed}`);

const project = new Project('03-reminder-app');
const start = (name: string): Promise<void> => project.start(name, quick, name === 'api' ? [] : ['worker']);
const havoc = new Havoc(project, programs, start, seed);
const checks = new Checks();
const end = new AbortController();
const bell = await Bell.hang();
const rows = (query: string): string[][] => rowsOf(project, query);
const acknowledged = new Set<string>();
const refused = new Map<string, number>(); // by code
const odd: string[] = []; // answers that nobody should get
let cutOff = 0; // no answer: the api was killed, or not there

const post = (token: string, path: string, body: unknown): Promise<Answer> => project.http('api').ask('POST', path, { token, body: JSON.stringify(body) });

// What was cut off may have been made all the same: it is not acknowledged, and goes off like the others.
async function makeSome(token: string, to: string): Promise<void> {
  const due = (i: number): string => new Date(Date.now() + (4000 * (i + 1)) / kBatch).toISOString();
  const reminders = Array.from({ length: kBatch }, (_, i) => ({ title: 'Tea', channel: { type: 'webhook', to }, when: { due_at: due(i) } }));
  try {
    const answer = await post(token, '/v1/reminders/batch', { reminders });
    if (answer.status === 201) for (const id of json<{ ids: string[] }>(answer).ids) acknowledged.add(id);
    else if (answer.status === 503) refused.set(json<{ code: string }>(answer).code, (refused.get(json<{ code: string }>(answer).code) ?? 0) + 1);
    else odd.push(`${answer.status} ${answer.text}`);
  } catch {
    cutOff += 1;
  }
}

async function makeMany(token: string, to: string): Promise<void> {
  const under = new Set<Promise<void>>();
  while (!end.signal.aborted) {
    const one = makeSome(token, to).finally(() => under.delete(one));
    under.add(one);
    await pause(kEveryMs);
  }
  await Promise.all(under);
}

function firedFaults(): string[] {
  const faults: string[] = [];
  const found = once(rows(`SELECT o.reminder_id, o.fired_at IS NOT NULL, o.handed_over, o.fired_at >= o.due_at, o.missed FROM reminder_occurrences o JOIN reminders r USING (org_id) WHERE r.id = o.reminder_id AND r.plan ? 'due_at'`), faults);
  for (const id of acknowledged) if (!found.has(id)) faults.push(`${id} was acknowledged, and is not there`);
  for (const [id, state] of found) if (state.join() !== 't,t,t,f') faults.push(`${id}: gone off, handed over, not early, missed: ${state.join()}`);
  return faults;
}

function ringFaults(): string[] {
  const faults: string[] = [];
  const ids = new Map<string, string>();
  for (const { occurrence, id, at, due } of bell.rings) {
    if (at < due) faults.push(`${occurrence} arrived ${due - at} ms before its time`);
    const before = ids.get(occurrence);
    if (before !== undefined && before !== id) faults.push(`${occurrence} arrived as ${before} and as ${id}`);
    ids.set(occurrence, id);
  }
  const fired = rows('SELECT id FROM reminder_occurrences WHERE fired_at IS NOT NULL').flat();
  faults.push(...fired.filter((id) => !ids.has(id)).map((id) => `${id} has gone off, and never arrived`));
  const known = new Set(fired);
  faults.push(...[...ids.keys()].filter((id) => !known.has(id)).map((id) => `${id} arrived, and has not gone off`));
  return faults;
}

// A job ends once; attempts before that one may have got as far as they did.
function jobFaults(): string[] {
  const ends = `SELECT o.id, count(r.*) FROM reminder_occurrences o LEFT JOIN job_runs r ON r.org_id = o.org_id AND r.public_id = o.id AND r.outcome = 'succeeded' WHERE o.fired_at IS NOT NULL GROUP BY o.id HAVING count(r.*) <> 1`;
  return rows(ends).map(([id, times]) => `the job of ${String(id)} has succeeded ${String(times)} times`);
}

// Each rule: one occurrence for each minute, without a gap, from its first one to the latest that is due.
function ruleFaults(): string[] {
  const all = rows(`SELECT o.reminder_id, count(*), count(DISTINCT o.due_at), extract(epoch FROM max(o.due_at) - min(o.due_at)) / 60 + 1, max(o.due_at) > tenstone.now() - interval '1 minute'
    FROM reminder_occurrences o JOIN reminders r ON r.org_id = o.org_id AND r.id = o.reminder_id WHERE r.plan ? 'cron' AND o.fired_at IS NOT NULL GROUP BY 1`);
  const faults = all.filter(([, count, times, minutes, latest]) => count !== times || Number(count) !== Number(minutes) || latest !== 't' || Number(count) < kMinutes);
  if (all.length !== kRules) faults.push([`${all.length} of ${kRules} rules have gone off`]);
  return faults.map((line) => line.join(', '));
}

try {
  await project.start('api', quick); // it makes the servers
  await start('worker');
  await start('second worker');
  const token = readFileSync(join(project.data, 'token'), 'utf8').trim();
  const { endpoint } = json<{ endpoint: { id: string } }>(expecting(201, await post(token, '/v1/webhooks/endpoints', { url: bell.url })));
  const began = performance.now();
  const made = makeMany(token, endpoint.id);
  await havoc.rage(kills);
  const before = acknowledged.size;
  await eventually('new reminders are made', () => acknowledged.size, (count) => count > before);
  end.abort();
  await made;
  const seconds = (performance.now() - began) / 1000;
  const left = (): string => rows('SELECT (SELECT count(*) FROM jobs) + (SELECT count(*) FROM jobs_dead)').join();
  await eventually('no job is left', left, (count) => count === '0', kCalmMs, 250);
  checks.that('every acknowledged reminder has gone off once, and not early', firedFaults());
  checks.that('every one that has gone off arrived, always under one id, and not early', ringFaults());
  checks.that('every job ends once', jobFaults());

  const rule = { title: 'Drink', channel: { type: 'log' }, when: { cron: '* * * * *', tz: 'Europe/Riga', catch_up: { policy: 'all', max: 1000 } } };
  expecting(201, await post(token, '/v1/reminders/batch', { reminders: Array.from({ length: kRules }, () => rule) }));
  for (let minute = 0; minute < kMinutes; ++minute) {
    await project.passTime('1m');
    for (const name of ['worker', 'second worker']) await project.kill(name);
    await Promise.all(['worker', 'second worker'].map(start));
  }
  const late = (): string => rows(`SELECT count(*) FROM reminders WHERE state = 'active' AND next_at <= tenstone.now()`).join();
  await eventually('no rule is late', late, (count) => count === '0', kCalmMs, 250);
  checks.that('every rule has gone off once for each minute', ruleFaults());

  checks.that('a refusal says that something is away', odd);
  checks.that('every kind of blow fell', havoc.missing);
  checks.that('nothing crashed', project.crashes());
  console.log(`blows: ${havoc.summary}`);
  console.log(`reminders: ${acknowledged.size} acknowledged in ${seconds.toFixed(1)} s; refused ${[...refused].map(([code, count]) => `${code} ${count}`).join(', ')}, ${cutOff} cut off`);
  const again = bell.rings.length - new Set(bell.rings.map(({ occurrence }) => occurrence)).size;
  console.log(`arrivals: ${bell.rings.length}, of which ${again} came again under their id`);
} catch (error) {
  checks.failed(error, project.logTail());
} finally {
  end.abort(); // also after a fault: who still makes reminders would keep this process for ever
  bell.close();
  await project.close().catch((error: unknown) => {
    checks.failed(error);
  });
}
checks.end();
