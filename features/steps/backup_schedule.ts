// Backups that the platform's worker takes by its schedule.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { eventually } from '../support/eventually.ts';
import { Link } from '../support/link.ts';
import type { LogLine } from '../support/processes.ts';
import type { TenstoneWorld } from '../support/world.ts';

// The ways to the server that a scenario cuts, and the scenarios with a second worker.
const links = new WeakMap<TenstoneWorld, Link>();
const pairs = new WeakSet<TenstoneWorld>();

const repository = (world: TenstoneWorld): string => join(world.deployment.folder, 'backups');
const workers = (world: TenstoneWorld): string[] => (pairs.has(world) ? ['worker', 'other worker'] : ['worker']);

function nightly(world: TenstoneWorld): Record<string, string> {
  const link = links.get(world);
  const server = link && { TENSTONE_BACKUP_SERVER: link.postgresUrl(String(world.deployment.databaseUrl)) };
  return { TENSTONE_BACKUP_FOLDER: repository(world), TENSTONE_BACKUP_SCHEDULE: '0 3 * * *', ...server };
}

// A version's manifest has its number as its name. Beside it are notes, and the reports of drills.
function versions(world: TenstoneWorld): number {
  const folder = join(repository(world), 'versions');
  if (!existsSync(folder)) return 0;
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return names.filter(({ name }) => /^\d+$/.test(name)).length;
}

const runs = (world: TenstoneWorld, event: string, kind: string, worker = 'worker'): LogLine[] =>
  world.deployment.process(worker).logs().filter((line) => line['event'] === event && line['kind'] === kind);

async function metric(world: TenstoneWorld, name: string): Promise<number> {
  const { text } = await world.deployment.http('worker').ask('GET', '/metrics');
  const value = new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`there is no ${name}`);
  return value === '+Inf' ? Infinity : Number(value);
}

async function restart(world: TenstoneWorld, worker = 'worker'): Promise<void> {
  await world.platform.start('worker', nightly(world), worker);
}

When('Olaf has the database backed up every night', async function (this: TenstoneWorld) {
  await this.platform.stop('worker');
  await restart(this);
});

Given('Olaf has the database backed up every night by a way that is cut', async function (this: TenstoneWorld) {
  const link = Link.toPostgres(String(this.deployment.databaseUrl));
  await link.become('up'); // for a port of its own
  await link.become('away');
  links.set(this, link);
  this.cleanups.push(() => link.close());
  await this.platform.stop('worker');
  await restart(this);
});

Given(/^the first backup (?:has failed|fails)$/, async function (this: TenstoneWorld) {
  const [failed] = await eventually('a run fails', () => runs(this, 'run.failed', 'take'), (seen) => seen.length > 0);
  assert.equal(failed?.['code'], 'database_unavailable');
});

When('the way is mended, and 1 minute passes', async function (this: TenstoneWorld) {
  await links.get(this)?.become('up');
  await this.deployment.passTime('1min');
});

Given('another worker keeps to the same schedule', async function (this: TenstoneWorld) {
  await restart(this, 'other worker');
  pairs.add(this);
});

When('the worker comes back and keeps to the schedule', async function (this: TenstoneWorld) {
  await restart(this);
});

// The drill is the last of a night's runs. Without a newest version that is drilled its time would stand still.
const takenAndDrilled = async function (this: TenstoneWorld, count: number) {
  await eventually(`there are ${count} backups`, () => versions(this), (seen) => seen === count, 60_000);
  const drills = () => workers(this).flatMap((name) => runs(this, 'run.done', 'drill', name)).some(({ of }) => String(of).endsWith(`@${count}`));
  await eventually('the newest one is drilled', drills, Boolean, 60_000);
};
Given('{int} backup(s) has/have been taken and drilled', takenAndDrilled);
Then('{int} backup(s) is/are eventually taken and drilled', takenAndDrilled);

Then('the metrics say that the backup and the drill are recent', async function (this: TenstoneWorld) {
  for (const name of ['tenstone_backup_age_seconds', 'tenstone_backup_last_drill_ok_seconds'])
    await eventually(name, () => metric(this, name), (seconds) => seconds >= 0 && seconds < 600);
  assert.equal(await metric(this, 'tenstone_backup_runs_total'), 1);
});

Then('the key of the backups can be read by nobody else', function (this: TenstoneWorld) {
  assert.equal(statSync(join(this.deployment.data, 'backup.key')).mode & 0o777, 0o600);
});

Then('the old versions were sorted out and a part of the repository was verified', function (this: TenstoneWorld) {
  for (const kind of ['prune', 'verify']) assert.equal(runs(this, 'run.done', kind).length, 2, kind);
});

Then('the two workers have taken no more than that', function (this: TenstoneWorld) {
  const taken = workers(this).flatMap((name) => runs(this, 'run.done', 'take', name));
  assert.equal(taken.length, 2);
  assert.equal(versions(this), 2);
});

const overdue = (world: TenstoneWorld): LogLine[] => world.deployment.process('worker').logs().filter((line) => line['event'] === 'backup.overdue');

Then(/^the worker's log (?:eventually )?says that the backup was overdue$/, async function (this: TenstoneWorld) {
  const [line] = await eventually('it is logged', () => overdue(this), (seen) => seen.length > 0);
  assert.equal(line?.['level'], 'error');
});

Then('the doctor finds that the database has no backup', async function (this: TenstoneWorld) {
  const { code, output } = await this.deployment.cli.run(['doctor'], nightly(this));
  assert.equal(code, 1);
  assert.match(output, /^TS-BACKUP-2 .*no backup/m);
});
