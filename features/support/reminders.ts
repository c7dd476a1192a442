import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { expecting, json, type Answer, type Ask } from './api.ts';
import { eventually } from './eventually.ts';
import { Messages } from './messages.ts';
import type { PageOf } from './receiver.ts';
import type { TenstoneWorld } from './world.ts';

export type When = { due_at: string } | { local_time: string; tz: string; dst?: object } | { cron: string; tz: string; dst?: object; catch_up?: object };
export type ChannelName = 'by e-mail' | 'by webhook' | 'in the log';

export interface Reminder {
  id: string;
  title: string;
  body: string;
  state: 'active' | 'completed' | 'cancelled';
  next_at: string | null;
  gone_off_at: string | null;
  unacknowledged: boolean;
  version: number;
}
export interface Occurrence {
  id: string;
  due_at: string;
  snoozed: boolean;
  state: 'pending' | 'delivering' | 'delivered' | 'failed' | 'missed' | 'cancelled';
  fired_at: string | null;
  acknowledged_at: string | null;
  delivery: string | null;
  waiting: { what: 'time' | 'worker' | 'retry'; until: string | null; error_code: string | null; error: string | null } | null;
  attempts?: { stage: 'go_off' | 'deliver'; attempt: number; started_at: string; finished_at: string | null; outcome: string | null; error_code: string | null; error: string | null }[];
}

const types: Record<ChannelName, string> = { 'by e-mail': 'email', 'by webhook': 'webhook', 'in the log': 'log' };
export const mostAtOnce = 1000;

// Project 03 as Mia uses it. A scenario has reminders of its own; the last one that it made is the one that it is about.
export class Reminders {
  readonly #world: TenstoneWorld;
  readonly made: Reminder[] = []; // as they were answered
  ids: string[] = []; // of a crowd
  refused = 0; // while it was under load
  stopLoad: (() => Promise<void>) | undefined;
  processes: string[] = ['worker'];

  private constructor(world: TenstoneWorld) {
    this.#world = world;
  }
  static of(world: TenstoneWorld): Reminders {
    const known = all.get(world) ?? new Reminders(world);
    all.set(world, known);
    return known;
  }

  get messages(): Messages {
    return Messages.of(this.#world);
  }
  get last(): Reminder {
    const found = this.made.at(-1);
    if (!found) throw new Error('the scenario has no reminder yet');
    return found;
  }
  get path(): string {
    return `/v1/reminders/${this.last.id}`;
  }

  ask(method: string, path: string, body?: unknown, more: Ask = {}): Promise<Answer> {
    return this.messages.receiver.ask(method, path, body, more);
  }
  read<T>(path: string): Promise<T> {
    return this.messages.receiver.read<T>(path);
  }

  // An instant so long from now, by the scenario's clock.
  in(milliseconds: number): string {
    return new Date(this.#world.deployment.now.getTime() + milliseconds).toISOString();
  }

  async channel(name: ChannelName): Promise<{ type: string; to?: string }> {
    const type = types[name];
    if (name === 'by e-mail') return { type, to: this.#world.recipient };
    if (name === 'in the log') return { type };
    if (!this.messages.has()) await this.messages.add('Nora', 'reminder', ['reminder.*']);
    return { type, to: this.messages.of().id };
  }
  async body(name: ChannelName, when: When): Promise<object> {
    return { title: `Buy tea ☕ ${randomUUID()}`, body: 'The green one,\nnot the black one.', channel: await this.channel(name), when };
  }
  async make(name: ChannelName, when: When): Promise<Reminder> {
    const answer = expecting(201, await this.ask('POST', '/v1/reminders', await this.body(name, when)));
    this.made.push(json<Reminder>(answer));
    return this.last;
  }
  // Due one after another, from now on until `withinMs` from now.
  async makeMany(count: number, name: ChannelName, withinMs: number): Promise<void> {
    const channel = await this.channel(name);
    for (let begin = 0; begin < count; begin += mostAtOnce) {
      const size = Math.min(mostAtOnce, count - begin);
      const reminders = Array.from({ length: size }, (_, i) => ({ title: `Tea ${begin + i}`, channel, when: { due_at: this.in(((begin + i + 1) / count) * withinMs) } }));
      const { ids } = json<{ ids: string[] }>(expecting(201, await this.ask('POST', '/v1/reminders/batch', { reminders })));
      assert.equal(ids.length, size);
      this.ids.push(...ids);
    }
  }

  // As somebody who has seen this version.
  change(change: object, version = this.last.version): Promise<Answer> {
    return this.ask('PATCH', this.path, change, { headers: { 'if-match': `"${version}"` } });
  }

  now(id = this.last.id): Promise<Reminder> {
    return this.read(`/v1/reminders/${id}`);
  }
  async occurrences(id = this.last.id): Promise<Occurrence[]> {
    return (await this.read<PageOf<Occurrence>>(`/v1/reminders/${id}/occurrences?limit=100`)).data;
  }
  async fired(id = this.last.id): Promise<Occurrence[]> {
    return (await this.occurrences(id)).filter(({ fired_at }) => fired_at !== null);
  }
  // The one that has gone off last, or is about to.
  async occurrence(): Promise<Required<Occurrence>> {
    const all = (await this.occurrences()).filter(({ state }) => state !== 'cancelled');
    const found = all.find(({ fired_at }) => fired_at !== null) ?? all.at(-1);
    if (!found) throw new Error('it has no occurrence');
    return this.read(`${this.path}/occurrences/${found.id}`);
  }
  becomes(state: Occurrence['state']): Promise<Required<Occurrence>> {
    return eventually(`it is ${state}`, () => this.occurrence(), (seen) => seen.state === state, 30_000);
  }
  goneOff(times = 1): Promise<Occurrence[]> {
    return eventually(`it has gone off ${times} times`, () => this.fired(), (seen) => seen.length >= times, 30_000);
  }
  // All reminders of a state, by id, page by page.
  async of(state: Reminder['state'], limit = mostAtOnce): Promise<string[]> {
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: PageOf<Reminder> = await this.read(`/v1/reminders?state=${state}&limit=${limit}${more}`);
      found.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    }
    return found;
  }

  // One that is due now has gone off: a worker has looked since, and whatever else is due has had its turn.
  async beacon(): Promise<void> {
    const answer = expecting(201, await this.ask('POST', '/v1/reminders', { title: 'Beacon', channel: { type: 'log' }, when: { due_at: this.in(0) } }));
    const { id } = json<Reminder>(answer);
    await eventually('one that is due now goes off', () => this.now(id), ({ state }) => state === 'completed', 30_000);
  }

  async stopWorkers(): Promise<void> {
    const running = this.processes.map((name) => this.#world.project.process(name));
    for (const process of running) process.signal('SIGTERM');
    await Promise.all(running.map((process) => process.ended(40_000)));
  }
  async startWorker(name = 'worker', settings: Record<string, string> = {}): Promise<void> {
    await this.#world.project.start(name, settings, ['worker']);
    if (!this.processes.includes(name)) this.processes.push(name);
  }
}
const all = new WeakMap<TenstoneWorld, Reminders>();
