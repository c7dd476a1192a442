// Project 10: what goes wrong, and what is left then.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { BackupTool, type Run } from '../support/backup_tool.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';

Given('a backup tool whose PostgreSQL is away', async function (this: TenstoneWorld) {
  await BackupTool.of(this).alone({ TENSTONE_BACKUP_SERVER: 'postgresql:///shop?host=/nowhere' });
});
Given('somebody keeps the orders locked', async function (this: TenstoneWorld) {
  await BackupTool.of(this).lockOrders();
});
Given('the shop has letters of {int} MB', async function (this: TenstoneWorld, size: number) {
  const tool = BackupTool.of(this);
  await tool.fill();
  assert.ok(Number(await tool.sql("SELECT pg_table_size('letters')")) > size * 0.8e6);
});
// Only root can mount one; others see that this was not tried.
Given('the repository is on a disk of its own of 4 MiB', async function (this: TenstoneWorld) {
  if (process.getuid?.() !== 0) {
    console.log('SKIPPED: a disk of its own needs root, to mount a tmpfs');
    return 'skipped';
  }
  const disk = join(this.project.folder, 'backup-disk');
  mkdirSync(disk, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
  this.cleanups.push(() => {
    execFileSync('umount', ['--lazy', disk]);
  });
  await BackupTool.of(this).alone({ TENSTONE_BACKUP_FOLDER: join(disk, 'repository') });
  return undefined;
});
Given('a backup tool of his own', async function (this: TenstoneWorld) {
  await BackupTool.of(this).alone();
});

const tries = async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  await tool.ended(await tool.begin('/backups', { database: tool.shop }));
};
When("Olaf tries to back up the shop's database", tries);
When('Olaf begins a backup and cancels it', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  const run = await tool.begin('/backups', { database: tool.shop });
  assert.equal((await tool.ask('DELETE', `/runs/${run.id}`)).status, 204);
  await tool.ended();
});
When('the backup tool is stopped while it backs up', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  await tool.begin('/backups', { database: tool.shop });
  const { code } = await this.project.stop(tool.process);
  assert.equal(code, 0);
  await tool.start();
});
When('the backup tool is killed in the middle of a backup, and started again', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  await tool.begin('/backups', { database: tool.shop });
  await eventually('a part of the backup is written', () => tool.unfinished().length + tool.packs().length, (count) => count > 0, 15_000, 1); // all of it takes 300 ms
  await this.project.kill(tool.process);
  assert.ok(tool.unfinished().length + tool.packs().length > 0);
  await tool.start();
});

const reasons: Record<string, string> = {
  'PostgreSQL cannot be reached': 'database_unavailable',
  'a lock is held for too long': 'backup_source_busy',
  'the disk is full': 'backup_target_full',
};
Then('the backup failed because {}', function (this: TenstoneWorld, why: string) {
  const { run } = BackupTool.of(this);
  assert.deepEqual([run?.state, run?.error?.code], ['failed', reasons[why]], JSON.stringify(run));
  assert.ok(String(run?.error?.detail).length > 10);
});
Then('the run is shown as cancelled', function (this: TenstoneWorld) {
  const { run } = BackupTool.of(this);
  assert.deepEqual([run?.state, run?.error?.code], ['cancelled', 'backup_cancelled'], JSON.stringify(run));
});
Then('there is no version of the shop', async function (this: TenstoneWorld) {
  assert.deepEqual(await BackupTool.of(this).versions(), []);
});
Then('no unfinished file is left', function (this: TenstoneWorld) {
  assert.deepEqual(BackupTool.of(this).unfinished(), []);
});
Then('no session of the backup tool is left in the shop', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  const sessions = () => tool.sql(`SELECT count(*) FROM pg_stat_activity WHERE datname = '${tool.shop}' AND application_name NOT LIKE 'psql%'`, 'postgres');
  await eventually('its sessions have ended', sessions, (count) => count === '0');
});
Then('the status still names the shop', async function (this: TenstoneWorld) {
  const { databases } = await BackupTool.of(this).json<{ databases: { database: string; newest: null; overdue: boolean }[] }>('GET', '/status');
  assert.deepEqual(databases.map(({ database, newest, overdue }) => [database, newest, overdue]), [['shop', null, true]]);
});

const verifies = async (world: TenstoneWorld): Promise<Run> => BackupTool.of(world).done('/verify');
const damages = ({ result }: Run) => result?.['damages'] as { what: string; versions: string[] }[];
Then('a verification finds no damage', async function (this: TenstoneWorld) {
  assert.deepEqual(damages(await verifies(this)), []);
});
Then('the next backup succeeds', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  await tool.take();
  assert.equal((await tool.versions()).length, 1);
});
Given('one byte of the repository has changed on the disk', function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  const [pack] = tool.packs();
  assert.ok(pack);
  tool.flipByte(pack);
});
When('Olaf verifies the repository', async function (this: TenstoneWorld) {
  await verifies(this);
});
Then('the damage is found, and version {int} named as hit', function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  assert.ok(tool.run);
  assert.ok(damages(tool.run).some(({ versions }) => versions.includes(tool.version(number))), JSON.stringify(tool.run));
});
When('Olaf tries to restore version {int}', async function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  await tool.ended(await tool.begin(`/backups/${tool.version(number)}/restore`));
});
Then('the restore failed because the backup is damaged, and no new database is left', async function (this: TenstoneWorld) {
  const tool = BackupTool.of(this);
  assert.deepEqual([tool.run?.state, tool.run?.error?.code], ['failed', 'backup_damaged'], JSON.stringify(tool.run));
  assert.equal(await tool.sql(`SELECT count(*) FROM pg_database WHERE datname LIKE '${tool.shop}\\_\\_%'`, 'postgres'), '0');
});
Given('the manifest of version {int} has been overwritten', function (this: TenstoneWorld, number: number) {
  const tool = BackupTool.of(this);
  writeFileSync(join(tool.repository, 'versions', tool.shop, String(number)), 'no manifest');
});
Then('the list still names versions {int} and {int}, the first as damaged', async function (this: TenstoneWorld, one: number, other: number) {
  const { items } = await BackupTool.of(this).json<{ items: { number: number; damaged: boolean; database: string }[] }>('GET', `/backups?database=${BackupTool.of(this).shop}`);
  assert.deepEqual(items.map(({ number, damaged }) => [number, damaged]), [[other, false], [one, true]]);
});
When('Olaf looks at the list of backups', async function (this: TenstoneWorld) {
  await BackupTool.of(this).ask('GET', '/backups');
});
