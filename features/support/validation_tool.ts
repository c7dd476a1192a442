import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expecting, json, type Answer } from './api.ts';
import { Cli } from './cli.ts';
import { eventually } from './eventually.ts';
import type { TenstoneWorld } from './world.ts';

export interface Fault {
  in: string;
  pointer: string;
  code: string;
  message: string;
  line: number;
  column: number;
}
export interface Outcome {
  valid: boolean;
  schema: { name: string; version: number } | null; // of a stored one
  count: number;
  truncated: boolean;
  errors: Fault[];
}
export interface Version {
  name: string;
  version: number;
  created_at: string;
}
export interface Check {
  id: string;
  schema: { name: string; version: number };
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  progress: { bytes: number; total_bytes: number; rows: number };
  report: {
    rows: number;
    valid: number;
    invalid: number;
    unreadable: number;
    by_code: Record<string, number>;
    faults: { row: number; pointer: string; code: string; message: string }[];
    truncated: boolean;
  } | null;
}
export interface Signup {
  id: string;
  course: string;
  name: string;
  email: string;
  seats: number;
  guests: { name: string; email: string }[];
  voucher: number | null;
  donation: string | null;
  newsletter: boolean;
}
interface PageOf<T> {
  data: T[];
  next_cursor: string | null;
}

const lines = 'application/x-ndjson';

// The schema of a signup, as the scenarios register it.
export const signupSchema = `{
  "type": "object", "required": ["course", "email"], "additionalProperties": false,
  "properties": {
    "course": { "enum": ["green", "black", "ceremony"] },
    "email": { "type": "string", "format": "email" },
    "seats": { "type": "integer", "minimum": 1, "maximum": 8 },
    "note": { "type": "string" },
    "guests": { "items": { "type": "string" } }
  }
}
`;
export const validRow = '{"course": "green", "email": "mia@example.test", "seats": 2}';
export const invalidRow = '{"course": "green", "email": "mia@example.test", "seats": 9}';

// A schema that a number passes only after 2^levels alternatives have failed.
export function alternatives(levels: number): object {
  const $defs = Object.fromEntries(Array.from({ length: levels }, (_, i) => [`l${i}`, { anyOf: [{ $ref: `#/$defs/l${i + 1}` }, { $ref: `#/$defs/l${i + 1}` }] }]));
  return { $defs: { ...$defs, [`l${levels}`]: { type: 'string' } }, not: { $ref: '#/$defs/l0' } };
}

// Project 09 as its people use it. A scenario has schemas and addresses of its own.
export class ValidationTool {
  readonly #world: TenstoneWorld;
  readonly #suffix = randomUUID().slice(0, 8);
  #token: string | undefined;
  schema = 'signup'; // that the scenario is about
  text = ''; // of it, as it was registered last
  texts: string[] = []; // all that were registered, the first one first
  sent = ''; // data or a body, as it was sent last
  checks: string[] = []; // by id, the first one first
  answers: Answer[] = [];
  tookMs = 0;
  announced: Announced | undefined;

