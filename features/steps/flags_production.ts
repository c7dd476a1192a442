// Project 07 in production.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { freePort } from '../support/processes.ts';
import { Toggles } from '../support/toggles.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { refused } from './flags_definitions.ts';

const production = { TENSTONE_ENV: 'production' };
async function newToken(world: TenstoneWorld): Promise<{ token: string; hash: string }> {
  const printed = await world.project.cli.output(['token', 'new'], production);
  const [, token, hash] = /^token: (ts_\S+)\nsha256: ([0-9a-f]{64})$/m.exec(printed) ?? [];
  assert.ok(token !== undefined && hash !== undefined, printed);
  return { token, hash };
}

When('Olaf starts the flags in production without a token', async function (this: TenstoneWorld) {
  await this.deployment.borrow();
  this.outcome = await this.project.cli.run(['--http-port', String(await freePort())], production);
});
Then('they refuse to start, and say how a token is made', function (this: TenstoneWorld) {
  const { code, stderr } = this.outcome;
  assert.notEqual(code, 0);
  assert.match(stderr, /TENSTONE_ACCESS_WRITE_TOKENS[\s\S]*token new/);
});

const runs = async function (this: TenstoneWorld) {
  await this.deployment.borrow();
  const [writer, reader] = [await newToken(this), await newToken(this)];
  await this.project.start('api', { ...production, TENSTONE_ACCESS_WRITE_TOKENS: writer.hash, TENSTONE_ACCESS_READ_TOKENS: reader.hash });
  Toggles.of(this).token = writer.token;
  this.answered.push(reader.token);
};
Given('Olaf runs the flags in production with a token of his own', runs);
Given('Olaf runs the flags in production with a token of his own and one for readers', runs);
When('a reader kills it', async function (this: TenstoneWorld) {
  Toggles.of(this).known = await Toggles.of(this).read();
  Toggles.of(this).token = String(this.answered[0]);
  await Toggles.of(this).act('kill', { killed: true });
});
Then('the reader is refused, and may read it', async function (this: TenstoneWorld) {
  refused(this, 403, 'read_only_token');
  assert.deepEqual(await Toggles.of(this).read(), Toggles.of(this).known);
  expecting(200, await Toggles.of(this).ask('GET', '/v1/flags'));
});
