import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { Backups } from '../support/backups.ts';
import { eventually } from '../support/eventually.ts';
import type { Running } from '../support/processes.ts';
import { sqlIn } from '../support/servers.ts';
import type { TenstoneWorld } from '../support/world.ts';

const orders = (first: number, last: number) => `INSERT INTO orders (item) SELECT md5(n::text) || md5((n * 7)::text) FROM generate_series(${first}, ${last}) n`;
const count = async (world: TenstoneWorld, database?: string) => Number(await Backups.of(world).sql('SELECT count(*) FROM orders', database));
const run = async (world: TenstoneWorld, words: string) => {
  world.outcome = await Backups.of(world).run(words);
};
const versions = async (world: TenstoneWorld) => (JSON.parse(await Backups.of(world).output('list --json')) as { items: { version: string; rows: number }[] }).items;

Given('the shop has {int} orders', async function (this: TenstoneWorld, number: number) {
  const backups = Backups.of(this);
  await sqlIn('postgres', `CREATE DATABASE ${backups.shop}`);
  await backups.sql(`CREATE TABLE orders (id serial PRIMARY KEY, item text NOT NULL); CREATE INDEX ON orders (item); ${orders(1, number)}`);
});
Given('the shop has {int} more orders', async function (this: TenstoneWorld, number: number) {
  await Backups.of(this).sql(orders(1001, 1000 + number));
});
Given('all orders have been lost since', async function (this: TenstoneWorld) {
  await Backups.of(this).sql('DELETE FROM orders');
});
Given('all orders have been replaced since', async function (this: TenstoneWorld) {
  await Backups.of(this).sql(`TRUNCATE orders; ${orders(5001, 6000)}`);
});
Given('the shop has a large object', async function (this: TenstoneWorld) {
  await Backups.of(this).sql('SELECT lo_create(0)');
});
Given('there is an empty database {string}', async function (this: TenstoneWorld, name: string) {
  await sqlIn('postgres', `CREATE DATABASE ${Backups.of(this).named(name)}`);
});

Given('Olaf has made a repository for its backups', async function (this: TenstoneWorld) {
  const said = await Backups.of(this).output('init');
  assert.match(said, /keep a copy/);
});
Given('Olaf has taken a version of the shop', async function (this: TenstoneWorld) {
  await Backups.of(this).output('take');
});
Given('Olaf has taken {int} versions of the shop', async function (this: TenstoneWorld, number: number) {
  for (let i = 0; i < number; i += 1) await Backups.of(this).output('take');
});
Given('Olaf has {word} {string}', async function (this: TenstoneWorld, done: string, version: string) {
  const verb = { pinned: 'pin', unpinned: 'unpin', forgotten: 'forget' }[done];
  assert.ok(verb !== undefined, done);
  await Backups.of(this).output(`${verb} ${version}`);
});
Given('the rules keep {int} version', function (this: TenstoneWorld, number: number) {
  const rules = { LAST: number, HOURLY: 0, DAILY: 0, WEEKLY: 0, MONTHLY: 0, YEARLY: 0, WITHIN: '0s' };
  for (const [rule, value] of Object.entries(rules)) Backups.of(this).settings[`TENSTONE_BACKUP_KEEP_${rule}`] = String(value);
});
Given('Olaf has removed the repository', function (this: TenstoneWorld) {
  rmSync(Backups.of(this).repository, { recursive: true });
});
Given('Olaf has the key of another repository', async function (this: TenstoneWorld) {
  const backups = Backups.of(this);
  const other = `${backups.folder}/other`;
  await backups.output(`init --folder ${other} --key-file ${other}.key`);
  backups.settings['TENSTONE_BACKUP_KEY_FILE'] = `${other}.key`;
});
Given('the server of the shop is away', function (this: TenstoneWorld) {
  Backups.of(this).settings['TENSTONE_BACKUP_SERVER'] = 'postgresql://127.0.0.1:1/shop';
});
Given('a bit of what it stored has flipped', function (this: TenstoneWorld) {
  Backups.of(this).flipABit();
});

Given('the largest pack of the repository is lost', function (this: TenstoneWorld) {
  rmSync(Backups.of(this).largestPack());
});

