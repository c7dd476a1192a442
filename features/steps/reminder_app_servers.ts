// Project 03 without Redis, and while PostgreSQL restarts.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { mailsIn } from '../support/mail.ts';
import { Reminders, type Reminder } from '../support/reminders.ts';
import type { TenstoneWorld } from '../support/world.ts';

Given('Mia has {int} reminders in the log, due within the next {int} minutes', async function (this: TenstoneWorld, count: number, minutes: number) {
  await Reminders.of(this).makeMany(count, 'in the log', minutes * 60_000);
});
When('Mia makes {int} reminders that are due now', async function (this: TenstoneWorld, count: number) {
  await Reminders.of(this).makeMany(count, 'in the log', 0);
});
Given('Redis has gone away for good', function (this: TenstoneWorld) {
  this.deployment.signal('redis', 'SIGKILL');
});
Given('api and worker have started while Redis was away', async function (this: TenstoneWorld) {
  await this.deployment.borrow();
  this.deployment.signal('redis', 'SIGKILL');
  await eventually('Redis is gone', () => this.deployment.pidsOf('redis'), (pids) => pids.length === 0);
  await Promise.all([this.project.startUnready('api'), this.project.startUnready('worker')]);
});

// Asks for the number of those that are left, which is one row, before it reads all of them.
Then('eventually all of them have gone off, each once', async function (this: TenstoneWorld) {
  const reminders = Reminders.of(this);
  await eventually('none is left', () => reminders.read<{ data: Reminder[] }>('/v1/reminders?state=active&limit=1'), ({ data }) => data.length === 0, 60_000, 100);
  assert.deepEqual((await reminders.of('completed')).sort(), reminders.ids.toSorted());
  const due = this.deployment.logged({ event: 'reminder.due' }).map(({ reminder }) => String(reminder));
  assert.deepEqual(due.sort(), reminders.ids.toSorted());
});

// ---- load
Given('Mia makes reminders by e-mail that are due at once, again and again', async function (this: TenstoneWorld) {
  const reminders = Reminders.of(this);
  const channel = await reminders.channel('by e-mail');
  const stop = new AbortController();
  const one = (number: number): Promise<Answer | undefined> =>
    reminders.ask('POST', '/v1/reminders', { title: `Tea ${number}`, channel, when: { due_at: reminders.in(0) } }).catch(() => undefined);
  const load = (async () => {
    for (let number = 0; !stop.signal.aborted; number += 1) {
      const answer = await one(number);
      if (answer?.status === 201) reminders.ids.push(json<Reminder>(answer).id);
      else reminders.refused += 1;
    }
  })();
  reminders.stopLoad = async () => {
    stop.abort();
    await load;
  };
  this.cleanups.push(reminders.stopLoad);
  await eventually('some were answered', () => reminders.ids.length, (seen) => seen >= 20);
});
Then('eventually all that were answered have gone off, each once', async function (this: TenstoneWorld) {
  const reminders = Reminders.of(this);
  const before = reminders.ids.length;
  await eventually('it takes reminders again', () => reminders.ids.length, (seen) => seen >= before + 20);
  await reminders.stopLoad?.();
  await reminders.beacon();
  // One whose answer was lost may be there as well.
  const kept = await reminders.of('active');
  assert.deepEqual(kept.filter((id) => !reminders.ids.includes(id)), []);
  for (const id of reminders.ids) {
    const fired = await eventually('it is delivered', () => reminders.fired(id), (seen) => seen.length > 0 && seen.every(({ state }) => state === 'delivered'), 60_000);
    assert.equal(fired.length, 1);
  }
  const mails = mailsIn(this.mails).filter(({ to }) => to === this.recipient);
  const numbers = mails.map(({ text }) => /reminder (\S+)/.exec(text)?.[1] ?? '');
  assert.deepEqual(numbers.length, new Set(numbers).size);
  assert.deepEqual(reminders.ids.filter((id) => !numbers.includes(id)), []);
  expecting(200, await reminders.ask('GET', '/v1/reminders?limit=1'));
});
