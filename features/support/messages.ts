import { expecting, json, type Answer } from './api.ts';
import { Endpoint } from './endpoint.ts';
import { eventually } from './eventually.ts';
import { Receiver, type PageOf } from './receiver.ts';
import type { TenstoneWorld } from './world.ts';

export interface Delivery {
  id: string;
  message: string;
  type: string;
  endpoint: string;
  state: string;
  attempts: number;
  next_at: string | null;
  tries?: { attempt: number; at: string; status: number | null; milliseconds: number; error: string | null }[];
}
export interface Theirs {
  id: string;
  server: Endpoint;
  secrets: string[];
}

// Project 06 as Mia's service sends with it, and as its customers receive. Types of messages belong to the scenario.
export class Messages {
  readonly #world: TenstoneWorld;
  readonly #endpoints = new Map<string, Theirs>();
  answer: Answer | undefined;
  first: Answer | undefined;
  key: string | undefined;
  elsewhere: Endpoint | undefined;

  private constructor(world: TenstoneWorld) {
    this.#world = world;
  }
  static of(world: TenstoneWorld): Messages {
    const known = all.get(world) ?? new Messages(world);
    all.set(world, known);
    return known;
  }
  get receiver(): Receiver {
    return Receiver.of(this.#world);
  }
  type(word: string): string {
    return `${this.receiver.word('scenario').replace('-', '_')}.${word}`;
  }

  async server(): Promise<Endpoint> {
    const server = await Endpoint.start();
    this.#world.cleanups.push(() => {
      server.close();
    });
    return server;
  }
  async add(name: string, word: string, types = [`${this.type(word)}.*`]): Promise<void> {
    const server = await this.server();
    const answer = expecting(201, await this.receiver.ask('POST', '/v1/webhooks/endpoints', { url: server.url, types }));
    const { endpoint, secret } = json<{ endpoint: { id: string }; secret: string }>(answer);
    this.#endpoints.set(name, { id: endpoint.id, server, secrets: [secret] });
  }
  has(name = 'Nora'): boolean {
    return this.#endpoints.has(name);
  }
  of(name = 'Nora'): Theirs {
    const found = this.#endpoints.get(name);
    if (!found) throw new Error(`${name} has no endpoint`);
    return found;
  }
  async rotate(name = 'Nora'): Promise<void> {
    const answer = await this.receiver.ask('POST', `/v1/webhooks/endpoints/${this.of(name).id}/rotate`, {});
    this.of(name).secrets.push(json<{ secret: string }>(expecting(200, answer)).secret);
  }

  async send(word = 'order', key = this.key): Promise<{ id: string; deliveries: number; existed?: boolean }> {
    const payload = { number: 7, note: 'tea ☕' };
    this.answer = await this.receiver.ask('POST', '/v1/webhooks/messages', { type: `${this.type(word)}.placed`, payload, ...(key === undefined ? {} : { key }) });
    return json(expecting(202, this.answer));
  }
  sent(): { id: string; deliveries: number; existed?: boolean } {
    if (!this.answer) throw new Error('no message was sent yet');
    return json(expecting(202, this.answer));
  }

  async deliveries(name = 'Nora'): Promise<Delivery[]> {
    return (await this.receiver.read<PageOf<Delivery>>(`/v1/webhooks/deliveries?endpoint=${this.of(name).id}`)).data;
  }
  // The only one.
  async delivery(name = 'Nora'): Promise<Delivery> {
    const [delivery, ...others] = await this.deliveries(name);
    if (!delivery || others.length > 0) throw new Error(`${others.length + (delivery ? 1 : 0)} deliveries, not one`);
    return this.receiver.read<Delivery>(`/v1/webhooks/deliveries/${delivery.id}`);
  }
  becomes(state: string, attempts: number): Promise<Delivery> {
    return eventually(`the delivery has ${state} on attempt ${attempts}`, () => this.delivery(), (each) => each.state === state && each.attempts === attempts);
  }

  // Moves the time on for so long, from attempt to attempt.
  async pass(totalMs: number): Promise<void> {
    const { deployment } = this.#world;
    const until = deployment.now.getTime() + totalMs;
    for (let seen = 0; ; ) {
      const delivery = await eventually('the delivery pauses, or has ended', () => this.delivery(), ({ state, attempts }) => attempts > seen && state !== 'queued' && state !== 'running');
      if (delivery.state !== 'retrying' || delivery.next_at === null) return;
      seen = delivery.attempts;
      const due = Date.parse(delivery.next_at) + 1000;
      await deployment.passTime(`${Math.max(1, Math.min(due, until) - deployment.now.getTime())}ms`);
      if (until <= due) return;
    }
  }
}
const all = new WeakMap<TenstoneWorld, Messages>();
