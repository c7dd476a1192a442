import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { started } from './actions.ts';

const greet = async function (this: TenstoneWorld, name: string, times: number) {
  for (let i = 0; i < times; ++i) await started(this, name, 'hello', JSON.stringify({ name: `number ${String(i)}` }));
};
Given('{person} has greeted {int} people', greet);

function organisation(world: TenstoneWorld): Promise<string> {
  const { email } = world.person('Mia');
  return world.platform.sql(`SELECT org_id FROM memberships JOIN users ON users.id = user_id WHERE email = lower('${email}')`);
}

const verify = async (world: TenstoneWorld) => world.platform.cli.run(['audit', 'verify', '--org', await organisation(world)]);

// Her organisation, her token and what she started.
Then('the audit trail of her organisation is eventually sealed', async function (this: TenstoneWorld) {
  const sealed = /^[0-9a-f-]{36}: 5 sealed, 0 waiting, head [0-9a-f]{64}\n$/;
  await eventually('the trail is sealed', async () => (await verify(this)).stdout, (text) => sealed.test(text));
});

Then('it says that she greeted {int} times', async function (this: TenstoneWorld, times: number) {
  const rows = await this.platform.sql(`SELECT count(*), count(DISTINCT subject), min(details->>'action') FROM audit_log
    WHERE action = 'action.triggered' AND org_id = '${await organisation(this)}' AND actor LIKE 'token:%'`);
  assert.equal(rows, `${String(times)}|${String(times)}|hello`);
});

When("somebody makes the second greeting another's", async function (this: TenstoneWorld) {
  await this.platform.sql(`ALTER TABLE audit_log DISABLE TRIGGER USER;
    UPDATE audit_log SET actor = 'user:eve' WHERE id = (SELECT id FROM audit_log
      WHERE action = 'action.triggered' AND org_id = '${await organisation(this)}' ORDER BY id OFFSET 1 LIMIT 1)`);
});

Then('the audit trail names the entry that was changed', async function (this: TenstoneWorld) {
  const { code, stderr } = await verify(this);
  assert.equal(code, 1);
  assert.match(stderr, /^tenstone: [0-9a-f-]{36}, entry 4: its content or its place is not what was sealed\n$/);
});

When('somebody tries to empty this month of the trail', async function (this: TenstoneWorld) {
  const partition = await this.platform.sql('SELECT DISTINCT tableoid::regclass FROM audit_log');
  this.outcome = await this.platform.trySql(`TRUNCATE ${partition}`);
});

Then('that is refused', function (this: TenstoneWorld) {
  assert.notEqual(this.outcome.code, 0);
  assert.match(this.outcome.output, /audit_log_\d{4}_\d{2} is insert-only/);
});
