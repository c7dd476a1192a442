// Project 10: take, list, restore, drill, sort out.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { BackupTool, type Version } from '../support/backup_tool.ts';
import type { TenstoneWorld } from '../support/world.ts';

const seen = new WeakMap<TenstoneWorld, string[]>();
const remember = async (world: TenstoneWorld) => {
  seen.set(world, [...(seen.get(world) ?? []), await BackupTool.of(world).contents()]);
};

Given('a shop with customers and orders', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  await tool.port();
  await tool.makeShop();
});
Given('the shop sells {int} more articles', async function (this: TenstoneWorld, count: number) {
  await BackupTool.of(this).sql(`INSERT INTO orders (customer_id, items, total, ordered_at) SELECT n, ARRAY['pen'], 1.20, now() FROM generate_series(1, ${count}) AS n`);
});
Given("all orders of the shop are lost", async function (this: TenstoneWorld) {
  await BackupTool.of(this).sql('TRUNCATE orders');
});

const takes = async function (this: TenstoneWorld) {
  await remember(this);
  await BackupTool.of(this).take();
};
When("Olaf backs up the shop's database", takes);
Given("Olaf has backed up the shop's database", takes);
Given("Olaf has backed up the shop's database {int} times", async function (this: TenstoneWorld, times: number) {
  for (let time = 0; time < times; time += 1) await BackupTool.of(this).take();
});
Then('the backup tool has version 1 of it with all {int} rows', async function (this: TenstoneWorld, rows: number) {
  const tool = BackupTool.of(this);
  const { table_list, ...version } = await tool.json<Version & { table_list: { name: string; rows: number }[] }>('GET', `/backups/${tool.version(1)}`);
  assert.deepEqual([version.version, version.rows, version.tables], [tool.version(1), rows, 2]);
  assert.deepEqual(table_list.map(({ name, rows: each }) => [name, each]), [['customers', 500], ['orders', 4500]]);
});
Then('the backup tool lists version {int} and version {int}, and the second added less than a fifth', async function (this: TenstoneWorld, one: number, other: number) {
  const [second, first] = await BackupTool.of(this).versions();
  assert.deepEqual([first?.number, second?.number], [one, other]);
  assert.ok(first && second && second.new_bytes < first.new_bytes / 5, JSON.stringify([first, second]));
});

When('Olaf restores version {int}', async function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  const { result } = await tool.done(`/backups/${tool.version(number)}/restore`);
  tool.restored = String(result?.['database']);
});
When('Olaf restores version {int} in the place of the shop', async function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  const { result } = await tool.done(`/backups/${tool.version(number)}/restore`, { swap: true });
  tool.old = String(result?.['old']);
});
Then('a new database holds what the shop had at version {int}', async function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  assert.notEqual(tool.restored, tool.shop);
  assert.equal(await tool.contents(tool.restored), seen.get(this)?.[number - 1]);
});
Then('the shop itself is as it was left', async function (this: TenstoneWorld) {
  assert.equal(await BackupTool.of(this).sql('SELECT count(*) FROM orders'), '0');
});
Then('the shop holds what it had at version {int}', async function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  assert.equal(await tool.contents(), seen.get(this)?.[number - 1]);
});
Given('Olaf has restored version {int} in the place of the shop', async function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  const { result } = await tool.done(`/backups/${tool.version(number)}/restore`);
  tool.restored = String(result?.['database']);
  tool.old = (await tool.json<{ old: string }>('POST', '/swap', { database: tool.shop, restored: tool.restored })).old;
});
When('Olaf undoes that', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  const { undone } = await tool.json<{ undone: string }>('POST', '/swap-back', { database: tool.shop, old: tool.old });
  assert.ok(undone.startsWith(tool.shop), undone);
});

When('Olaf drills version {int}', async function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  await tool.done(`/backups/${tool.version(number)}/drill`);
});
Then('the drill found no difference, and version {int} counts as drilled', async function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  assert.deepEqual(tool.run?.result?.['differences'], []);
  const drilled = await tool.json<Version>('GET', `/backups/${tool.shop}@latest-drilled`);
  assert.equal(drilled.number, number);
  const { databases } = await tool.json<{ databases: { database: string; last_drill: { version: string } | null }[] }>('GET', '/status');
  assert.equal(databases.find(({ database }) => database === tool.shop)?.last_drill?.version, tool.version(number));
});
Then('the database of the drill is gone', async function (this: TenstoneWorld) {
  assert.equal(await BackupTool.of(this).sql("SELECT count(*) FROM pg_database WHERE datname LIKE 'tsdrill%'", 'postgres'), '0');
});

Given('the rules keep the last {int} versions', async function (this: TenstoneWorld, count: number) {
  const none = Object.fromEntries(['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].map((name) => [`TENSTONE_BACKUP_KEEP_${name}`, '0']));
  await BackupTool.of(this).alone({ ...none, TENSTONE_BACKUP_KEEP_LAST: String(count) });
});
Given('version {int} is pinned', async function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  assert.equal((await tool.ask('PUT', `/backups/${tool.version(number)}/pin`)).status, 204);
});
When('Olaf has the old versions forgotten', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  const { items } = await tool.json<{ items: { version: string; keep: boolean; reason: string }[] }>('GET', `/retention?database=${tool.shop}`);
  assert.ok(items.every(({ reason }) => reason.length > 5), JSON.stringify(items));
  const { forgotten } = await tool.json<{ forgotten: string[] }>('POST', '/retention', { database: tool.shop });
  assert.deepEqual(forgotten.toSorted(), items.filter(({ keep }) => !keep).map(({ version }) => version).toSorted());
});
Then('of the versions {} are left', async function (this: TenstoneWorld, left: string) {
  assert.equal((await BackupTool.of(this).versions()).map(({ number }) => number).join(', '), left);
});
