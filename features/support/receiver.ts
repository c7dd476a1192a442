import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sign as signGitHub } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import { expecting, json, type Answer, type Ask } from './api.ts';
import { send, type Reply, type Sending } from './cache.ts';
import { eventually } from './eventually.ts';
import type { TenstoneWorld } from './world.ts';

export const schemes = { 'Standard Webhooks': 'standard-webhooks', Stripe: 'stripe', GitHub: 'github', Slack: 'slack' } as const;
export type Provider = keyof typeof schemes;

export interface Source {
  name: string;
  provider: Provider;
  secrets: string[]; // the last one is the newest
}

// An event as its provider sends it, before it is signed.
export interface Outgoing {
  id: string;
  body: string;
}

export interface InboxEvent {
  id: string;
  source: string;
  event_id: string;
  type: string;
  bytes: number;
  duplicates: number;
  conflicts: number;
  state: string;
  attempts: number;
  error: string | null;
  job: string;
  headers?: Record<string, string>;
  body?: string | null;
  body_base64?: string | null;
}

export interface PageOf<T> {
  data: T[];
  next_cursor: string | null;
}

// Bytes that a parser changes: blanks, an escape that need not be one, a number with a zero at its end, more than ASCII.
const odd = '"note": "caf\\u00e9 ☕", "rate": 1.50';

export function payment(amount: number | null = 1250, more: Record<string, unknown> = {}, type = 'payment.succeeded'): Outgoing {
  const data = { ...(amount === null ? {} : { amount }), currency: 'eur', ...more };
  return { id: `evt_${randomUUID()}`, body: `{"type": "${type}", ${odd}, "data": ${JSON.stringify(data)}}` };
}

const made: Record<Provider, () => Outgoing> = {
  'Standard Webhooks': () => payment(),
  Stripe: () => {
    const id = `evt_${randomUUID()}`;
    return { id, body: `{"id": "${id}", "object": "event", "type": "payment_intent.succeeded", ${odd}, "data": {"object": {"amount": 990, "currency": "usd"}}}` };
  },
  GitHub: () => ({ id: randomUUID(), body: `{"ref": "refs/heads/main", ${odd}}` }),
  Slack: () => {
    const id = `Ev${randomUUID()}`;
    return { id, body: `{"type": "event_callback", "event_id": "${id}", ${odd}, "event": {"type": "message", "text": "tea?"}}` };
  },
};
export const anEvent = (provider: Provider): Outgoing => made[provider]();

