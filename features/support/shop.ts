import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { expecting, json, type Answer, type Ask } from './api.ts';
import type { TenstoneWorld } from './world.ts';

export interface Item {
  sku: string;
  quantity: number;
  price: string;
}

export interface Order {
  id: string;
  state: string;
  customer: string;
  items: Item[];
  total: string;
  note: string | null;
  created_at: string;
  version: number;
}

interface OrderPage {
  data: Order[];
  next_cursor: string | null;
}

export const teapot: Item = { sku: 'teapot', quantity: 1, price: '12.50' };
const both = ['orders:read', 'orders:write'];

// Project 05 as its people use it: each has a token and a customer of this scenario's own.
export class Shop {
  readonly #world: TenstoneWorld;
  readonly #tokens = new Map<string, { name: string; secret: string }>();
  readonly #suffix = randomUUID().slice(0, 8);
  placed: Order[] = []; // in this scenario, in order
  seen: Order[] = []; // on the pages that were read
  pages = 0;
  cursor: string | null = null;
  query = '';
  key: string = randomUUID();
  body = '';
  version: number | undefined; // what the reader has read
  answers: Answer[] = [];
  sending: Promise<unknown> = Promise.resolve();
  announced: Announced | undefined;

  constructor(world: TenstoneWorld) {
    this.#world = world;
  }

  static of(world: TenstoneWorld): Shop {
    const known = shops.get(world) ?? new Shop(world);
    shops.set(world, known);
    return known;
  }

  customer(name: string): string {
    return `${name.toLowerCase()}-${this.#suffix}@example.test`;
  }

  async giveToken(name: string, scopes: string[]): Promise<void> {
    const called = `${name}-${randomUUID()}`;
    const secret = (await this.#world.project.cli.output(['token', called, ...scopes])).trim();
    this.#tokens.set(name, { name: called, secret });
  }
  async tokenOf(name: string): Promise<{ name: string; secret: string }> {
    if (!this.#tokens.has(name)) await this.giveToken(name, both);
    return this.#tokens.get(name) as { name: string; secret: string };
  }

  // The answer is the scenario's last one.
  async ask(name: string, method: string, path: string, { headers, ...ask }: Ask = {}): Promise<Answer> {
    const { secret } = await this.tokenOf(name);
    this.#world.answer = await this.#world.api.ask(method, path, { token: secret, ...ask, headers: { ...headers } });
    return this.#world.answer;
  }

  order(name: string, change: object = {}): string {
    return JSON.stringify({ customer: this.customer(name), items: [teapot], ...change });
  }

  send(name: string, body: string, key: string): Promise<Answer> {
    return this.ask(name, 'POST', '/orders', { body, headers: { 'idempotency-key': key } });
  }

  async place(name: string, change: object = {}): Promise<Order> {
    const answer = expecting(201, await this.send(name, this.order(name, change), randomUUID()));
    this.placed.push(json<Order>(answer));
    return this.last;
  }

  get last(): Order {
    const order = this.placed.at(-1);
    if (order === undefined) throw new Error('the scenario has no order yet');
    return order;
  }
  get path(): string {
    return `/orders/${this.last.id}`;
  }

  async current(name: string): Promise<Order> {
    const { secret } = await this.tokenOf(name);
    return json<Order>(expecting(200, await this.#world.api.ask('GET', this.path, { token: secret })));
  }

  move(name: string, state: string): Promise<Answer> {
    return this.ask(name, 'PUT', `${this.path}/state`, { body: JSON.stringify({ state }) });
  }

  async reach(name: string, state: string): Promise<void> {
    for (const next of ways[state] ?? []) expecting(200, await this.move(name, next));
  }

  change(name: string, change: object, match?: string): Promise<Answer> {
    return this.ask(name, 'PATCH', this.path, { body: JSON.stringify(change), headers: { 'content-type': 'application/merge-patch+json', ...(match === undefined ? {} : { 'if-match': match }) } });
  }

  // The next page of the list that `query` names, or its first one.
  async readPage(name: string, query: string, cursor: string | null = null): Promise<Answer> {
    this.query = query;
    const answer = await this.ask(name, 'GET', `/orders?${query}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    if (answer.status !== 200) return answer;
    const page = json<OrderPage>(answer);
    this.pages += 1;
    this.seen.push(...page.data);
    this.cursor = page.next_cursor;
    return answer;
  }
  async readAll(name: string, query: string, cursor: string | null = null): Promise<void> {
    expecting(200, await this.readPage(name, query, cursor));
    while (this.cursor !== null) expecting(200, await this.readPage(name, query, this.cursor));
  }

  async countOf(name: string): Promise<number> {
    const { secret } = await this.tokenOf(name);
    const answer = await this.#world.api.ask('GET', `/orders?limit=1000&customer=${encodeURIComponent(this.customer(name))}`, { token: secret });
    return json<OrderPage>(expecting(200, answer)).data.length;
  }
}

export interface Announced {
  status: number;
  asked: boolean; // the server wanted the body
}

// A POST that shows its head alone and waits for "100 Continue", as curl does with a large body.
export function announce(port: number, path: string, bytes: number): Promise<Announced> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': String(bytes), expect: '100-continue' };
    const call = request({ host: '127.0.0.1', port, method: 'POST', path, headers, agent: false, timeout: 10_000 });
    let asked = false;
    call.on('continue', () => {
      asked = true;
      call.destroy(new Error('the server asked for the body'));
    });
    call.on('response', ({ statusCode = 0 }) => {
      resolve({ status: statusCode, asked });
      call.destroy();
    });
    call.on('timeout', () => call.destroy(new Error('no answer within 10 s')));
    call.on('error', reject);
    call.flushHeaders();
  });
}

const shops = new WeakMap<TenstoneWorld, Shop>();

// How an order that was just placed gets into a state.
const ways: Record<string, string[]> = {
  placed: [],
  paid: ['paid'],
  shipped: ['paid', 'shipped'],
  delivered: ['paid', 'shipped', 'delivered'],
  cancelled: ['cancelled'],
};
