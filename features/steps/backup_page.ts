// Project 10: its page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { BackupPage } from '../support/backup_page.ts';
import { Visit } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';

// ---- the link of a development start
const address = (world: TenstoneWorld) => `http://127.0.0.1:${world.api.port}/`;
When('Olaf opens the link of the backup page', async function (this: TenstoneWorld) {
  this.visit = await Visit.to(`${address(this)}#token=${readFileSync(join(this.deployment.data, 'token'), 'utf8').trim()}`);
});
When('Olaf opens the backup page without the token', async function (this: TenstoneWorld) {
  this.visit = await Visit.to(address(this));
  await this.visit.page.getByLabel('Token').waitFor();
});
Then('the backup page can take a version', async function (this: TenstoneWorld) {
  await this.visit.page.getByRole('button', { name: 'Take a version now' }).waitFor();
  await this.visit.page.getByRole('heading', { name: 'Versions' }).waitFor();
});
Then("the backup tool's token stands no more in the address bar", function (this: TenstoneWorld) {
  assert.equal(this.visit.page.url(), address(this));
});
Then('the backup page asks him for the token', async function (this: TenstoneWorld) {
  assert.equal(await this.visit.focused(), 'textbox "Token"');
  assert.equal(await this.visit.page.getByRole('button', { name: 'Take a version now' }).count(), 0);
});

// ---- the shop's backups
const sold = 4500; // orders, beside 500 customers
Given("Olaf has opened the shop's backups on the page", async function (this: TenstoneWorld) {
  await BackupPage.of(this).open();
});
Given("Olaf has opened the shop's backups on the page, with a token that may only read", async function (this: TenstoneWorld) {
  await BackupPage.of(this).open('reader');
});
Given('Olaf has opened the page of a backup tool whose databases are away', async function (this: TenstoneWorld) {
  await BackupPage.of(this).open('operator', { TENSTONE_BACKUP_SERVER: `postgresql:///postgres?user=postgres&host=${this.deployment.folder}/nobody` });
});
Given('the shop has sold {int} orders more', async function (this: TenstoneWorld, count: number) {
  await BackupPage.of(this).sell(count);
});
Given('the shop has lost its orders', async function (this: TenstoneWorld) {
  await BackupPage.of(this).lose();
});
Then('the shop has no orders', async function (this: TenstoneWorld) {
  assert.equal(await BackupPage.of(this).orders(), 0);
});
Then('the shop has its orders again', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  assert.equal(await shop.orders(), sold);
});
Then('the shop has {int} orders more than version 1', async function (this: TenstoneWorld, count: number) {
  const shop = BackupPage.of(this);
  assert.equal(await shop.orders(), sold + count);
});

// ---- versions
const takes = async function (this: TenstoneWorld) {
  await BackupPage.of(this).take();
};
When('he takes a version there', takes);
Given('he has taken a version there', takes);
Given('he has taken 2 versions there', async function (this: TenstoneWorld) {
  await BackupPage.of(this).take();
  await BackupPage.of(this).take();
});
When('he tries to take a version there', async function (this: TenstoneWorld) {
  await BackupPage.of(this).button('Take a version now').click();
});
Then('version 1 stands on the time line there', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  assert.match(await shop.said(1), /: added \d+\.\d [kM]B of \d+\.\d [kM]B, 5,000 rows in 2 tables$/);
});
Then('the page says how old the newest version is', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await eventually('its age is shown', () => shop.text('newest'), (seen) => /^(\d+(\.\d)? m?s|1 min \d+ s) old\n/.test(seen) && seen.includes(`${shop.name}@1`));
});
const units: Record<string, number> = { B: 1, kB: 1e3, MB: 1e6 };
function addedBytes(said: string): number {
  const [, count, unit = ''] = /: added ([\d.]+) (\w+) of/.exec(said) ?? [];
  return Number(count) * (units[unit] ?? Number.NaN);
}
Then('version 2 stands on the time line there, and added less than half of what version 1 added', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  const [first, second] = [addedBytes(await shop.said(1)), addedBytes(await shop.said(2))];
  assert.ok(second > 0 && second < first / 2, `${second} of ${first}`);
});
Then('version 2 stands on the time line alone there', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await eventually('version 1 is gone', () => shop.bars().count(), (count) => count === 1);
  assert.match(await shop.said(2), /@2, /);
});
When('he opens version 1 there by keyboard', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await shop.button('Take a version now').focus();
  await this.visit.press('Tab', 'Home', 'Enter');
  await this.visit.page.getByRole('heading', { name: `${shop.name}@1` }).waitFor();
});
Then("the page lists the shop's orders with their number", async function (this: TenstoneWorld) {
  const cells = await this.visit.page.locator('#tables td').allInnerTexts();
  assert.deepEqual(cells.slice(0, 2), ['public.orders', '4,500']);
});
Then('the page says that there is no version yet', async function (this: TenstoneWorld) {
  await this.visit.page.getByText('There is no version yet').waitFor();
});
const complains = async (world: TenstoneWorld, what: RegExp) => {
  await eventually('the page complains', () => world.visit.page.getByRole('alert').innerText(), (seen) => what.test(seen));
};
Then('the page says that his token may only read', async function (this: TenstoneWorld) {
  await complains(this, /^This token may read, but not /);
});
Then('the page says that the server of the databases cannot be reached', async function (this: TenstoneWorld) {
  await complains(this, new RegExp(`^Backup of ${BackupPage.of(this).name}: The database cannot be reached`));
  assert.match(await this.visit.page.locator('#runs').innerText(), /^failed, .*\n+The database cannot be reached; .* \(database_unavailable\)$/m);
});

