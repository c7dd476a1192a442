import assert from 'node:assert/strict';
import { Then, When, type DataTable } from '@cucumber/cucumber';
import { Asker, routes, type Row } from '../support/access.ts';
import type { TenstoneWorld } from '../support/world.ts';

When('every route is asked for', async function (this: TenstoneWorld) {
  this.answered.push(...(await routes(this.platform.cli)));
});

Then('each of them stands in this table, and is open to those whom it names alone:', async function (this: TenstoneWorld, table: DataTable) {
  const rows: Row[] = table.hashes().map(({ route = '', 'open to': open = '' }) => ({ route, open }));
  assert.deepEqual(this.answered, rows.map(({ route }) => route).sort());
  const asker = await Asker.with(this.platform, rows);
  const faults: string[] = [];
  for (const row of rows) faults.push(...(await asker.faults(row)));
  assert.deepEqual(faults, []);
});
