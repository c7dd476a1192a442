// Project 09: who may see and change schemas.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { freePort } from '../support/processes.ts';
import { ValidationTool, validRow } from '../support/validation_tool.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { noSuch } from './validation_schemas.ts';
import { problem } from './validation_signups.ts';

const requests: Record<string, (tool: ValidationTool) => [string, string, string?]> = {
  'reads the schemas': () => ['GET', '/v1/schemas'],
  'registers a schema': (tool) => ['POST', tool.path('/versions'), '{}'],
  'sends data': (tool) => ['POST', tool.path('/validate'), validRow],
  'sends rows': (tool) => ['POST', tool.path('/checks'), validRow],
  'lists the signups': () => ['GET', '/v1/signups'],
};
for (const [what, ask] of Object.entries(requests))
  When(`somebody without a token ${what}`, async function (this: TenstoneWorld) {
    const [method, path, body] = ask(ValidationTool.of(this));
    this.answer = await this.api.ask(method, path, { body });
  });
Then('they are asked for a token', function (this: TenstoneWorld) {
  problem(this.answer, 401, 'token_required');
});

const production = { TENSTONE_ENV: 'production' };
async function newToken(world: TenstoneWorld): Promise<{ token: string; hash: string }> {
  const printed = await world.project.cli.output(['token', 'new'], production);
  const [, token, hash] = /^token: (ts_\S+)\nsha256: ([0-9a-f]{64})$/m.exec(printed) ?? [];
  assert.ok(token !== undefined && hash !== undefined, printed);
  return { token, hash };
}
Given('Olaf runs the tool in production with a token of his own and one for readers', async function (this: TenstoneWorld) {
  await this.deployment.borrow();
  const [writer, reader] = [await newToken(this), await newToken(this)];
  await this.project.start('api', { ...production, TENSTONE_ACCESS_WRITE_TOKENS: writer.hash, TENSTONE_ACCESS_READ_TOKENS: reader.hash });
  ValidationTool.of(this).token = writer.token;
  this.answered.push(reader.token);
});
When('a reader registers another text under its name', async function (this: TenstoneWorld) {
  ValidationTool.of(this).token = String(this.answered[0]);
  await ValidationTool.of(this).tryRegister('{"title": "of a reader"}');
});
Then('the reader is refused, and may read the schema', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  problem(this.answer, 403, 'read_only_token');
  assert.deepEqual(await tool.versions(), [1]);
  expecting(200, await tool.validate(validRow));
});
When('Olaf starts the tool in production without a token', async function (this: TenstoneWorld) {
  await this.deployment.borrow();
  this.outcome = await this.project.cli.run(['--http-port', String(await freePort())], production);
});
Then('the tool refuses to start, and says how a token is made', function (this: TenstoneWorld) {
  const { code, stderr } = this.outcome;
  assert.notEqual(code, 0);
  assert.match(stderr, /TENSTONE_ACCESS_WRITE_TOKENS[\s\S]*token new/);
});

// The service has one owner, so the others are in its database only.
const elsewhere = '00000000-0000-7000-8000-000000000001';
Given('another organisation has a schema and a check', async function (this: TenstoneWorld) {
  const tool = ValidationTool.of(this);
  await tool.register('{"title": "of another organisation"}', 'theirs');
  await tool.check(validRow);
  await tool.report();
  await tool.sql(
    `insert into schemas select '${elsewhere}', name, version, sha256, created_at from schemas`,
    `insert into schema_versions select '${elsewhere}', name, version, document, created_by, created_at from schema_versions`,
    `update schema_checks set org_id = '${elsewhere}'`,
    `delete from schema_versions where org_id <> '${elsewhere}'`,
    `delete from schemas where org_id <> '${elsewhere}'`,
  );
});
When(/^Olaf reads the (schema|check) of the other organisation$/, async function (this: TenstoneWorld, what: string) {
  const tool = ValidationTool.of(this);
  await tool.ask('GET', what === 'schema' ? tool.path() : tool.checkPath);
});
Then(/^he is told that there is no such (schema|check), and his lists are empty$/, async function (this: TenstoneWorld, thing: string) {
  const tool = ValidationTool.of(this);
  noSuch(this, thing);
  assert.deepEqual([await tool.listed(100), await tool.every('/v1/checks', 50)], [[], []]);
});