// ---- drills
When('he drills version 1 there', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await shop.show(1);
  await shop.agree('Drill', 'Drill');
});
Then('the page says that version 1 is as the shop was', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await eventually('the drill is shown', () => shop.text('last'), (seen) => seen.startsWith(`${shop.name}@1 was restored on `) && seen.endsWith('All of it is as it was in the database.'));
  assert.match(await shop.text('drilled'), /^good\n/);
});
Then('version 1 is marked as drilled there', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await eventually('it is marked', () => shop.said(1), (seen) => seen.endsWith(', drilled'));
});

// ---- restores
const restores = async function (this: TenstoneWorld) {
  await BackupPage.of(this).restore(1);
};
When('he restores version 1 there', restores);
Given('he has restored version 1 there', restores);
Given('he has restored version 1 there and put it in the place of the shop', async function (this: TenstoneWorld) {
  await BackupPage.of(this).restore(1);
  await BackupPage.of(this).swap();
});
Then('the page names the new database, and offers to put it in the place of the shop', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  assert.match(await shop.text('runs'), new RegExp(`${shop.name}__r1_\\w+ holds it: 2 tables, 5,000 rows`));
  assert.ok(await shop.button(`Put it in the place of ${shop.name}`).isEnabled());
});
When('he puts it in the place of the shop there', async function (this: TenstoneWorld) {
  await BackupPage.of(this).swap();
});
When('he undoes it there', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await shop.agree('Undo', 'Undo');
  await this.visit.page.getByText(`Undone: ${shop.name} is the database from before again.`).waitFor();
});
When('he asks the page for a restore of version 1, reads what happens, and declines', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await shop.show(1);
  const said = await shop.agree('Restore', 'Cancel');
  assert.ok(said.includes(`The database ${shop.name} is not touched.`), said);
});
Then('the page has run nothing but the backup', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await this.visit.page.reload();
  await eventually('its runs are shown', () => this.visit.page.locator('#runs b').allInnerTexts(), (seen) => seen.length > 0);
  assert.deepEqual(await this.visit.page.locator('.list b').allInnerTexts(), [`Backup of ${shop.name}`]);
});

// ---- what goes
Then('the page offers no way to forget it, and says why', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  assert.equal(await shop.button('Forget').isDisabled(), true);
  assert.equal(await shop.text('stays'), 'It is the newest version, which is never removed.');
});
When('he forgets version 1 there', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  await shop.show(1);
  await shop.agree('Forget', 'Forget');
});
When('he asks the page for the plan', async function (this: TenstoneWorld) {
  await BackupPage.of(this).button('Show the plan').click();
  await this.visit.page.getByRole('region', { name: 'Plan' }).waitFor();
});
Then('the page lists both versions, and says why each stays', async function (this: TenstoneWorld) {
  const shop = BackupPage.of(this);
  const rows = await this.visit.page.locator('#planned tbody tr').allInnerTexts();
  const cells = rows.map((row) => row.split('\t'));
  assert.deepEqual(cells.map(([version, , becomes]) => [version, becomes]), [[`${shop.name}@2`, 'stays'], [`${shop.name}@1`, 'stays']]);
  for (const [, taken, , why] of cells) assert.ok(taken !== '' && why !== undefined && why.length > 5, rows.join('\n'));
  assert.equal(await shop.button(/^Forget \d/).count(), 0);
});

// ---- by keyboard
When('he goes through the backup page by keyboard', async function (this: TenstoneWorld) {
  await this.visit.page.reload();
  await BackupPage.of(this).bar(2).waitFor();
  for (let i = 0; i < 5; i += 1) {
    await this.visit.press('Tab');
    this.answered.push(await this.visit.focused());
  }
});
Then('he meets each of its controls once, and the time line as one', function (this: TenstoneWorld) {
  const controls = ['button "Take a version now"', `button "${BackupPage.of(this).name}@2, `, 'button "Show the plan"', 'button "Verify"', 'button "Prune"'];
  assert.deepEqual(this.answered.map((told, i) => told.startsWith(String(controls[i])) || told), controls.map(() => true));
});
