import assert from 'node:assert/strict';
import { BackupTool } from './backup_tool.ts';
import { Visit } from './browser.ts';
import { eventually } from './eventually.ts';
import type { TenstoneWorld } from './world.ts';

const pages = new WeakMap<TenstoneWorld, BackupPage>();

// The page of project 10 as operators use it: of a process that backs up the database of one shop into a repository of
// its own.
export class BackupPage {
  readonly #world: TenstoneWorld;
  readonly #tool: BackupTool;

  private constructor(world: TenstoneWorld) {
    this.#world = world;
    this.#tool = BackupTool.of(world);
  }
  static of(world: TenstoneWorld): BackupPage {
    const known = pages.get(world) ?? new BackupPage(world);
    pages.set(world, known);
    return known;
  }
  get name(): string {
    return this.#tool.shop;
  }

  // ---- the database
  async sell(count: number): Promise<void> {
    await this.#tool.sql(`INSERT INTO orders (customer_id, items, total, ordered_at) SELECT n, ARRAY['pen'], 1.20, now() FROM generate_series(1, ${count}) AS n`);
  }
  async lose(): Promise<void> {
    await this.#tool.sql('TRUNCATE orders');
  }
  async orders(): Promise<number> {
    return Number(await this.#tool.sql('SELECT count(*) FROM orders'));
  }

  // ---- the page
  async open(token = 'operator', settings: Record<string, string> = {}): Promise<void> {
    await this.#tool.makeShop();
    await this.#tool.alone({ TENSTONE_BACKUP_DATABASES: this.name, ...settings });
    this.#world.visit = await Visit.to(`http://127.0.0.1:${await this.#tool.port()}/#token=${token}`);
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
