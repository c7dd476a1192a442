// Project 03: local times in the nights in which clocks are changed.
import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { Reminders } from '../support/reminders.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { riga } from './reminder_app.ts';

const choices: Record<string, object> = {
  'come after the gap': { gap: 'run_after' },
  'be shifted': { gap: 'shift' },
  'be left out': { gap: 'skip' },
  'be the first one': { overlap: 'first' },
  'be the last one': { overlap: 'last' },
  'be both': { overlap: 'both' },
  'be an error': { gap: 'reject', overlap: 'reject' },
};
interface Preview {
  times: { at: string; local: string | null }[];
}
const minutes = (time: string | null | undefined) => String(time).slice(0, 16).replace('T', ' ');

async function preview(world: TenstoneWorld, when: object, choice: string, from: string, count: number): Promise<void> {
  const dst = choices[choice];
  assert.ok(dst, `nothing is to ${choice}`);
  world.answer = await Reminders.of(world).ask('POST', '/v1/reminders/preview', { when: { ...when, dst }, from, count });
}
When(/^Mia looks at (\d{4}-\d\d-\d\d) (\d\d:\d\d) in (\S+), which is to (.+)$/, async function (this: TenstoneWorld, date: string, time: string, tz: string, choice: string) {
  const from = new Date(Date.parse(`${date}T00:00:00Z`) - 3 * 86_400_000).toISOString();
  await preview(this, { local_time: `${date}T${time}`, tz }, choice, from, 1);
});
When(/^Mia looks at the rule "(.+)" in (\S+) from (\S+) on, and such a time is to (.+)$/, async function (this: TenstoneWorld, cron: string, tz: string, from: string, choice: string) {
  await preview(this, { cron, tz }, choice, `${from}T00:00:00Z`, 3);
});

Then(/^she sees (\S+ \S+), in UTC (\S+ \S+)$/, function (this: TenstoneWorld, local: string, utc: string) {
  const { times } = json<Preview>(expecting(200, this.answer));
  assert.deepEqual(times.map((time) => [minutes(time.local), minutes(time.at)]), [[local, utc]]);
});
Then(/^its next times are (.+)$/, function (this: TenstoneWorld, locals: string) {
  const { times } = json<Preview>(expecting(200, this.answer));
  assert.deepEqual(times.map(({ local }) => minutes(local)), locals.split(', '));
});

When('Mia makes a reminder for 03:30 on 25 October 2099 in Riga, the second time that the clocks show it', async function (this: TenstoneWorld) {
  await Reminders.of(this).make('in the log', { local_time: '2099-10-25T03:30', tz: riga, dst: { overlap: 'last' } });
});
Then('its next time is 01:30 in UTC on that day', async function (this: TenstoneWorld) {
  assert.equal(minutes((await Reminders.of(this).now()).next_at), '2099-10-25 01:30');
});
