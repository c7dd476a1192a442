// @if structured@
import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
import { ask } from './service.js';

When('Mia writes the note {string}', async function (title) {
  this.answer = await ask('POST', '/notes', { title });
});

Then('the note {string} can be read', async function (title) {
  assert.equal(this.answer.status, 201, this.answer.text);
  const { id } = JSON.parse(this.answer.text);
  const found = await ask('GET', `/notes/${id}`);
  assert.equal(found.status, 200, found.text);
  assert.equal(JSON.parse(found.text).note.title, title);
});

Then('it is refused because of its title', function () {
  assert.equal(this.answer.status, 422, this.answer.text);
  assert.equal(JSON.parse(this.answer.text).errors[0].pointer, '/title');
});

When('Mia reads the description of the routes', async function () {
  this.answer = await ask('GET', '/openapi.json');
});

Then('it says what a note has', function () {
  assert.equal(this.answer.status, 200, this.answer.text);
  const { paths, components } = JSON.parse(this.answer.text);
  const { $ref } = paths['/notes'].post.requestBody.content['application/json'].schema;
  assert.deepEqual(Object.keys(components.schemas[$ref.split('/').at(-1)].properties), ['title', 'body']);
});
// @end@
