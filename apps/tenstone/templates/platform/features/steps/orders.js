import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { Then, When } from '@cucumber/cucumber';
import { ask } from './service.js';

async function ended({ text }) {
  const { job } = JSON.parse(text);
  assert.ok(job, text);
  for (const late = Date.now() + 20_000; ; await pause(100)) {
    const seen = await ask('GET', `/v1/jobs/${job.id}`);
    const found = JSON.parse(seen.text).job;
    if (['succeeded', 'failed'].includes(found?.state)) return found;
    assert.ok(Date.now() < late, `the job has not ended: ${seen.text}`);
  }
}

When('Mia orders {int} of {string}', async function (quantity, item) {
  this.answer = await ask('POST', '/v1/actions/place-order', { item, quantity });
});

Then('the order is eventually packed as {int} of {string}', { timeout: 30_000 }, async function (quantity, item) {
  const job = await ended(this.answer);
  assert.equal(job.state, 'succeeded', JSON.stringify(job));
  assert.deepEqual(job.result, { item, quantity });
});

Then('it is refused because of its item', function () {
  assert.equal(this.answer.status, 422, this.answer.text);
  assert.equal(JSON.parse(this.answer.text).errors[0].pointer, '/item');
});

Then('the order eventually fails because of its item', { timeout: 30_000 }, async function () {
  const job = await ended(this.answer);
  assert.equal(job.state, 'failed', JSON.stringify(job));
  assert.match(JSON.stringify(job), /item/);
});
