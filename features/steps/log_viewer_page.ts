// Project 08: its page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { Visit } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { Viewer } from '../support/log_viewer.ts';
import type { TenstoneWorld } from '../support/world.ts';

const button = (visit: Visit, name: string | RegExp) => visit.page.getByRole('button', { name });
const filter = (visit: Visit) => visit.page.getByRole('textbox', { name: 'Filter' });
const list = (visit: Visit) => visit.page.getByRole('listbox', { name: 'Entries' });
const text = (visit: Visit, id: string) => visit.page.locator(`#${id}`).innerText();

// ---- the link of a development start, which shows its own log
const address = (world: TenstoneWorld) => `http://127.0.0.1:${world.api.port}/`;
const opens = async function (this: TenstoneWorld) {
  this.visit = await Visit.to(`${address(this)}#token=${readFileSync(join(this.deployment.data, 'token'), 'utf8').trim()}`);
};
Given("Mia has opened the link of the log viewer's page", opens);
When("Mia opens the link of the log viewer's page", opens);
When("Mia opens the log viewer's page without the token", async function (this: TenstoneWorld) {
  this.visit = await Visit.to(address(this));
  await this.visit.page.getByLabel('Token').waitFor();
});
Then("the page lists the log viewer's own log", async function (this: TenstoneWorld) {
  const found = this.visit.page.getByRole('navigation', { name: 'Logs' }).getByRole('button');
  await found.waitFor();
  assert.match(await found.innerText(), /^own:log-viewer\.log\n\d+ k?B · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
});
Then("the log viewer's page asks her for the token", async function (this: TenstoneWorld) {
  assert.equal(await this.visit.focused(), 'textbox "Token"');
  assert.equal(await button(this.visit, /^own:/).count(), 0);
});
Then("the log viewer's token stands no more in the address bar", function (this: TenstoneWorld) {
  assert.equal(this.visit.page.url(), address(this));
});
When("she opens the log viewer's own log there, and goes on by keyboard", async function (this: TenstoneWorld) {
  await button(this.visit, /^own:/).click();
  await eventually('it is read', () => text(this.visit, 'said'), (seen) => seen.startsWith('For these entries'));
  for (let i = 0; i < 7; i += 1) {
    await this.visit.press('Tab');
    this.answered.push(await this.visit.focused());
  }
});
Then("she meets each of the log viewer's controls once", function (this: TenstoneWorld) {
  const controls = ['textbox "Filter"', 'button "Filter"', 'button "Download"', '- text: How to write a filter', 'group "Entries over time', 'button "Follow"', 'listbox "Entries"'];
  assert.deepEqual(this.answered.map((told, i) => told.startsWith(String(controls[i])) || told), controls.map(() => true));
});

// ---- the shop's log: an entry each second; each 160th is a warning, each 500th an error
const begin = Date.parse('2026-11-20T08:00:00Z');
function entry(number: number): string {
  const [level, message] = number % 500 === 0 ? ['error', 'is refused'] : number % 160 === 0 ? ['warn', 'is late'] : ['info', 'is accepted'];
  return `time=${new Date(begin + number * 1000).toISOString()} level=${level} msg="order ${message}" order=${number}\n`;
}
const entries = (from: number, count: number) => Array.from({ length: count }, (_, i) => entry(from + i)).join('');
const written = 20_000;
const script = "<img src=x onerror='document.title=1'>";

Given('the shop has written a log of 20000 entries', function (this: TenstoneWorld) {
  Viewer.of(this).write(entries(1, written));
});
Given("somebody has written a script into the shop's log", function (this: TenstoneWorld) {
  Viewer.of(this).append(`time=2026-11-21T08:00:00Z level=error msg="${script}" name="<img src=x>"\n`);
});
When('the shop writes {int} entries more', function (this: TenstoneWorld, count: number) {
  Viewer.of(this).append(entries(written + 1, count));
});
When("the shop's log is rotated, and the shop writes {int} entries more", function (this: TenstoneWorld, count: number) {
  Viewer.of(this).rotate('rename');
  Viewer.of(this).append(entries(written + 1, count));
});

async function open(world: TenstoneWorld, token: string): Promise<void> {
  const viewer = Viewer.of(world);
  world.visit = await Visit.to(`http://127.0.0.1:${await viewer.port()}/#token=${token}`);
  await button(world.visit, new RegExp(`^${viewer.log} `)).click();
}
When("Mia opens the shop's log on the page", async function (this: TenstoneWorld) {
  await open(this, 'reader');
});
const hasOpened = async function (this: TenstoneWorld, token: string) {
  await open(this, token);
  await eventually('its entries are counted', () => text(this.visit, 'counts'), (seen) => seen.startsWith('20,00'));
  await eventually('its end is shown', () => orders(this.visit), (seen) => seen.length > 5 && seen.includes(written));
};
Given("Mia has opened the shop's log on the page", async function (this: TenstoneWorld) {
  await hasOpened.call(this, 'reader');
});
Given("Mia has opened the shop's log on the page, with a token that may download", async function (this: TenstoneWorld) {
  await hasOpened.call(this, 'downloader');
});

const seenRows = `(() => {
  const { top, bottom } = document.getElementById('list').getBoundingClientRect();
  const rows = [...document.querySelectorAll('#list [role=option]:not([hidden], .note)')].map((row) => ({ y: row.getBoundingClientRect().top, said: row.innerText }));
  return rows.filter(({ y }) => y >= top - 1 && y + 24 <= bottom + 1).sort((a, b) => a.y - b.y).map(({ said }) => said);
})()`;
// The numbers of the orders that can be seen, from top to bottom. 0: a row that is not there yet.
async function orders(visit: Visit): Promise<number[]> {
  const found = await visit.page.evaluate<string[]>(seenRows);
  return found.map((said) => Number(/order=(\d+)/.exec(said)?.[1] ?? 0));
}
const consecutive = (numbers: number[]) => numbers.length > 5 && numbers.every((number, i) => number > 0 && (i === 0 || number === Number(numbers[i - 1]) + 1));
const endsWith = (visit: Visit, number: number) => eventually(`the page shows the entries up to ${number}`, () => orders(visit), (seen) => seen.at(-1) === number && consecutive(seen));

Then('the page shows the entries up to number {int}', async function (this: TenstoneWorld, number: number) {
  await endsWith(this.visit, number);
});
Then('the page counts {word} entries, {word} warnings and {word} errors', async function (this: TenstoneWorld, all: string, warnings: string, errors: string) {
  await eventually('they are counted', () => text(this.visit, 'counts'), (seen) => seen === `${all} entries, ${warnings} warnings, ${errors} errors`);
});

When('she scrolls to the {word} of the log there', async function (this: TenstoneWorld, place: string) {
  const share = place === 'begin' ? 0 : 0.5;
  await this.visit.page.evaluate(`{ const list = document.getElementById('list'); list.scrollTop = ${share} * (list.scrollHeight - list.clientHeight); }`);
});
Then('the page shows the entries around number {int}, each once and in order', async function (this: TenstoneWorld, number: number) {
  const seen = await eventually(`the entries around ${number} are shown`, () => orders(this.visit), (numbers) => consecutive(numbers) && Math.abs(Number(numbers[0]) - number) < 100);
  assert.equal(new Set(seen).size, seen.length);
});
Then('the page holds no more rows than can be seen, and some', async function (this: TenstoneWorld) {
  const held = await list(this.visit).locator('[role=option]').count();
  const seen = (await orders(this.visit)).length;
  assert.ok(held <= seen + 30, `${held} rows for ${seen} that can be seen`);
});

// ---- filters
const filters = async function (this: TenstoneWorld, words: string) {
  await this.visit.press('/');
  await this.visit.page.keyboard.type(words);
  await this.visit.press('Enter');
};
When('she filters there by {string}', filters);
Given('she has filtered there by {string}', async function (this: TenstoneWorld, words: string) {
  await filters.call(this, words);
  await eventually('it is counted', () => text(this.visit, 'counts'), (seen) => seen.startsWith('40 entries'));
  await eventually('it is read', () => orders(this.visit), (seen) => seen.at(-1) === written);
});
Then('the page shows the errors up to number {int}, with the word {string} marked', async function (this: TenstoneWorld, number: number, word: string) {
  const seen = await eventually('only errors are shown', () => orders(this.visit), (numbers) => numbers.length > 5 && numbers.every((each, i) => each === number - 500 * (numbers.length - 1 - i)));
  const marks = await list(this.visit).locator('[role=option]:not([hidden]) mark').allTextContents();
  assert.ok(marks.length >= seen.length, `${marks.length} marks`);
  assert.deepEqual([...new Set(marks)], [word]);
});
Then('the page marks the parenthesis as the fault, and says that it is not closed', async function (this: TenstoneWorld) {
  const alert = this.visit.page.getByRole('alert');
  await alert.waitFor();
  assert.match(await alert.innerText(), /^level>=error \(refused\n.*column 14: this '\(' is not closed$/);
  assert.deepEqual(await alert.locator('mark').allTextContents(), ['(']);
});
When('she chooses the first bar of the histogram there by keyboard', async function (this: TenstoneWorld) {
  await this.visit.page.getByRole('group', { name: 'Entries over time' }).focus();
  await this.visit.press('ArrowRight', 'Enter');
});
Then("the page's filter is the time of that bar", async function (this: TenstoneWorld) {
  assert.equal(await filter(this.visit).inputValue(), 'ts:[2026-11-20T08:00:00Z,2026-11-20T08:05:00Z]');
});
Then('the page shows the entries of that time only', async function (this: TenstoneWorld) {
  await endsWith(this.visit, 299);
  await eventually('they are counted', () => text(this.visit, 'counts'), (seen) => seen.startsWith('299 entries'));
});

// ---- one entry
When('she opens the last entry by keyboard, and its context', async function (this: TenstoneWorld) {
  await list(this.visit).focus();
  await this.visit.press('k', 'Enter');
  await button(this.visit, 'Context').click();
  await this.visit.page.getByRole('heading', { name: 'Around it' }).waitFor();
});
Then('the page shows all fields of entry number {int}', async function (this: TenstoneWorld, number: number) {
  const rows = await this.visit.page.locator('#fields tr').allInnerTexts();
  assert.deepEqual(rows.filter((row) => /^(level|message|order)/.test(row)).map((row) => row.replace('Only this', '').split(/\s+/).filter((word) => word !== '').join(' ')), ['level error', 'message order is refused', `order ${number}`]);
  assert.equal(await text(this.visit, 'raw'), entry(number).trim());
});
Then('the page shows the 10 entries before it, which the filter hides', async function (this: TenstoneWorld) {
  const rows = await this.visit.page.locator('#around li').allInnerTexts();
  assert.deepEqual(rows.map((row) => Number(/order=(\d+)/.exec(row)?.[1])), Array.from({ length: 11 }, (_, i) => written - 10 + i));
});
Then('the page shows the script of the log as text', async function (this: TenstoneWorld) {
  assert.ok((await text(this.visit, 'fields')).includes(script));
  assert.ok((await text(this.visit, 'around')).includes(script));
  assert.deepEqual([await this.visit.page.locator('img').count(), await this.visit.page.title()], [0, 'Log viewer']);
});

// ---- the tail
Given('she follows the log there', async function (this: TenstoneWorld) {
  const stands = this.visit.page.waitForResponse((response) => response.url().includes('/logs/tail'));
  await button(this.visit, 'Follow').click();
  await stands;
  await button(this.visit, 'Following').waitFor();
});
Given('she has scrolled up a little there', async function (this: TenstoneWorld) {
  await list(this.visit).hover();
  await this.visit.page.mouse.wheel(0, -480);
  await eventually('the end is out of sight', () => orders(this.visit), (seen) => consecutive(seen) && !seen.includes(written));
  this.answered.push(String(await orders(this.visit)));
});
Then('the page says that there are 30 new entries', async function (this: TenstoneWorld) {
  await button(this.visit, '30 new: go to the end').waitFor();
});
Then('the page shows the entries that it showed before', async function (this: TenstoneWorld) {
  assert.equal(String(await orders(this.visit)), this.answered[0]);
});
Then('the page says that the log goes on in a new file', async function (this: TenstoneWorld) {
  await list(this.visit).getByText('The log goes on in a new file').waitFor({ state: 'attached' });
});

// ---- a file
When('she downloads what the filter finds', async function (this: TenstoneWorld) {
  const [download] = await Promise.all([this.visit.page.waitForEvent('download'), button(this.visit, 'Download').click()]);
  this.answered.push(download.suggestedFilename(), readFileSync(await download.path(), 'utf8'));
});
Then('the file has the lines of the 40 errors, the oldest first', function (this: TenstoneWorld) {
  const [name, lines] = this.answered;
  assert.match(String(name), /^[\w.-]+$/);
  assert.equal(lines, Array.from({ length: 40 }, (_, i) => entry(500 * (i + 1))).join(''));
});
When('she asks the page for a download', async function (this: TenstoneWorld) {
  await button(this.visit, 'Download').click();
});
Then('the page says that her token may not', async function (this: TenstoneWorld) {
  const refused = button(this.visit, 'Download: not allowed');
  await refused.waitFor();
  assert.equal(await refused.isDisabled(), true);
});