// Begun, and holding both of its locks: first the one of the repository, which many share, then its own of the database.
// Those whose names begin with a dot are not there yet.
async function begun(world: TenstoneWorld): Promise<Running> {
  const backups = Backups.of(world);
  const taking = backups.start('take');
  await eventually('a version is being taken', () => backups.files('locks').filter((path) => !basename(path).startsWith('.')).length, (locks) => locks > 1 || !taking.running, 15_000, 2);
  assert.ok(taking.running, `it has ended already:\n${taking.output}`);
  return taking;
}
Given('another process is taking a version of the shop', async function (this: TenstoneWorld) {
  await Backups.of(this).sql(orders(1001, 100_000));
  const taking = await begun(this);
  taking.signal('SIGSTOP');
  this.cleanups.push(() => taking.kill());
});

const commands = /^tenstone backup ?(.*)$/;
When('Olaf runs {string} for the shop', async function (this: TenstoneWorld, command: string) {
  await run(this, commands.exec(command)?.[1] ?? assert.fail(command));
});
When('a program asks for the versions of the shop', async function (this: TenstoneWorld) {
  await run(this, 'list --json');
});
Then('it reads {int} version with {int} rows', function (this: TenstoneWorld, number: number, rows: number) {
  const { items } = JSON.parse(this.outcome.stdout) as { items: { version: string; rows: number; tables: number }[] };
  assert.equal(items.length, number);
  assert.deepEqual([items[0]?.version, items[0]?.rows, items[0]?.tables], ['shop@1', rows, 1]);
});

const named = (text: string, pattern: RegExp) => pattern.exec(text)?.[0] ?? assert.fail(text);
const restored = new WeakMap<TenstoneWorld, string>(); // the name that the last command printed
Given('Olaf has restored that version beside it', async function (this: TenstoneWorld) {
  restored.set(this, named(await Backups.of(this).output('restore shop@1'), /shop__r1_\w+/));
});
Given('Olaf has put that version in the place of the live shop', async function (this: TenstoneWorld) {
  restored.set(this, named(await Backups.of(this).output('restore shop@1 --swap'), /shop__old_\w+/));
});
When('Olaf undoes the swap', async function (this: TenstoneWorld) {
  await run(this, `swap-back shop ${restored.get(this)}`);
});
When('Olaf puts the restored database in the place of the live shop', async function (this: TenstoneWorld) {
  await run(this, `swap shop ${restored.get(this)}`);
});
Then('the restored shop has {int} orders, and the live one has {int}', async function (this: TenstoneWorld, there: number, here: number) {
  const name = named(this.outcome.stdout, /shop__r1_\w+/);
  assert.deepEqual([await count(this, Backups.of(this).named(name)), await count(this)], [there, here]);
});
Then('the live shop has {int} orders', async function (this: TenstoneWorld, number: number) {
  assert.equal(await count(this), number);
});
Then('the database {string} has {int} orders', async function (this: TenstoneWorld, name: string, number: number) {
  assert.equal(await count(this, Backups.of(this).named(name)), number);
});
Then('the database {string} is still empty', async function (this: TenstoneWorld, name: string) {
  assert.equal(await Backups.of(this).sql("SELECT count(*) FROM pg_class WHERE relname = 'orders'", Backups.of(this).named(name)), '0');
});
Then('nothing but the shop itself is on the server', async function (this: TenstoneWorld) {
  assert.deepEqual(await Backups.of(this).databases(), [Backups.of(this).shop]);
});
Then('the newest version that a drill restored is {string}', async function (this: TenstoneWorld, version: string) {
  const { stdout } = await Backups.of(this).run('show shop@latest-drilled');
  assert.match(stdout, new RegExp(`^${version} .*drilled 2`));
});

