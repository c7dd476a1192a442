import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
import { ask } from './service.js';

When('Olaf asks the service how it is', async function () {
  this.answer = await ask('GET', '/health');
});

Then('it answers {string}', function (text) {
  assert.equal(this.answer.status, 200);
  assert.equal(this.answer.text.trim(), text);
});
