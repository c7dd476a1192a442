// Project 03: its page, and the nights when clocks are changed.
import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
import type { Visit } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { field, times } from '../support/reminder_page.ts';
import type { TenstoneWorld } from '../support/world.ts';

const writesRule = async function (visit: Visit, choice: string, what: 'skip' | 'twice') {
  await field(visit, 'When').selectOption('again and again');
  await field(visit, 'Cron expression').fill('30 3 * * *');
  await field(visit, 'Zone').fill('Europe/Riga');
  await field(visit, what === 'skip' ? 'If clocks skip the time' : 'If they show it twice').selectOption(choice);
  const night = `around the night when clocks go ${what === 'skip' ? 'forward' : 'back'}`;
  const from = visit.page.getByLabel('It goes off');
  await eventually('that night can be chosen', () => from.locator('option').allInnerTexts(), (seen) => seen.includes(night));
  await from.selectOption(night);
};
// By hour and offset: "03:30 +2", in the order of time.
async function around(visit: Visit): Promise<string[]> {
  const read = async () => (await times(visit)).map((text) => text.replace(/^.*?(\d\d:\d\d) GMT(\+\d) in Europe\/Riga.*$/, '$1 $2'));
  return eventually('the times around that night are shown', read, (seen) => seen.length === 5 && new Set(seen.map((text) => text.slice(-2))).size === 2);
}
When('she writes a rule for 03:30 in Riga there, and {string} for skipped times', async function (this: TenstoneWorld, choice: string) {
  await writesRule(this.visit, choice, 'skip');
});
When('she writes a rule for 03:30 in Riga there, and {string} for times that come twice', async function (this: TenstoneWorld, choice: string) {
  await writesRule(this.visit, choice, 'twice');
});
Then(/^the page shows it around that night (at 04:00|at 04:30|not at all), and says why$/, async function (this: TenstoneWorld, shown: string) {
  const expected = { 'at 04:00': ['04:00 +3'], 'at 04:30': ['04:30 +3'], 'not at all': [] }[shown] ?? assert.fail();
  const seen = await around(this.visit);
  assert.equal(seen[0], '03:30 +2');
  assert.deepEqual(seen.slice(1), [...expected, '03:30 +3', '03:30 +3', '03:30 +3', '03:30 +3'].slice(0, 4));
  const why = { 'at 04:00': 'goes off at 04:00, when the gap ends', 'at 04:30': 'goes off at 04:30, as if', 'not at all': 'does not go off that day' }[shown] ?? assert.fail();
  const text = await this.visit.page.locator('#clocks').innerText();
  assert.ok(text.includes(`the clocks of Europe/Riga go from 03:00 to 04:00. There is no 03:30 then: what is due at 03:30 ${why}`), text);
});
Then(/^the page shows 03:30 of that night (in summer time|in winter time|in both), and says why$/, async function (this: TenstoneWorld, shown: string) {
  const seen = await around(this.visit);
  const counts = { 'in summer time': [2, 3], 'in winter time': [1, 4], 'in both': [2, 3] }[shown] ?? assert.fail();
  assert.deepEqual(['03:30 +3', '03:30 +2'].map((each) => seen.filter((text) => text === each).length), counts);
  const days = (await times(this.visit)).map((text) => text.slice(0, text.indexOf(', 0')));
  assert.equal(new Set(days).size, shown === 'in both' ? 4 : 5);
  const why = { 'in summer time': 'goes off the first time', 'in winter time': 'goes off the second time', 'in both': 'goes off both times' }[shown] ?? assert.fail();
  const text = await this.visit.page.locator('#clocks').innerText();
  assert.ok(text.includes(`from 04:00 back to 03:00. They show 03:30 twice: what is due at 03:30 ${why}`), text);
});
When('she writes a rule there whose hour is 25', async function (this: TenstoneWorld) {
  await field(this.visit, 'When').selectOption('again and again');
  await field(this.visit, 'Cron expression').fill('0 25 * * *');
});
Then('the page says what is wrong with the rule', async function (this: TenstoneWorld) {
  await eventually('it says so', () => times(this.visit), ([text]) => /\(validation_failed\)\n\/when\/cron: .*hour.*25/.test(text ?? ''));
});