  private constructor(world: TenstoneWorld) {
    this.#world = world;
  }
  static of(world: TenstoneWorld): ValidationTool {
    const known = tools.get(world) ?? new ValidationTool(world);
    tools.set(world, known);
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
  path(rest = '', word = this.schema): string {
    return `/v1/schemas/${this.word(word)}${rest}`;
  }

  // The answer is the scenario's last one; tookMs says how long it took.
  async ask(method: string, path: string, body?: string, type?: string): Promise<Answer> {
    const begin = performance.now();
    const headers = type === undefined ? {} : { 'content-type': type };
    this.#world.answer = await this.#world.api.ask(method, path, { token: this.token, body, headers });
    this.tookMs = performance.now() - begin;
    return this.#world.answer;
  }

  // ---- schemas
  tryRegister(text: string, word = this.schema): Promise<Answer> {
    this.sent = text;
    return this.ask('POST', this.path('/versions', word), text);
  }
  async register(text: string, word = this.schema): Promise<Version> {
    const made = json<Version>(expecting(201, await this.tryRegister(text, word)));
    this.schema = word;
    this.text = text;
    this.texts.push(text);
    return made;
  }
  async versions(word = this.schema): Promise<number[]> {
    const { versions } = json<{ versions: Version[] }>(expecting(200, await this.ask('GET', this.path('', word))));
    return versions.map(({ version }) => version);
  }
  async document(version: number | 'latest'): Promise<string> {
    return expecting(200, await this.ask('GET', this.path(`/versions/${version}`))).text;
  }
  // Of this scenario, by its words.
  async listed(limit: number): Promise<{ word: string; version: number }[]> {
    const all = await this.every<Version>('/v1/schemas', limit);
    return all.filter(({ name }) => name.endsWith(this.#suffix)).map(({ name, version }) => ({ word: name.slice(0, -this.#suffix.length - 1), version }));
  }
  async every<T>(path: string, limit: number): Promise<T[]> {
    const found: T[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: PageOf<T> = json(expecting(200, await this.ask('GET', `${path}?limit=${limit}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)));
      found.push(...page.data);
      cursor = page.next_cursor;
    }
    return found;
  }

  // ---- data
  validate(data: string, version?: number): Promise<Answer> {
    this.sent = data;
    return this.ask('POST', this.path(`/validate${version === undefined ? '' : `?version=${version}`}`), data);
  }
  hold(data: string, schema: string | object): Promise<Answer> {
    this.sent = data;
    return this.ask('POST', '/v1/validate', JSON.stringify({ schema: typeof schema === 'string' ? schema : JSON.stringify(schema), data }));
  }
  get outcome(): Outcome {
    return json<Outcome>(expecting(200, this.#world.answer));
  }

  // ---- rows
  async check(rows: string, version?: number): Promise<Check> {
    const answer = await this.ask('POST', this.path(`/checks${version === undefined ? '' : `?version=${version}`}`), rows, lines);
    const check = json<Check>(expecting(202, answer));
    this.checks.push(check.id);
    return check;
  }
  get checkPath(): string {
    const id = this.checks.at(-1);
    if (id === undefined) throw new Error('the scenario has no check yet');
    return `/v1/checks/${id}`;
  }
  async read(): Promise<Check> {
    return json<Check>(expecting(200, await this.ask('GET', this.checkPath)));
  }
  becomes(state: Check['state']): Promise<Check> {
    return eventually(`the check is ${state}`, () => this.read(), (check) => check.state === state, 80_000);
  }
  async report(): Promise<NonNullable<Check['report']>> {
    const { report } = await this.becomes('succeeded');
    if (!report) throw new Error('the check has succeeded without a report');
    return report;
  }

  // ---- signups
  address(name: string): string {
    return `${name.toLowerCase()}-${this.#suffix}@example.test`;
  }
  signup(change: object = {}, name = 'Mia'): string {
    return JSON.stringify({ course: 'green', name, email: this.address(name), ...change });
  }
  signUp(body: string): Promise<Answer> {
    this.sent = body;
    return this.ask('POST', '/v1/signups', body);
  }
  // Of this scenario.
  async signups(): Promise<Signup[]> {
    return (await this.every<Signup>('/v1/signups', 1000)).filter(({ email }) => email.includes(this.#suffix));
  }

  // As the role of the application. The rows' values, with | between.
  async sql(...statements: string[]): Promise<string> {
    const url = this.#world.deployment.databaseUrl;
    if (url === undefined) throw new Error('this step needs @own-processes');
    const options = ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-c', 'set search_path = tenstone', ...statements.flatMap((statement) => ['-c', statement])];
    return (await new Cli(this.#world.deployment.folder, {}, 'psql').output(['-d', url, ...options])).trim();
  }
}
const tools = new WeakMap<TenstoneWorld, ValidationTool>();

export interface Announced {
  status: number;
  asked: boolean; // the server wanted the body
}

// A POST of rows that shows its head alone and waits for "100 Continue".
export function announceRows(world: TenstoneWorld, bytes: number): Promise<Announced> {
  const tool = ValidationTool.of(world);
  const headers = { authorization: `Bearer ${tool.token}`, 'content-type': lines, 'content-length': String(bytes), expect: '100-continue' };
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: world.api.port, method: 'POST', path: tool.path('/checks'), headers, agent: false, timeout: 10_000 });
    let asked = false;
    call.on('continue', () => {
      asked = true;
      call.destroy(new Error('the server asked for the rows'));
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

// A POST of `rows` that says it is twice as long, and whose connection breaks when all of them were taken by the system.
export function breakOff(world: TenstoneWorld, rows: string): Promise<void> {
  const tool = ValidationTool.of(world);
  const headers = { authorization: `Bearer ${tool.token}`, 'content-type': lines, 'content-length': String(2 * Buffer.byteLength(rows)) };
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: world.api.port, method: 'POST', path: tool.path('/checks'), headers, agent: false });
    call.on('response', ({ statusCode = 0 }) => {
      reject(new Error(`half of the rows were answered with ${statusCode}`));
    });
    call.on('error', () => undefined);
    call.on('close', () => {
      resolve();
    });
    call.write(rows, () => call.destroy());
  });
}
