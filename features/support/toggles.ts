import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api, expecting, json, type Answer } from './api.ts';
import { Cli } from './cli.ts';
import { eventually } from './eventually.ts';
import type { TenstoneWorld } from './world.ts';

export interface Range {
  variant: string;
  from: number;
  to: number;
}
export type Serve = string | { by?: string; salt?: string; ranges: Range[]; rest: string };
export interface Definition {
  key?: string;
  type: string;
  variants: Record<string, unknown>;
  enabled?: boolean;
  killed?: boolean;
  off?: string;
  targets?: { variant: string; units: string[] }[];
  rules?: { name?: string; when: object[]; serve: Serve }[];
  default?: Serve;
  salt?: string;
  client?: boolean;
  description?: string;
}
export interface Flag extends Definition {
  key: string;
  revision: number;
  changed_by: string;
}
export interface Evaluated {
  key: string;
  value?: unknown;
  variant?: string;
  reason?: string;
  errorCode?: string;
  metadata?: { stale?: boolean; version?: number };
}
export interface Front {
  user: string;
  checkout: string;
  banner: string;
  prices: { tea: number; teapot: number };
  flags_from: string;
  stale: boolean;
  version: number;
}
export interface Change {
  revision: number;
  actor: string;
  reason: string;
  change: string;
  diff: { pointer: string; before?: unknown; after?: unknown }[];
}
interface PageOf<T> {
  data: T[];
  next_cursor: string | null;
}
interface Changing {
  match?: number | undefined; // the revision that who changes it has seen; undefined: none
  reason?: string;
  rebucket?: boolean;
  at?: string; // the process that is asked
}

export const onOff = (serve: Serve, more: Partial<Definition> = {}): Definition => ({ type: 'boolean', variants: { on: true, off: false }, off: 'off', default: serve, ...more });

// Project 07 as Olaf uses it, and as programs ask it. A scenario has flags of its own.
export class Toggles {
  readonly #world: TenstoneWorld;
  readonly #suffix = randomUUID().slice(0, 8);
  readonly #keys = new Map<string, string>();
  #token: string | undefined;
  flag = 'flag'; // that the scenario is about
  known: Flag | undefined; // as somebody has read it
  evaluated: Evaluated | undefined;
  all: Evaluated[] = []; // that a client was given
  before = new Map<string, string>(); // variants by user, before a change
  changes: Change[] = [];
  moves: { from_variant: string; to_variant: string; from: number; to: number }[] = [];

  private constructor(world: TenstoneWorld) {
    this.#world = world;
  }
  static of(world: TenstoneWorld): Toggles {
    const known = toggles.get(world) ?? new Toggles(world);
    toggles.set(world, known);
    return known;
  }

  // That of the first start, unless the scenario has another one.
  get token(): string {
    return this.#token ?? readFileSync(join(this.#world.deployment.data, 'token'), 'utf8').trim();
  }
  set token(token: string) {
    this.#token = token;
  }
  word(text: string): string {
    return `${text}-${this.#suffix}`;
  }
  path(word = this.flag, rest = ''): string {
    return `/v1/flags/${this.word(word)}${rest}`;
  }

  // The answer is the scenario's last one.
  async ask(method: string, path: string, body?: unknown, { match, at = 'api' }: Changing = {}): Promise<Answer> {
    const headers = match === undefined ? {} : { 'if-match': `"${match}"` };
    this.#world.answer = await this.#world.deployment.http(at).ask(method, path, { token: this.token, body: body === undefined ? undefined : JSON.stringify(body), headers });
    return this.#world.answer;
  }
  async read(word = this.flag, at = 'api'): Promise<Flag> {
    return json<Flag>(expecting(200, await this.ask('GET', this.path(word), undefined, { at })));
  }

  tryPut(word: string, definition: Definition, { reason, rebucket, ...changing }: Changing = {}): Promise<Answer> {
    const query = new URLSearchParams({ ...(reason === undefined ? {} : { reason }), ...(rebucket === undefined ? {} : { confirm_rebucket: String(rebucket) }) }).toString();
    return this.ask('PUT', `${this.path(word)}${query === '' ? '' : `?${query}`}`, definition, changing);
  }
  async make(word: string, definition: Definition): Promise<Flag> {
    this.flag = word;
    return json<Flag>(expecting(201, await this.tryPut(word, definition)));
  }
  // What it is now, with a change.
  async change(change: Partial<Definition>, changing: Changing = {}): Promise<Answer> {
    const { revision, definition } = await this.now();
    return this.tryPut(this.flag, { ...definition, ...change }, { match: revision, ...changing });
  }
  async now(word = this.flag): Promise<{ revision: number; definition: Definition }> {
    return split(await this.read(word));
  }
  // POST …/kill and others.
  async act(what: string, body: object, changing: Changing = {}): Promise<Answer> {
    const match = 'match' in changing ? changing.match : (await this.read()).revision;
    return this.ask('POST', this.path(this.flag, `/${what}`), body, { ...changing, match });
  }
  async remove(reason = ''): Promise<void> {
    const { revision } = await this.read();
    expecting(204, await this.ask('DELETE', this.path(this.flag, `?${new URLSearchParams({ reason }).toString()}`), undefined, { match: revision }));
  }
  async history(): Promise<Change[]> {
    return json<PageOf<Change>>(expecting(200, await this.ask('GET', this.path(this.flag, '/history')))).data;
  }
  async killAll(killed: boolean): Promise<void> {
    const { headers } = expecting(200, await this.ask('GET', '/v1/kill-switch'));
    expecting(200, await this.ask('PUT', '/v1/kill-switch', { killed }, { match: Number(String(headers['etag']).replaceAll('"', '')) }));
  }

