// Project 09: its page.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import type { Route } from 'playwright-core';
import { Visit } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { ValidationTool } from '../support/validation_tool.ts';
import type { TenstoneWorld } from '../support/world.ts';

const address = (world: TenstoneWorld) => `http://127.0.0.1:${world.api.port}/`;
const box = (visit: Visit, name: string) => visit.page.getByRole('textbox', { name, exact: true });
const schemaText = (visit: Visit) => box(visit, 'Schema text');
const dataText = (visit: Visit) => box(visit, 'Data text');
const verdict = (visit: Visit) => visit.page.getByRole('status').innerText();
const says = (visit: Visit, what: RegExp) => eventually(`the page says ${String(what)}`, () => verdict(visit), (seen) => what.test(seen));
const marked = (visit: Visit, what: string) => visit.page.locator(`.editor:has(#${what}) mark`).allTextContents();
const listed = (visit: Visit, what: string) => visit.page.getByRole('list', { name: `Faults of the ${what}` }).getByRole('listitem').allInnerTexts();

const opens = async function (this: TenstoneWorld) {
  this.visit = await Visit.to(`${address(this)}#token=${ValidationTool.of(this).token}`);
  await says(this.visit, /Valid/);
};
Given('Mia has opened the link of the validation page', opens);
When('Mia opens the link of the validation page', opens);
When('Mia opens the validation page without the token', async function (this: TenstoneWorld) {
  this.visit = await Visit.to(address(this));
  await this.visit.page.getByLabel('Token').waitFor();
});
Then('the validation page asks her for the token', async function (this: TenstoneWorld) {
  assert.equal(await this.visit.focused(), 'textbox "Token"');
  assert.equal(await this.visit.page.getByRole('status').isVisible(), false);
});
Then("the validation page's token stands no more in the address bar", function (this: TenstoneWorld) {
  assert.equal(this.visit.page.url(), address(this));
});

const wrong = '{\n  "course": "grey",\n  "email": "mia@example.test",\n  "seats": 9\n}';
const right = '{\n  "course": "green",\n  "email": "mia@example.test"\n}';
const writesWrong = async function (this: TenstoneWorld) {
  await dataText(this.visit).fill(wrong);
};
When('she writes data with two faults there', writesWrong);
Given('she has written data with two faults there', async function (this: TenstoneWorld) {
  await writesWrong.call(this);
  await says(this.visit, /2 faults/);
});
When('she writes valid data there', async function (this: TenstoneWorld) {
  await dataText(this.visit).fill(right);
});
Then('the page says that the data is valid', async function (this: TenstoneWorld) {
  await says(this.visit, /^✓ Valid$/);
});
Then('the page says that there are 2 faults', async function (this: TenstoneWorld) {
  await says(this.visit, /^✗ Not valid: 2 faults$/);
});
Then('the page marks both places in the data, and lists both faults', async function (this: TenstoneWorld) {
  await says(this.visit, /2 faults/);
  assert.deepEqual(await marked(this.visit, 'data'), ['"grey"', '9']);
  const [course, seats, ...more] = await listed(this.visit, 'data');
  assert.match(String(course), /^2:13 \/course .+\(enum\)$/);
  assert.match(String(seats), /^4:12 \/seats .+\(range\)$/);
  assert.deepEqual([more, await listed(this.visit, 'schema')], [[], []]);
});
Then('the page marks nothing', async function (this: TenstoneWorld) {
  assert.deepEqual([await marked(this.visit, 'data'), await marked(this.visit, 'schema'), await listed(this.visit, 'data')], [[], [], []]);
});

const misspells = async function (this: TenstoneWorld) {
  const text = await schemaText(this.visit).inputValue();
  await schemaText(this.visit).fill(text.replace('"minimum"', '"minumum"'));
};
When('she misspells a keyword of the schema there', misspells);
Then('the page marks the keyword in the schema, and says that the schema is none', async function (this: TenstoneWorld) {
  await says(this.visit, /The schema is none: 1 fault$/);
  const [fault] = await listed(this.visit, 'schema');
  assert.match(String(fault), /^\d+:\d+ \/properties\/seats\/minumum .+/);
  assert.equal((await marked(this.visit, 'schema')).length, 1);
});

// The first answer is held back until the second one has been drawn.
Given('the answer to her first change comes late', async function (this: TenstoneWorld) {
  let first: Promise<void> | undefined;
  await this.visit.page.route('**/v1/validate', async (route: Route) => {
    const { data } = route.request().postDataJSON() as { data: string };
    if (data !== wrong) return route.continue();
    const answer = await route.fetch();
    first = says(this.visit, /Valid$/).then(() => route.fulfill({ response: answer })).catch(() => undefined); // dropped by the page
    return first;
  });
  this.cleanups.push(() => first);
});
When('she writes data with two faults there, and then valid data', async function (this: TenstoneWorld) {
  const { page } = this.visit;
  const [asked] = await Promise.all([page.waitForRequest((request) => request.url().endsWith('/v1/validate') && (request.postData() ?? '').includes('grey')), dataText(this.visit).fill(wrong)]);
  const over = eventually('the first question is over', () => asked.failure() !== null || asked.existingResponse() !== null, Boolean);
  await dataText(this.visit).fill(right);
  await over;
});
Then('the page still says that the data is valid when both answers have come', async function (this: TenstoneWorld) {
  await says(this.visit, /Valid$/);
  assert.deepEqual(await marked(this.visit, 'data'), []);
});

