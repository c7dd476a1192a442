import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
// @if structured@
import { expecting, json } from '../support/api.ts';
// @end@
// @if worker@
import { eventually } from '../support/eventually.ts';
// @end@
import type { TenstoneWorld } from '../support/world.ts';

// @if bare@
When('Mia says her name to @NAME@', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/hello/Mia');
});

Then('@NAME@ greets her', function (this: TenstoneWorld) {
  assert.equal(this.answer.text, 'Hello, Mia!\n');
});
// @end@
// @if structured@
const path = (world: TenstoneWorld) => `/notes/${json<{ id: string }>(expecting(201, world.answer)).id}`;

When('Mia writes the note {string} to @NAME@', async function (this: TenstoneWorld, title: string) {
  this.answer = await this.api.ask('POST', '/notes', { body: JSON.stringify({ title }) });
});

Then('{string} can be read in @NAME@', async function (this: TenstoneWorld, title: string) {
  const found = expecting(200, await this.api.ask('GET', path(this)));
  assert.ok(found.text.includes(`"title":"${title}"`), found.text);
});
// @end@
// @if worker@

Then('@NAME@ has eventually counted {int} words in it', async function (this: TenstoneWorld, words: number) {
  const counted = async () => (await this.api.ask('GET', `${path(this)}/words`)).text;
  assert.equal(await eventually('the words are counted', counted, (text) => !text.includes('not_counted')), `{"words":${words}}`);
});
// @end@
