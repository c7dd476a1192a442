import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Visit } from './browser.ts';
import { Cli } from './cli.ts';
import { eventually } from './eventually.ts';
import type { TenstoneWorld } from './world.ts';

const hash = (token: string) => createHash('sha256').update(token).digest('hex');
const shops = new WeakMap<TenstoneWorld, BackupShop>();

// Project 10 as its page shows it: the database of a shop that no other scenario has, and a process of the tool that backs
// it up into a repository of its own.
export class BackupShop {
  readonly name = `shop_${randomUUID().slice(0, 8)}`;
  readonly sold = 5000;
  readonly #world: TenstoneWorld;

  private constructor(world: TenstoneWorld) {
    this.#world = world;
  }
  static of(world: TenstoneWorld): BackupShop {
    const known = shops.get(world) ?? new BackupShop(world);
    shops.set(world, known);
    return known;
  }

  // ---- the database
  async #psql(database: string, statements: string[]): Promise<string> {
    const options = ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', ...statements.flatMap((statement) => ['-c', statement])];
    return (await new Cli(this.#world.deployment.folder, {}, 'psql').output(['-d', this.#server(database), ...options])).trim();
  }
  #server(database: string): string {
    return `postgresql:///${database}?user=postgres&host=${realpathSync(join(this.#world.deployment.data, 'run'))}`;
  }
  async sell(count: number): Promise<void> {
    await this.#psql(this.name, [`INSERT INTO orders (said) SELECT md5(random()::text) || md5(random()::text) FROM generate_series(1, ${count})`]);
  }
  async lose(): Promise<void> {
    await this.#psql(this.name, ['TRUNCATE orders']);
  }
  async orders(): Promise<number> {
    return Number(await this.#psql(this.name, ['SELECT count(*) FROM orders']));
  }
  async #make(): Promise<void> {
    await this.#psql('postgres', [`CREATE DATABASE ${this.name}`]);
    await this.#psql(this.name, ['CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, said text NOT NULL)']);
    await this.sell(this.sold);
  }
  async #drop(): Promise<void> {
    const made = await this.#psql('postgres', [`SELECT datname FROM pg_database WHERE datname ~ '^${this.name}(__|$)'`]);
    for (const name of made.split('\n').filter((line) => line !== '')) await this.#psql('postgres', [`DROP DATABASE "${name}" WITH (FORCE)`]);
  }

  // ---- the page
  async open(token = 'operator', server?: string): Promise<void> {
    const { project, cleanups } = this.#world;
    const folder = join(project.folder, this.name);
    mkdirSync(folder);
    await this.#make();
    cleanups.push(() => this.#drop());
    cleanups.unshift(async () => {
      await project.stop(this.name);
    });
    await project.start(this.name, {
      TENSTONE_BACKUP_FOLDER: join(folder, 'repository'),
      TENSTONE_BACKUP_KEY_FILE: join(folder, 'key'),
      TENSTONE_BACKUP_SERVER: server ?? this.#server('postgres'),
      TENSTONE_BACKUP_DATABASES: this.name,
      TENSTONE_ACCESS_READ_TOKENS: hash('reader'),
      TENSTONE_ACCESS_OPERATE_TOKENS: hash('operator'),
    });
    this.#world.visit = await Visit.to(`http://127.0.0.1:${project.http(this.name).port}/#token=${token}`);
    await this.#world.visit.page.getByText('There is no version yet').waitFor();
  }
  get #visit(): Visit {
    return this.#world.visit;
  }
  button(name: string | RegExp) {
    return this.#visit.page.getByRole('button', { name, exact: true });
  }
  text(id: string): Promise<string> {
    return this.#visit.page.locator(`#${id}`).innerText();
  }
  bar(number: number) {
    return this.button(new RegExp(`^${this.name}@${number}, `));
  }
  bars() {
    return this.#visit.page.getByRole('group', { name: 'Versions over time' }).getByRole('button');
  }
  // What the page says of a version in its time line.
  async said(number: number): Promise<string> {
    return (await this.bar(number).getAttribute('aria-label')) ?? '';
  }
  async take(): Promise<void> {
    const before = await this.bars().count();
    await this.button('Take a version now').click();
    await eventually('the version stands on the time line', () => this.bars().count(), (count) => count === before + 1);
    await eventually('the run has ended', () => this.#visit.page.locator('progress').count(), (count) => count === 0);
  }
  async show(number: number): Promise<void> {
    await this.bar(number).click();
    await this.#visit.page.getByRole('heading', { name: `${this.name}@${number}` }).waitFor();
  }
  // By a button whose doing the page explains first.
  async agree(name: string | RegExp, yes: string): Promise<string> {
    await this.button(name).click();
    const dialog = this.#visit.page.getByRole('dialog');
    const said = await dialog.locator('p').innerText();
    assert.ok(said.length > 20, said);
    await dialog.getByRole('button', { name: yes, exact: true }).click();
    return said;
  }
  async restore(number: number): Promise<void> {
    await this.show(number);
    await this.agree('Restore', 'Restore');
    await this.button(`Put it in the place of ${this.name}`).waitFor();
  }
  async swap(): Promise<void> {
    await this.agree(`Put it in the place of ${this.name}`, 'Put it in place');
    await this.button('Undo').waitFor();
  }
}
