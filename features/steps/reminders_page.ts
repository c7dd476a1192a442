// Project 03: its page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { Visit } from '../support/browser.ts';
import { Endpoint, verifySigned } from '../support/endpoint.ts';
import { eventually } from '../support/eventually.ts';
import { answered, bars, button, field, planned, rows, times } from '../support/reminder_page.ts';
import type { TenstoneWorld } from '../support/world.ts';

interface Reminder {
  id: string;
  title: string;
  body: string;
  version: number;
}

const address = (world: TenstoneWorld) => `http://127.0.0.1:${world.api.port}/`;
const token = (world: TenstoneWorld) => readFileSync(join(world.deployment.data, 'token'), 'utf8').trim();
const ask = (world: TenstoneWorld, method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  world.api.ask(method, path, { token: token(world), body: body === undefined ? undefined : JSON.stringify(body), headers });
const only = async (world: TenstoneWorld): Promise<Reminder> => {
  const { data } = json<{ data: Reminder[] }>(expecting(200, await ask(world, 'GET', '/v1/reminders')));
  const [reminder] = data;
  if (!reminder || data.length > 1) throw new Error(`there are ${data.length} reminders, not one`);
  return reminder;
};

const opens = async function (this: TenstoneWorld) {
  this.visit = await Visit.to(`${address(this)}#token=${token(this)}`);
  await eventually('the first times are shown', () => times(this.visit), (seen) => seen.length > 0);
};
Given("Mia has opened the link of the reminders' page", opens);
When("Mia opens the link of the reminders' page", opens);
When("Mia opens the reminders' page without the token", async function (this: TenstoneWorld) {
  this.visit = await Visit.to(address(this));
  await this.visit.page.getByLabel('Token').waitFor();
});
Then("the reminders' page asks her for the token", async function (this: TenstoneWorld) {
  assert.equal(await this.visit.focused(), 'textbox "Token"');
  assert.equal(await button(this.visit, 'Save').count(), 0);
});
Then("the reminders' token stands no more in the address bar", function (this: TenstoneWorld) {
  assert.equal(this.visit.page.url(), address(this));
});
Then('the page shows that there is no reminder', async function (this: TenstoneWorld) {
  await this.visit.page.getByText('There is no reminder.').waitFor();
  assert.deepEqual(await rows(this.visit, '#list'), []);
});

const saves = async function (this: TenstoneWorld) {
  await button(this.visit, 'Save').click();
  await answered(this.visit, /^Drink tea is kept\. It goes off at /);
};
Given('she has saved the sample reminder there', saves);
When('she saves the sample reminder there', saves);
Then("the page's list of reminders shows it, active and with its next time", async function (this: TenstoneWorld) {
  const [[title, when, next, channel, state] = [], ...others] = await rows(this.visit, '#list');
  assert.deepEqual([title, channel, state, others.length], ['Drink tea', 'log', 'active', 0]);
  assert.equal(when, `once, ${next}`);
  assert.match(String(next), /\d\d:\d\d/);
});
Then('its only time there waits to come', async function (this: TenstoneWorld) {
  assert.deepEqual((await rows(this.visit, '#occurrences')).map(([, state]) => state), ['pending, waits for its time']);
  assert.match(await this.visit.page.locator('#life-state').innerText(), /^It waits for its time: /);
  assert.deepEqual(await bars(this.visit), []);
});

Given('her clock shows the time of New York', async function (this: TenstoneWorld) {
  const session = await this.visit.page.context().newCDPSession(this.visit.page);
  await session.send('Emulation.setTimezoneOverride', { timezoneId: 'America/New_York' });
  await this.visit.page.reload();
  await eventually('the form knows it', () => field(this.visit, 'Time of your clock').inputValue(), (seen) => seen !== '');
});
When('she saves a reminder for 09:00 in Riga there', async function (this: TenstoneWorld) {
  const day = new Date(this.deployment.now.getTime() + 2 * 86_400_000).toISOString().slice(0, 10);
  await field(this.visit, 'When').selectOption('once, when clocks show a time');
  await field(this.visit, 'Time there').fill(`${day}T09:00`);
  await field(this.visit, 'Zone').fill('Europe/Riga');
  await saves.call(this);
});
// Riga is six or seven hours before New York.
Then('the page shows that it goes off at 09:00 in Riga, and at which time that is on her clock', async function (this: TenstoneWorld) {
  const [[, , next] = []] = await rows(this.visit, '#list');
  assert.match(String(next), /, 09:00 GMT\+[23] in Europe\/Riga\n.*, 0[23]:00 GMT-[45] here$/);
});

Then('the page still shows the reminder that she had opened', async function (this: TenstoneWorld) {
  await this.visit.page.getByRole('heading', { name: 'Edit Drink tea' }).waitFor();
  await this.visit.page.getByRole('heading', { name: 'Drink tea', exact: true }).waitFor();
});
When('she cancels it there', async function (this: TenstoneWorld) {
  await button(this.visit, 'Cancel the reminder').click();
  await answered(this.visit, /^It is cancelled/);
});
Then("the page's list of reminders shows it only among those that are cancelled", async function (this: TenstoneWorld) {
  for (const [state, shown] of [['active', []], ['cancelled', ['cancelled']], ['completed', []]] as const) {
    await this.visit.page.getByLabel('State').selectOption(state);
    await eventually(`those that are ${state} are shown`, () => rows(this.visit, '#list'), (seen) => seen.map((row) => row[4]).join() === shown.join());
  }
  assert.equal((await rows(this.visit, '#occurrences'))[0]?.[1], 'cancelled');
});
Given('there are {int} reminders', async function (this: TenstoneWorld, count: number) {
  const due = new Date(this.deployment.now.getTime() + 86_400_000).toISOString();
  const reminders = Array.from({ length: count }, (_, i) => ({ title: `number ${i}`, channel: { type: 'log' }, when: { due_at: due } }));
  expecting(201, await ask(this, 'POST', '/v1/reminders/batch', { reminders }));
});
When('she goes to the next page of the list there', async function (this: TenstoneWorld) {
  await eventually('the first page is there', () => rows(this.visit, '#list'), (seen) => seen.length === 20);
  await button(this.visit, 'Next page').click();
});
Then('the page shows the 5 oldest reminders, and the way back', async function (this: TenstoneWorld) {
  const seen = await eventually('the second page is there', () => rows(this.visit, '#list'), (all) => all.length === 5);
  assert.deepEqual(seen.map(([title]) => title), [4, 3, 2, 1, 0].map((i) => `number ${i}`));
  assert.ok(await button(this.visit, 'Next page').isDisabled());
  await button(this.visit, 'Newest').click();
  await eventually('the first page is there again', () => rows(this.visit, '#list'), (all) => all[0]?.[0] === 'number 24');
});

// ---- it goes off
const passes = async function (this: TenstoneWorld) {
  await this.deployment.passTime('61s');
};
When('its minute has passed', passes);
const gone = (visit: Visit) => eventually('it has gone off', () => rows(visit, '#list'), (seen) => seen.at(-1)?.[4]?.endsWith('has gone off') === true);
Given('her sample reminder there has gone off', async function (this: TenstoneWorld) {
  await saves.call(this);
  await passes.call(this);
  await gone(this.visit);
});
Given('she writes into the form there', async function (this: TenstoneWorld) {
  await button(this.visit, 'New reminder').click();
  await this.visit.page.getByRole('heading', { name: 'New reminder' }).waitFor();
  await field(this.visit, 'Title').fill('');
  await this.visit.page.keyboard.type('Call Noah');
});
Then('the page shows that it has gone off, and has drawn its attempt', async function (this: TenstoneWorld) {
  const list = await gone(this.visit);
  assert.equal(list[0]?.[4], 'completed, has gone off');
  await eventually('its attempt is drawn', () => bars(this.visit), (seen) => seen.join() === 'goes off 1: succeeded');
  await eventually('it is delivered', () => rows(this.visit, '#occurrences'), (seen) => seen.map(([, state]) => state).join() === 'delivered');
  assert.deepEqual((await rows(this.visit, '#attempts')).map(([stage, attempt, , , , outcome]) => [stage, attempt, outcome]), [['goes off', '1', 'succeeded']]);
});
Then('what she writes is still there, and where she writes', async function (this: TenstoneWorld) {
  assert.match(await this.visit.focused(), /^textbox "Title"/);
  await this.visit.page.keyboard.type(' now');
  assert.equal(await field(this.visit, 'Title').inputValue(), 'Call Noah now');
});
When('she acknowledges it there', async function (this: TenstoneWorld) {
  await button(this.visit, 'Acknowledge').click();
  await answered(this.visit, /^Drink tea is acknowledged/);
});
Then('the page shows that nothing is left to acknowledge', async function (this: TenstoneWorld) {
  assert.equal((await rows(this.visit, '#list'))[0]?.[4], 'completed');
  assert.match(String((await rows(this.visit, '#occurrences'))[0]?.[3]), /\d\d:\d\d/);
  assert.ok(await button(this.visit, 'Acknowledge').isDisabled());
});
When('she snoozes it there, and 5 minutes pass', async function (this: TenstoneWorld) {
  await button(this.visit, 'Snooze').click();
  await answered(this.visit, /^Drink tea is snoozed/);
  assert.deepEqual((await rows(this.visit, '#occurrences')).map(([, state]) => state), ['pending, snoozed, waits for its time', 'delivered']);
  await this.deployment.passTime('301s');
});
Then('the page shows that it has gone off twice, the second time as it was snoozed', async function (this: TenstoneWorld) {
  await eventually('it has gone off again', () => rows(this.visit, '#occurrences'), (seen) => seen.map(([, state]) => state).join('; ') === 'delivered, snoozed; delivered');
});

// ---- Nora's endpoint
const nora = new WeakMap<TenstoneWorld, { endpoint: Endpoint; secret: string }>();
function noras(world: TenstoneWorld): { endpoint: Endpoint; secret: string } {
  return nora.get(world) ?? assert.fail('Nora has no endpoint');
}
Given("she has added Nora's endpoint there, which fails once", async function (this: TenstoneWorld) {
  const endpoint = await Endpoint.start();
  this.cleanups.push(() => {
    endpoint.close();
  });
  endpoint.answerNext({ status: 500 });
  await this.visit.page.getByLabel('New endpoint').fill(endpoint.url);
  await button(this.visit, 'Add the endpoint').click();
  const text = await answered(this.visit, /Its secret is shown this once: whsec_/);
  nora.set(this, { endpoint, secret: /whsec_\S+/.exec(text)?.[0] ?? assert.fail(text) });
});
const toNora = async function (this: TenstoneWorld) {
  await field(this.visit, 'Channel').selectOption('webhook');
  await saves.call(this);
  await passes.call(this);
  await eventually('its first attempt is drawn', () => bars(this.visit), (seen) => seen.includes('is sent 1: failed'));
};
When("a reminder to Nora's endpoint goes off", toNora);
Given("a reminder to Nora's endpoint has gone off", toNora);
Then('the time line shows a failed attempt and a planned one, and the page says why it waits', async function (this: TenstoneWorld) {
  await eventually('the next attempt is planned', () => planned(this.visit), (count) => count === 1);
  assert.deepEqual(await bars(this.visit), ['goes off 1: succeeded', 'is sent 1: failed']);
  assert.match(await this.visit.page.locator('#life-state').innerText(), /^An attempt failed \(.*500.*\)\. The next one is at .*\d\d:\d\d/);
  assert.match(String((await rows(this.visit, '#attempts'))[1]), /^is sent,1,.*failed.*500/);
});
When('the pause before its next attempt has passed', async function (this: TenstoneWorld) {
  await this.deployment.passTime('10min');
});
Then('the time line shows a failed attempt and one that succeeded', async function (this: TenstoneWorld) {
  await eventually('the second attempt is drawn', () => bars(this.visit), (seen) => seen.join() === 'goes off 1: succeeded,is sent 1: failed,is sent 2: succeeded');
  await eventually('nothing is planned', () => planned(this.visit), (count) => count === 0);
});
Then('Nora can verify both with the secret that the page has shown', function (this: TenstoneWorld) {
  const { endpoint, secret } = noras(this);
  assert.equal(endpoint.calls.length, 2);
  for (const call of endpoint.calls) verifySigned(call, secret, new Date(Number(call.headers['webhook-timestamp']) * 1000));
  assert.equal(new Set(endpoint.calls.map(({ headers }) => headers['webhook-id'])).size, 1);
});
Given('the worker is stopped', async function (this: TenstoneWorld) {
  await this.deployment.stop('worker');
});
Then('the page says that no worker has taken it', async function (this: TenstoneWorld) {
  await eventually('it waits for a worker', () => this.visit.page.locator('#life-state').innerText(), (seen) => seen.startsWith('It is due, and no worker has taken it yet.'));
});

// ---- somebody else
Given('Olaf has renamed it while she writes a text for it', async function (this: TenstoneWorld) {
  await field(this.visit, 'Text').fill('Green, two minutes');
  const { id, version } = await only(this);
  expecting(200, await ask(this, 'PATCH', `/v1/reminders/${id}`, { title: 'Drink coffee' }, { 'if-match': `"${version}"` }));
});
const savesText = async function (this: TenstoneWorld) {
  await button(this.visit, 'Save').click();
  await answered(this.visit, /^Somebody else has changed it, or it has gone off, so nothing was saved/);
};
When('she saves her text there', savesText);
Then('the page says that somebody was first, and shows his title beside her text', async function (this: TenstoneWorld) {
  assert.equal(await field(this.visit, 'Title').inputValue(), 'Drink coffee');
  assert.equal(await field(this.visit, 'Text').inputValue(), 'Green, two minutes');
  assert.equal((await rows(this.visit, '#list'))[0]?.[0], 'Drink coffee');
  assert.equal((await only(this)).body, '');
});
When('she saves her text there twice', async function (this: TenstoneWorld) {
  await savesText.call(this);
  await button(this.visit, 'Save').click();
  await answered(this.visit, /^Drink coffee is changed/);
});
Then('the reminder has his title and her text', async function (this: TenstoneWorld) {
  const { title, body } = await only(this);
  assert.deepEqual({ title, body }, { title: 'Drink coffee', body: 'Green, two minutes' });
});

const script = '<img src=x onerror="document.title=\'taken\'">';
Given('there is a reminder whose title and text are a script', async function (this: TenstoneWorld) {
  const due_at = new Date(this.deployment.now.getTime() + 3_600_000).toISOString();
  expecting(201, await ask(this, 'POST', '/v1/reminders', { title: script, body: script, channel: { type: 'log' }, when: { due_at } }));
});
When('she opens that reminder there', async function (this: TenstoneWorld) {
  await button(this.visit, `Open ${script}`).click();
  await this.visit.page.getByRole('heading', { name: script, exact: true }).waitFor();
});
Then('the page shows the script in its title as text', async function (this: TenstoneWorld) {
  assert.equal(await field(this.visit, 'Text').inputValue(), script);
  assert.equal(await this.visit.page.locator('img').count(), 0);
  assert.equal(await this.visit.page.title(), 'Reminder app');
});

When("she goes through the reminders' page by keyboard", async function (this: TenstoneWorld) {
  await this.visit.page.getByText('There is no reminder.').waitFor();
  await this.visit.press('Tab');
  for (let i = 0; i < 8; i += 1) {
    const seen = await this.visit.focused();
    this.answered.push(seen);
    // A time is several fields of one control, whose last one Chromium does not call focused.
    do await this.visit.press('Tab');
    while ((await this.visit.page.locator(':focus').count()) === 0 || (await this.visit.focused()) === seen);
  }
});
Then("she meets each of the reminders' first controls once", function (this: TenstoneWorld) {
  const controls = ['combobox "State"', 'textbox "Title"', 'textbox "Text"', 'combobox "When"', 'textbox "Time of your clock"', 'combobox "Channel"', 'button "Save"', 'button "New reminder"'];
  assert.deepEqual(this.answered.map((seen, i) => seen.startsWith(String(controls[i])) || seen), controls.map(() => true));
});