  // ---- evaluation, as other programs ask for it
  async makeKey(kind: string): Promise<{ id: string; key: string }> {
    const made = json<{ id: string; key: string }>(expecting(201, await this.ask('POST', '/v1/flag-keys', { name: this.word(kind), kind })));
    this.#keys.set(kind, made.key);
    return made;
  }
  // A key is known when a process has heard of it.
  async key(kind = 'server'): Promise<string> {
    const known = this.#keys.get(kind) ?? (await this.makeKey(kind)).key;
    return known;
  }
  // OFREP is described elsewhere, and not in the service's document.
  ofrep(path: string, context: object, key: string, at = 'api'): Promise<Answer> {
    const { port } = this.#world.deployment.http(at);
    return new Api(port).ask('POST', path, { body: JSON.stringify({ context }), headers: { 'x-api-key': key } });
  }
  async post(path: string, context: object, { kind = 'server', at = 'api' } = {}): Promise<Answer> {
    const key = await this.key(kind);
    const ask = () => this.ofrep(path, context, key, at);
    return eventually(`the ${at} knows the key`, ask, ({ status }) => status !== 401 && status !== 503);
  }
  async evaluate(context: object, { word = this.flag, at = 'api', kind = 'server' } = {}): Promise<Evaluated> {
    const answer = await this.post(`/ofrep/v1/evaluate/flags/${this.word(word)}`, context, { at, kind });
    return json<Evaluated>(answer);
  }
  // The answer of the process that has heard of the change.
  async becomes(context: object, fits: (seen: Evaluated) => boolean, { word = this.flag, at = 'api', withinMs = 1000 } = {}): Promise<Evaluated> {
    await this.key();
    return eventually(`the ${at} evaluates ${word} otherwise`, () => this.evaluate(context, { word, at }), fits, withinMs);
  }
  // Of `count` users: the variant of each.
  async variants(count: number, word = this.flag): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const users = Array.from({ length: count }, (_, i) => `user-${i}`);
    for (let i = 0; i < count; i += 20) {
      const some = users.slice(i, i + 20);
      const seen = await Promise.all(some.map((user) => this.evaluate({ targetingKey: user }, { word })));
      some.forEach((user, at) => found.set(user, String(seen[at]?.variant)));
    }
    return found;
  }
  // Waits until the api has what was changed last, by its revision in PostgreSQL: the version of a snapshot only grows.
  async settled(at = 'api'): Promise<void> {
    const { headers } = expecting(200, await this.ask('GET', '/v1/kill-switch'));
    const version = Number(String(headers['etag']).replaceAll('"', ''));
    await eventually(`the ${at} has version ${version}`, () => this.shop('mia', at), (front) => front.version >= version);
  }
  async shop(user = 'mia', at = 'api'): Promise<Front> {
    return json<Front>(expecting(200, await this.#world.deployment.http(at).ask('GET', `/shop?user=${user}`)));
  }

  // As the role of the application. The rows' values, with | between.
  async sql(...statements: string[]): Promise<string> {
    const url = this.#world.deployment.databaseUrl;
    if (url === undefined) throw new Error('this step needs @own-processes');
    const options = ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-c', 'set search_path = tenstone', ...statements.flatMap((statement) => ['-c', statement])];
    return (await new Cli(this.#world.deployment.folder, {}, 'psql').output(['-d', url, ...options])).trim();
  }
}
const toggles = new WeakMap<TenstoneWorld, Toggles>();

// What a PUT takes of what a GET gives.
export function split(flag: Flag): { revision: number; definition: Definition } {
  const { revision } = flag;
  const given = new Set(['key', 'revision', 'created_at', 'changed_at', 'changed_by']);
  return { revision, definition: Object.fromEntries(Object.entries(flag).filter(([name]) => !given.has(name))) as unknown as Definition };
}
