import assert from 'node:assert/strict';
import { Then, When } from '@cucumber/cucumber';
import type { TenstoneWorld } from '../support/world.ts';

When('Mia says her name to backup-tool', async function (this: TenstoneWorld) {
  this.answer = await this.api.ask('GET', '/hello/Mia');
});

Then('backup-tool greets her', function (this: TenstoneWorld) {
  assert.equal(this.answer.text, 'Hello, Mia!\n');
});