// Signed by the provider's own library. Slack has none that signs.
export async function signed(provider: Provider, event: Outgoing, secret: string, at: Date): Promise<Record<string, string>> {
  const seconds = Math.floor(at.getTime() / 1000);
  switch (provider) {
    case 'Standard Webhooks':
      return { 'webhook-id': event.id, 'webhook-timestamp': String(seconds), 'webhook-signature': new Webhook(secret).sign(event.id, at, event.body) };
    case 'Stripe': {
      const { default: Stripe } = await import('stripe');
      return { 'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload: event.body, secret, timestamp: seconds }) };
    }
    case 'GitHub':
      return { 'x-github-event': 'push', 'x-github-delivery': event.id, 'x-hub-signature-256': await signGitHub(secret, event.body) };
    case 'Slack': {
      const signature = createHmac('sha256', secret).update(`v0:${seconds}:${event.body}`).digest('hex');
      return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${signature}` };
    }
  }
}
const unsigned = /signature/;
export const withoutSignature = (headers: Record<string, string>) => Object.fromEntries(Object.entries(headers).filter(([name]) => !unsigned.test(name)));

// Project 06 as its providers and Olaf use it. A scenario has sources of its own.
export class Receiver {
  readonly #world: TenstoneWorld;
  readonly #suffix = randomUUID().slice(0, 8);
  #token: string | undefined;
  readonly sources: Source[] = [];
  readonly sent: Outgoing[] = [];
  replies: Reply[] = [];
  processes = ['api'];
  tookMs = 0; // the last answer
  events: InboxEvent[] = []; // that Olaf saw last
  replayed: InboxEvent | undefined; // as it was before

  private constructor(world: TenstoneWorld) {
    this.#world = world;
  }
  static of(world: TenstoneWorld): Receiver {
    const known = receivers.get(world) ?? new Receiver(world);
    receivers.set(world, known);
    return known;
  }

  // That of the first start, unless the scenario has another one.
  get token(): string {
    return this.#token ?? readFileSync(join(this.#world.deployment.data, 'token'), 'utf8').trim();
  }
  set token(token: string) {
    this.#token = token;
  }
  get source(): Source {
    return last(this.sources, 'source');
  }
  get event(): Outgoing {
    return last(this.sent, 'event');
  }
  get reply(): Reply {
    return last(this.replies, 'answer to an event');
  }
  word(text: string): string {
    return `${text}-${this.#suffix}`;
  }

  ask(method: string, path: string, body?: unknown, more: Ask = {}): Promise<Answer> {
    return this.#world.api.ask(method, path, { token: this.token, body: body === undefined ? undefined : JSON.stringify(body), ...more });
  }
  async read<T>(path: string): Promise<T> {
    return json<T>(expecting(200, await this.ask('GET', path)));
  }

  // Standard Webhooks and GitHub sign with a secret that is made here, the others say one.
  async add(provider: Provider): Promise<void> {
    const scheme = schemes[provider];
    const own = { Stripe: `whsec_${randomBytes(24).toString('hex')}`, Slack: randomBytes(16).toString('hex') };
    const given = provider === 'Stripe' || provider === 'Slack' ? own[provider] : undefined;
    const name = this.word(`${scheme}-${this.sources.length}`);
    const answer = expecting(201, await this.ask('POST', '/v1/webhooks/sources', { name, scheme, ...(given === undefined ? {} : { secret: given }) }));
    const secret = given ?? json<{ secret: string }>(answer).secret;
    this.sources.push({ name, provider, secrets: [secret] });
  }
  async rotate(overlapSeconds: number): Promise<void> {
    const answer = await this.ask('POST', `/v1/webhooks/sources/${this.source.name}/rotate`, { overlap_seconds: overlapSeconds });
    this.source.secrets.push(json<{ secret: string }>(expecting(200, answer)).secret);
  }
  async change(change: object): Promise<void> {
    expecting(200, await this.ask('PATCH', `/v1/webhooks/sources/${this.source.name}`, change));
  }

  // As its provider sends it: signed with the newest secret, now.
  async send(event: Outgoing, { secret, at }: { secret?: string; at?: Date } = {}): Promise<Reply> {
    const { name, provider, secrets } = this.source;
    this.sent.push(event);
    const headers = await signed(provider, event, secret ?? last(secrets, 'secret'), at ?? this.#world.deployment.now);
    return this.deliver(name, event.body, headers);
  }
  async deliver(source: string, body: string, headers: Record<string, string>, sending: Sending = {}): Promise<Reply> {
    const process = this.processes[this.replies.length % this.processes.length] ?? 'api';
    const { port } = this.#world.deployment.http(process);
    const begun = performance.now();
    const reply = await send(port, 'POST', `/hooks/${source}`, { body: Buffer.from(body), headers: { 'content-type': 'application/json', ...headers }, ...sending });
    this.tookMs = performance.now() - begun;
    this.replies.push(reply);
    return reply;
  }

  inbox(query: Record<string, string> = {}, source = this.source.name): Promise<PageOf<InboxEvent>> {
    return this.read(`/v1/webhooks/inbox?${new URLSearchParams({ source, ...query }).toString()}`);
  }
  one(id: string): Promise<InboxEvent> {
    return this.read(`/v1/webhooks/inbox/${id}`);
  }
  // The only event of the source.
  async only(): Promise<InboxEvent> {
    const { data } = await this.inbox();
    const [event, ...others] = data;
    if (!event || others.length > 0) throw new Error(`${data.length} events are in the inbox, not one`);
    return event;
  }
  async becomes(state: string, fits: (event: InboxEvent) => boolean = () => true): Promise<InboxEvent> {
    return eventually(`the event is ${state}`, () => this.only(), (event) => event.state === state && fits(event));
  }
  async payments(source = this.source.name): Promise<{ event_id: string; amount: number }[]> {
    return (await this.read<PageOf<{ event_id: string; amount: number }>>(`/v1/payments?source=${source}`)).data;
  }
}
const receivers = new WeakMap<TenstoneWorld, Receiver>();

export function said(reply: Reply): { id?: string; status?: string; conflict?: boolean; code?: string; challenge?: string } {
  return JSON.parse(reply.body.toString()) as ReturnType<typeof said>;
}

function last<T>(all: readonly T[], what: string): T {
  const found = all.at(-1);
  if (found === undefined) throw new Error(`the scenario has no ${what} yet`);
  return found;
}
