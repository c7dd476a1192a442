// A row of changes: two processes of one program, with stores of their own. A flag is changed at one, and how long it takes
// until the other serves it: first as it is, then without Redis.
import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { eventually } from '../../features/support/eventually.ts';
import type { Beside } from './measure.ts';
import { Redis } from './redis.ts';
import { table } from './report.ts';
import type { ChangeRow } from './row.ts';
import { Server, type Stores } from './server.ts';
import { percentiles } from './worker.ts';

const kLateMs = 10_000;

interface Change {
  answeredMs: number; // from the request on
  servedMs: number; // by the other process, from the answer on; 0 when it was before that
}

export async function measureChanges(row: ChangeRow, { postgres }: Beside, changes: number): Promise<string> {
  const redis = await Redis.start();
  const stores = { redis: redis.database(0), postgres: (await postgres()).create() };
  let server: Server | undefined;
  try {
    server = await startBoth(row, stores);
    const flag = new Flag(row, server);
    await flag.make();
    const told = await flag.change(changes);
    await redis.end();
    await flag.change(2); // until both have seen that it is gone
    return report(row, [['Redis and LISTEN', told], ['Redis away', await flag.change(changes)]]);
  } finally {
    await server?.end();
    await redis.end();
  }
}

function startBoth({ subject, served }: ChangeRow, stores: Stores): Promise<Server> {
  return Server.start({ ...subject, processes: 2 }, { path: served.path, status: 200, body: /^\{/ }, stores);
}

class Flag {
  readonly #row: ChangeRow;
  readonly #first: string; // the origin of the process that changes it
  readonly #other: string; // what the other one serves
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #tag: string | undefined;

  constructor(row: ChangeRow, { urls: [first = '', other = ''] }: Server) {
    this.#row = row;
    this.#first = first.slice(0, -row.served.path.length);
    this.#other = other;
  }

  async make(): Promise<void> {
    const { make, served } = this.#row;
    await this.#send('PUT', make.path, make.body);
    await eventually('the other process serves the flag', () => this.#ask(), (seen) => served.on.test(seen));
  }

  // Off, on, off, …
  async change(count: number): Promise<Change[]> {
    const { change, served } = this.#row;
    const all: Change[] = [];
    for (let i = 0; i < count; ++i) {
      const [body, expected] = i % 2 === 0 ? [change.off, served.off] : [change.on, served.on];
      const sent = performance.now();
      const seen = this.#until(expected);
      await this.#send('POST', change.path, body);
      const answered = performance.now();
      all.push({ answeredMs: answered - sent, servedMs: Math.max(0, (await seen) - answered) });
    }
    return all;
  }

  async #send(method: string, path: string, body: string): Promise<void> {
    const headers = { Authorization: `Bearer ${this.#row.subject.token ?? ''}`, 'Content-Type': 'application/json', ...(this.#tag === undefined ? {} : { 'If-Match': this.#tag }) };
    const answer = await fetch(this.#first + path, { method, headers, body });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    this.#tag = answer.headers.get('ETag') ?? undefined;
  }

  // When the other process was seen to serve it. Asks again at once.
  async #until(expected: RegExp): Promise<number> {
    const deadline = performance.now() + kLateMs;
    for (;;) {
      const text = await this.#ask();
      const now = performance.now();
      if (expected.test(text)) return now;
      if (now > deadline) throw new Error(`not served within ${kLateMs} ms: ${String(expected)}\nlast seen: ${text}`);
    }
  }

  #ask(): Promise<string> {
    return new Promise((resolve, reject) => {
      get(this.#other, { agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => {
          resolve(text);
        });
      }).on('error', reject);
    });
  }
}

export function report({ aim }: Pick<ChangeRow, 'aim'>, measured: readonly (readonly [string, readonly Change[]])[]): string {
  const figures = (values: readonly number[]): string => [...percentiles(values), Math.max(...values)].map((each) => each.toFixed(1)).join(' / ');
  const lines = measured.map(([name, changes]) => [name, String(changes.length), figures(changes.map(({ answeredMs }) => answeredMs)), figures(changes.map(({ servedMs }) => servedMs))]);
  const verdicts = measured.map(([name, changes]) => {
    const [, p99] = percentiles(changes.map(({ servedMs }) => servedMs));
    return `- ${name}: a p99 below ${aim.p99Ms} ms: ${p99.toFixed(1)} ms: ${p99 < aim.p99Ms ? 'met' : '**missed**'}\n`;
  });
  return `${table(['', 'changes', 'answered, p50 / p99 / max ms', 'then served by the other process'], lines)}\n${verdicts.join('')}`;
}
