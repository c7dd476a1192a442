import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { Visit } from '../support/browser.ts';
import { findings } from '../support/openapi.ts';
import type { TenstoneWorld } from '../support/world.ts';

interface Described {
  paths: Record<string, Record<string, { summary?: string; description?: string; responses: Record<string, unknown> }>>;
}

const ask = async function (this: TenstoneWorld) {
  this.answer = expecting(200, await this.api.ask('GET', '/openapi.json'));
};
When('Mia asks for the description of the API', ask);
Given('Mia has the description of the API', ask);

Then('a linter has nothing to say about it', async function (this: TenstoneWorld) {
  assert.deepEqual(await findings(this.answer.text), []);
});

// Where the operations stand that scenarios name.
const operations = { 'retry a job': ['/v1/jobs/{id}/retry', 'post'] } as const;

Then('{string} needs the scope {string}', function (this: TenstoneWorld, name: keyof typeof operations, scope: string) {
  const [path, method] = operations[name];
  const operation = json<Described>(this.answer).paths[path]?.[method];
  assert.ok(operation, `there is no ${method} ${path}`);
  assert.match(operation.description ?? '', new RegExp(`Needs the scope \`${scope}\``));
  this.answered.push(JSON.stringify(operation.responses));
});

Then('it can be refused by {string} and {string}', function (this: TenstoneWorld, one: string, other: string) {
  for (const code of [one, other]) assert.ok(this.answered.at(-1)?.includes(`"${code}"`), code);
});

When('she asks for it again', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/openapi.json', { headers: { 'if-none-match': String(this.answer.headers.etag) } });
});

Then('she is told that it has not changed', function (this: TenstoneWorld) {
  assert.deepEqual({ status: this.answer.status, text: this.answer.text }, { status: 304, text: '' });
});

Given('Mia has opened the page of the API', async function (this: TenstoneWorld) {
  this.visit = await Visit.to(`http://127.0.0.1:${this.api.port}/docs`);
  await this.visit.page.getByRole('link', { name: '/v1/jobs' }).first().waitFor();
});

// "/" is the key that finds; the first of the operations that are left is one Tab away.
async function open(world: TenstoneWorld, words: string): Promise<void> {
  const { visit } = world;
  await visit.page.locator('#token').fill(world.person('Mia').token);
  await visit.page.locator('#token').blur();
  await visit.press('/');
  await visit.page.keyboard.type(words);
  await visit.press('Tab', 'Enter');
  await visit.page.getByRole('heading', { level: 2 }).and(visit.page.locator(':focus')).waitFor();
}

Given('she has shown her token and found the list of jobs with the keyboard', async function (this: TenstoneWorld) {
  await open(this, 'jobs, newest first');
});

When('she sends it', async function (this: TenstoneWorld) {
  await this.visit.page.getByRole('button', { name: 'Send' }).press('Enter');
});

Then('the page shows that it succeeded, with an empty list', async function (this: TenstoneWorld) {
  await this.visit.page.locator('#status', { hasText: '200' }).waitFor();
  const shown = await this.visit.page.locator('#text').innerText();
  assert.deepEqual((JSON.parse(shown) as { data: unknown[] }).data, []);
});

When('she shows her token and asks for a job of which she gives no number', async function (this: TenstoneWorld) {
  await open(this, 'each attempt');
  await this.visit.page.getByRole('button', { name: 'Send' }).press('Enter');
});

Then('the page asks her for the number', async function (this: TenstoneWorld) {
  assert.equal(await this.visit.page.getByRole('status').innerText(), 'id is part of the path: give it a value');
  assert.equal(await this.visit.focused(), 'textbox "id required"');
});
