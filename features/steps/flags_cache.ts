// Project 07: how changes reach processes, and which snapshot is right.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import { Cli } from '../support/cli.ts';
import { send } from '../support/deployment.ts';
import { eventually } from '../support/eventually.ts';
import { onOff, Toggles } from '../support/toggles.ts';
import type { TenstoneWorld } from '../support/world.ts';

// The shop's own flag, which no suffix makes one of this scenario: its processes and its database are its own.
const path = '/v1/flags/new-checkout';
async function switchTo(world: TenstoneWorld, on: boolean): Promise<void> {
  const toggles = Toggles.of(world);
  const seen = await toggles.ask('GET', path);
  const match = seen.status === 404 ? undefined : (JSON.parse(seen.text) as { revision: number }).revision;
  const answer = await toggles.ask('PUT', path, onOff(on ? 'on' : 'off'), { match });
  assert.ok(answer.status === 200 || answer.status === 201, answer.text);
}
const shows = (world: TenstoneWorld, checkout: string, at: string, withinMs?: number) => eventually(`the ${at} shows the ${checkout} checkout`, () => Toggles.of(world).shop('mia', at), (front) => front.checkout === checkout, withinMs);

Given('a second process of the shop runs', async function (this: TenstoneWorld) {
  await this.project.start('second');
  for (const name of ['api', 'second']) await eventually(`the flags of the ${name} are confirmed`, () => Toggles.of(this).shop('mia', name), ({ stale }) => !stale);
});
Given('PostgreSQL tells no process of changes', async function (this: TenstoneWorld) {
  const listeners = () => Toggles.of(this).sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'tenstone listen' AND datname = current_database()");
  const pids = (await eventually('both processes listen', listeners, (seen) => seen.split('\n').length >= 2)).split('\n').map(Number);
  for (const pid of pids) send(pid, 'SIGSTOP');
  this.cleanups.push(() => {
    for (const pid of pids) send(pid, 'SIGCONT');
  });
});

const switchedOn = async function (this: TenstoneWorld) {
  await switchTo(this, true);
};
When('Olaf switches the new checkout on at the first process', switchedOn);
When('Olaf switches the new checkout off at the first process', async function (this: TenstoneWorld) {
  await switchTo(this, false);
});
Given('Olaf has switched the new checkout on', async function (this: TenstoneWorld) {
  await switchTo(this, true);
  await shows(this, 'new', 'api');
});
When('Olaf switches the new checkout on and off {int} times at the first process, and then on', async function (this: TenstoneWorld, times: number) {
  for (let i = 0; i < times; i += 1) await switchTo(this, i % 2 === 0);
  await switchTo(this, true);
});
Then('within {float} second(s) the second process shows the new checkout', async function (this: TenstoneWorld, seconds: number) {
  await shows(this, 'new', 'second', seconds * 1000);
});
Then('it stays so', async function (this: TenstoneWorld) {
  const until = performance.now() + 2500;
  await eventually('a look has passed', async () => {
    assert.equal((await Toggles.of(this).shop('mia', 'second')).checkout, 'new');
    return performance.now() > until;
  }, (passed) => passed);
});

// ---- copies
const tables = ['flags', 'flag_segments', 'flag_version', 'flag_revisions', 'flag_keys'];
const copy = (world: TenstoneWorld) => join(world.deployment.folder, 'copy.sql');
Given("a copy of PostgreSQL's flags was made", async function (this: TenstoneWorld) {
  const words = ['-d', String(this.deployment.databaseUrl), '--data-only', '--inserts', ...tables.flatMap((table) => ['-t', `tenstone.${table}`])];
  writeFileSync(copy(this), await new Cli(this.deployment.folder, {}, 'pg_dump').output(words));
});
Given('Olaf has switched the new checkout off, and on, and off', async function (this: TenstoneWorld) {
  for (const on of [false, true, false]) await switchTo(this, on);
  await shows(this, 'old', 'api');
});
Given('Olaf has switched the new checkout off', async function (this: TenstoneWorld) {
  await switchTo(this, false);
  await shows(this, 'old', 'api');
});
async function restore(world: TenstoneWorld): Promise<void> {
  await Toggles.of(world).sql(`BEGIN; TRUNCATE ${tables.join(', ')}; ${readFileSync(copy(world), 'utf8').replaceAll(/^\\.*$/gm, '')}; COMMIT`);
}
When('the copy is restored', async function (this: TenstoneWorld) {
  await restore(this);
});
When('the copy is restored, and another flag is changed', async function (this: TenstoneWorld) {
  await restore(this);
  await Toggles.of(this).make('another', onOff('on'));
});
When('Redis loses all that it held', function (this: TenstoneWorld) {
  assert.equal(this.deployment.redis('FLUSHALL'), 'OK');
});

// Redis' copy of the snapshot.
const copyKey = 'tenstone:flags:copy';
const held = (world: TenstoneWorld, field: string) => world.deployment.redis('--raw', 'HGET', copyKey, field);
async function bothHave(world: TenstoneWorld): Promise<void> {
  const toggles = Toggles.of(world);
  const { change, version } = JSON.parse(await toggles.sql("SELECT json_build_object('change', change, 'version', version) FROM flag_version")) as { change: string; version: number };
  const front = await eventually("the process has PostgreSQL's flags", () => toggles.shop(), (seen) => seen.version === version && seen.checkout === 'new', 5000);
  assert.equal(front.stale, false);
  await eventually("Redis has PostgreSQL's flags", () => held(world, 'change'), (seen) => seen === change, 5000);
}
Then('eventually both Redis and the process have the flags of the copy', async function (this: TenstoneWorld) {
  await bothHave(this);
});
Then('eventually both Redis and the process have the flags of PostgreSQL', async function (this: TenstoneWorld) {
  await bothHave(this);
});

When('another system puts its flags, where the new checkout is off, into Redis', function (this: TenstoneWorld) {
  const [installation, change, version] = [held(this, 'installation'), held(this, 'change'), Number(held(this, 'version'))];
  const foreign = { installation: randomUUID(), change: randomUUID(), version: String(version + 100) };
  const text = held(this, 'text').replaceAll(installation, foreign.installation).replaceAll(change, foreign.change).replace(`"version" : ${version}`, `"version" : ${foreign.version}`).replace('"default": "on"', '"default": "off"');
  for (const word of [...Object.values(foreign), '"default": "off"']) assert.ok(text.includes(word), `${word} in ${text}`);
  assert.equal(this.deployment.redis('HSET', copyKey, ...Object.entries({ ...foreign, text }).flat()), '0'); // fields that were not there
  this.deployment.redis('PUBLISH', 'tenstone:flags:changed', foreign.version);
});
Then('the process never showed the old checkout', async function (this: TenstoneWorld) {
  assert.equal((await Toggles.of(this).shop()).checkout, 'new');
  expecting(200, await Toggles.of(this).ask('GET', path));
});
