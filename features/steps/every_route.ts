import assert from 'node:assert/strict';
import { Then, When, type DataTable } from '@cucumber/cucumber';
import { faultsOf, routesOf, startOf, type Start } from '../support/every_route.ts';
import type { TenstoneWorld } from '../support/world.ts';

const started = new WeakMap<TenstoneWorld, Start>();

When('Olaf starts the project with a token of each kind and asks for every route', async function (this: TenstoneWorld) {
  const start = await startOf(this.project);
  started.set(this, start);
  await this.project.borrow();
  this.answered.push(...(await routesOf(this.project, start.settings))); // first: some lock a folder while they run
  await this.project.start('api', start.settings);
});

Then('each route stands in this table, and is open to those whom it names alone:', { timeout: 300_000 }, async function (this: TenstoneWorld, table: DataTable) {
  const rows = table.hashes().map(({ route = '', 'open to': open = '' }) => ({ route, open }));
  assert.deepEqual([...this.answered].sort(), rows.map(({ route }) => route).sort());
  const credentials = await started.get(this)?.credentials(this.project);
  assert.ok(credentials);
  assert.deepEqual(await faultsOf(this.project, rows, credentials), []);
});
