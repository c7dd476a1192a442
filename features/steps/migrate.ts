// A migration of a database that a deployment starts beside it.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { eventually } from '../support/eventually.ts';
import { Link } from '../support/link.ts';
import type { Running } from '../support/processes.ts';
import type { TenstoneWorld } from '../support/world.ts';

const links = new WeakMap<TenstoneWorld, Link>();
const migrations = new WeakMap<TenstoneWorld, Running>();
function of<T>(all: WeakMap<TenstoneWorld, T>, world: TenstoneWorld): T {
  const known = all.get(world);
  assert.ok(known, 'an earlier step makes it');
  return known;
}

Given('PostgreSQL does not take connections yet', async function (this: TenstoneWorld) {
  const link = Link.toPostgres(String(this.deployment.databaseUrl));
  this.cleanups.push(() => link.close());
  await link.become('up'); // takes a port
  await link.become('away');
  links.set(this, link);
});

When('Olaf brings the database to its schema', async function (this: TenstoneWorld) {
  const url = of(links, this).postgresUrl(String(this.deployment.databaseUrl));
  const migration = this.deployment.cli.start(['migrate'], { DATABASE_URL: url });
  this.cleanups.push(() => migration.kill());
  migrations.set(this, migration);
  await eventually('it says that it waits', () => migration.output, (text) => text.includes('waits for the database'));
});

Then('that waits, and succeeds once PostgreSQL takes connections', async function (this: TenstoneWorld) {
  const migration = of(migrations, this);
  assert.ok(migration.running);
  await of(links, this).become('up');
  assert.deepEqual(await migration.ended(30_000), { code: 0, signal: null });
});