const script = '<img src=x onerror="document.title=\'taken\'">';
When('she writes data with a key that is a script there', async function (this: TenstoneWorld) {
  await dataText(this.visit).fill(JSON.stringify({ course: 'green', email: 'mia@example.test', [script]: 1 }));
});
Then('the page shows the key as text', async function (this: TenstoneWorld) {
  await says(this.visit, /1 fault$/);
  const [fault] = await listed(this.visit, 'data');
  assert.ok(String(fault).includes('<img src=x'), fault);
  assert.deepEqual([await this.visit.page.locator('img').count(), await this.visit.page.title()], [0, 'Input validation tool']);
});

// ---- saved schemas
const done = (visit: Visit) => visit.page.getByRole('log').innerText();
const saves = async function (this: TenstoneWorld, name: string) {
  await box(this.visit, 'Name').fill(name);
  await this.visit.page.getByRole('button', { name: 'Save version' }).click();
  await eventually('it is saved', () => done(this.visit), (seen) => seen === `${name} has version 1.`);
};
Given('she has saved the schema as {string} there', saves);
When('she changes the schema, saves it, and goes back to version 1 there', async function (this: TenstoneWorld) {
  this.answered.push(await schemaText(this.visit).inputValue());
  await schemaText(this.visit).fill('{"type": "object"}');
  await this.visit.press('Control+s');
  await eventually('it is saved', () => done(this.visit), (seen) => seen === 'signup has version 2.');
  await this.visit.page.getByLabel('Version').selectOption('1');
});
Then('the page shows the schema as she saved it first', async function (this: TenstoneWorld) {
  await eventually('the first text is there', () => schemaText(this.visit).inputValue(), (seen) => seen === this.answered[0]);
  await says(this.visit, /Valid$/);
});
When('she misspells a keyword of the schema there, and saves it', async function (this: TenstoneWorld) {
  await misspells.call(this);
  await box(this.visit, 'Name').fill('signup');
  await this.visit.page.getByRole('button', { name: 'Save version' }).click();
});
Then('the page says that it was not saved', async function (this: TenstoneWorld) {
  await eventually('it says so', () => done(this.visit), (seen) => seen.startsWith('It was not saved'));
  assert.deepEqual(await ValidationTool.of(this).every('/v1/schemas', 10), []);
});

// ---- rows
When('she has the sample rows checked there', async function (this: TenstoneWorld) {
  await this.visit.page.getByRole('button', { name: 'Check the rows' }).click();
});
Then("the page's report eventually counts 3 rows, 1 of them valid", async function (this: TenstoneWorld) {
  const counts = () => this.visit.page.locator('#report-counts').innerText();
  await eventually('the report is there', counts, (seen) => seen === '3 rows: 1 valid, 2 invalid, 0 unreadable', 30_000);
});
Then('it lists the faults of rows 2 and 3', async function (this: TenstoneWorld) {
  const rows = await this.visit.page.locator('#faults tbody tr').all();
  const cells = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
  assert.deepEqual(cells.map(([row, place]) => `${row} ${place}`), ['2 /course', '3 /email', '3 /seats']);
  const codes = await this.visit.page.locator('#codes tbody td').allInnerTexts();
  assert.deepEqual(codes.toSorted(), ['1', '1', '1', 'enum', 'format', 'range']);
});

// ---- by keyboard
When('she goes through the validation page by keyboard', async function (this: TenstoneWorld) {
  await this.visit.page.getByText('No rows were checked yet.').waitFor();
  for (let i = 0; i < 5; i += 1) {
    await this.visit.press('Tab');
    this.answered.push(await this.visit.focused());
  }
});
Then("she meets each of the validation page's first controls once", function (this: TenstoneWorld) {
  const controls = ['combobox "Saved"', 'textbox "Name"', 'button "Save version"', 'textbox "Schema text"', 'textbox "Data text"'];
  assert.deepEqual(this.answered.map((told, i) => told.startsWith(String(controls[i])) || told), controls.map(() => true));
});
When('she goes to the next fault by keyboard, twice', async function (this: TenstoneWorld) {
  await schemaText(this.visit).focus();
  await this.visit.press('F8', 'F8');
});
Then("the second fault's value is selected", async function (this: TenstoneWorld) {
  assert.equal(await this.visit.focused(), 'textbox "Data text"');
  const selected = await dataText(this.visit).evaluate((text) => {
    const { value, selectionStart, selectionEnd } = text as unknown as { value: string; selectionStart: number; selectionEnd: number };
    return value.slice(selectionStart, selectionEnd);
  });
  assert.equal(selected, '9');
});
