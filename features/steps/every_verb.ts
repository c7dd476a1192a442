import assert from 'node:assert/strict';
import { Then, When, type DataTable } from '@cucumber/cucumber';
import { Platform } from '../support/platform.ts';
import { needsOf } from '../support/servers.ts';
import { ownVerbs, usage, verbsOf, type Verbs } from '../support/verbs.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { Caller, wrongCalls } from '../support/wrong_calls.ts';

const listed = new WeakMap<TenstoneWorld, Verbs>();

When('Olaf asks for every verb', async function (this: TenstoneWorld) {
  listed.set(this, await (this.deployment instanceof Platform ? verbsOf(this.deployment.cli) : ownVerbs(this.deployment.cli)));
});

// Every server that a setting can name is one port, at which nobody may be heard.
Then('each verb stands in this list, and refuses each wrong argument in one line before it asks any server:', { timeout: 600_000 }, async function (this: TenstoneWorld, table: DataTable) {
  const verbs = listed.get(this);
  assert.ok(verbs);
  assert.deepEqual(verbs.verbs.map(usage), table.raw().flat());
  const { postgres, redis } = needsOf(this.deployment.program);
  const caller = await Caller.with(this.deployment.cli, (port) => ({
    TENSTONE_HTTP_PORT: String(port),
    ...(postgres ? { DATABASE_URL: `postgresql://nobody@127.0.0.1:${port}/none` } : {}),
    ...(redis ? { REDIS_URL: `redis://127.0.0.1:${port}` } : {}),
  }));
  assert.deepEqual(await caller.faults(wrongCalls(verbs, process.env['SUITE'] === 'long')), []);
});