Then('it lists {string} before {string}', function (this: TenstoneWorld, first: string, second: string) {
  assert.equal(this.outcome.code, 0, this.outcome.output);
  assert.deepEqual(this.outcome.stdout.split('\n').map((line) => line.split(' ')[0]), [first, second, '']);
});
Then('the versions of the shop are {string}', async function (this: TenstoneWorld, list: string) {
  assert.equal((await versions(this)).map(({ version }) => version).join(', '), list);
});
Then('there is no version, and no file of one', async function (this: TenstoneWorld) {
  assert.deepEqual(await versions(this), []);
  const backups = Backups.of(this);
  assert.deepEqual(['packs', 'tmp', 'locks'].flatMap((folder) => backups.files(folder)), []);
});
Then('it ends with code {int} and names {string}', function (this: TenstoneWorld, code: number, words: string) {
  assert.equal(this.outcome.code, code, this.outcome.output);
  assert.ok(this.outcome.output.includes(words), this.outcome.output);
});

When('Olaf presses Ctrl-C while a version is being taken', async function (this: TenstoneWorld) {
  const taking = await begun(this);
  taking.signal('SIGINT');
  const { code } = await taking.ended();
  this.outcome = { code, stdout: taking.stdout, stderr: taking.stderr, output: taking.output };
});
When('Olaf takes a version and the disk is full', async function (this: TenstoneWorld) {
  this.outcome = await Backups.of(this).runInSmallSpace('take', 2000);
});
When('Olaf runs {string} and the disk is full', async function (this: TenstoneWorld, command: string) {
  this.outcome = await Backups.of(this).runInSmallSpace(commands.exec(command)?.[1] ?? assert.fail(command), 0);
});
const unset = { DATABASE_URL: '', REDIS_URL: '', TENSTONE_BACKUP_SERVER: '', TENSTONE_ENV: 'production' };
When('Olaf lists the versions in production, where no server is configured', async function (this: TenstoneWorld) {
  this.outcome = await Backups.of(this).run('list', unset);
});
When('Olaf takes a backup in production, where no server is configured', async function (this: TenstoneWorld) {
  this.outcome = await Backups.of(this).run('take', unset);
});

const seen = new WeakMap<TenstoneWorld, Set<string>>(); // command lines
When('Olaf takes a version with the password {string}', async function (this: TenstoneWorld, password: string) {
  const backups = Backups.of(this);
  backups.settings['TENSTONE_BACKUP_SERVER'] = `${backups.settings['TENSTONE_BACKUP_SERVER'] ?? ''}&password=${password}`;
  const taking = backups.start('take');
  const lines = new Set<string>();
  seen.set(this, lines);
  const look = () => {
    for (const line of backups.commandLines()) lines.add(line);
    return taking.running;
  };
  await eventually('the version has been taken', look, (running) => !running, 60_000, 1);
  const { code } = await taking.ended();
  assert.equal(code, 0, taking.output);
});
Then('a program of PostgreSQL has run, and {string} was in no list of processes', function (this: TenstoneWorld, password: string) {
  const lines = [...(seen.get(this) ?? [])];
  assert.ok(lines.some((line) => line.includes('pg_dump')), lines.join('\n'));
  assert.deepEqual(lines.filter((line) => line.includes(password)), []);
});

const kills = process.env['SUITE'] === 'long' ? 50 : 5;
When('the taking of a version is killed again and again', { timeout: 600_000 }, async function (this: TenstoneWorld) {
  const backups = Backups.of(this);
  const before = performance.now();
  await backups.output('take');
  const whole = performance.now() - before;
  for (let i = 0; i < kills; i += 1) {
    await backups.sql(orders(600_000 + i * 1000, 601_000 + i * 1000));
    const taking = backups.start('take');
    const moment = performance.now() + randomInt(Math.ceil(whole));
    await eventually('the moment of the kill', () => performance.now(), (now) => now >= moment, 60_000, 1);
    await taking.kill();
    const { code, output } = await backups.run('verify');
    assert.equal(code, 0, output);
  }
});
Then('the repository has no damage', async function (this: TenstoneWorld) {
  assert.match(await Backups.of(this).output('verify'), /no damage/);
});
Then('each version can be restored', { timeout: 600_000 }, async function (this: TenstoneWorld) {
  for (const { version } of await versions(this)) assert.match(await Backups.of(this).output(`drill ${version}`), /all is the same/);
});
Then('the next one leaves nothing behind of those that were killed', async function (this: TenstoneWorld) {
  const backups = Backups.of(this);
  await backups.output('take');
  assert.deepEqual(['tmp', 'locks'].flatMap((folder) => backups.files(folder)), []);
});
