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
// @end@
