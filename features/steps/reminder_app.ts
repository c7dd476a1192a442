import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
import { expecting, json } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';

const path = (world: TenstoneWorld) => `/notes/${json<{ id: string }>(expecting(201, world.answer)).id}`;

When('Mia writes the note {string} to reminder-app', async function (this: TenstoneWorld, title: string) {
  this.answer = await this.api.ask('POST', '/notes', { body: JSON.stringify({ title }) });
});

Then('{string} can be read in reminder-app', async function (this: TenstoneWorld, title: string) {
  const found = expecting(200, await this.api.ask('GET', path(this)));
  assert.ok(found.text.includes(`"title":"${title}"`), found.text);
});

Then('reminder-app has eventually counted {int} words in it', async function (this: TenstoneWorld, words: number) {
  const counted = async () => (await this.api.ask('GET', `${path(this)}/words`)).text;
  assert.equal(await eventually('the words are counted', counted, (text) => !text.includes('not_counted')), `{"words":${words}}`);
});
