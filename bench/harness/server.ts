// A subject at work: its processes on the servers' core, known to answer what its row is about.
import { createHmac, randomUUID } from 'node:crypto';
import { eventually } from '../../features/support/eventually.ts';
import { freePort, Running, tail } from '../../features/support/processes.ts';
import { cpuSeconds, kServerCore, pinned, residentMiB, root } from './machine.ts';
import type { PostgresDatabase } from './postgres.ts';
import type { Database } from './redis.ts';
import type { Load } from './load.ts';
import type { HttpRequest, Refused, Subject, Webhooks } from './row.ts';

// Of a LoadRow (row.ts).
export interface Question extends HttpRequest {
  first?: Required<HttpRequest>;
  login?: Required<HttpRequest>[];
  revalidates?: true;
  pages?: { path: string; count: number };
  webhooks?: Webhooks;
  status: number;
  body: RegExp;
  refused?: Refused[];
}

export interface Stores {
  redis: Database;
  postgres?: PostgresDatabase | undefined; // where the subject has something to prepare
}

const kDelivery = 'X-GitHub-Delivery';

// What every process of a subject gets.
export function environment(subject: Subject, { redis, postgres }: Stores): Record<string, string | undefined> {
  const database = postgres ? { DATABASE_URL: postgres.url, TENSTONE_DATA: postgres.folder } : {};
  return { PATH: process.env['PATH'], NODE_ENV: 'production', REDIS_URL: redis.url, ...database, ...subject.env };
}

// Runs what comes before the subject. The token of its requests, if they need one.
export async function prepare(subject: Subject, stores: Stores): Promise<string | undefined> {
  let said = '';
  for (const [program = '', ...words] of subject.prepare ?? []) {
    const running = new Running(`${subject.name}: ${[program, ...words].join(' ')}`, program, words, environment(subject, stores), root);
    const { code } = await running.ended(60_000).finally(() => (running.running ? running.kill() : undefined));
    if (code !== 0) throw new Error(`${running.name} ended with ${String(code)}:\n${running.output}`);
    said += running.stdout;
  }
  return /^token: (.+)$/m.exec(said)?.[1];
}

export class Server {
  readonly subject: Subject;
  readonly #question: Question;
  #credentials: Record<string, string> = {};
  #tag: string | undefined;
  readonly #processes: { running: Running; origin: string }[] = [];

  private constructor(subject: Subject, question: Question) {
    this.subject = subject;
    this.#question = { ...question, path: subject.path ?? question.path, status: subject.status ?? question.status };
  }

  // Throws when it does not come to answer as its row expects, or when Redis does not count its requests.
  static async start(subject: Subject, question: Question, stores: Stores): Promise<Server> {
    const server = new Server(subject, question);
    const counters = stores.redis;
    try {
      const token = (await prepare(subject, stores)) ?? subject.token;
      if (token !== undefined) server.#credentials = { Authorization: `Bearer ${token}` };
      for (let i = 0; i < (subject.processes ?? 1); ++i) await server.#startOne(stores);
      if (!server.#hasCredentials) counters.flush(); // else there may be more in it than counters
      for (const request of question.login ?? []) await server.#signIn(request);
      if (question.first) await server.#make(question.first);
      if (question.revalidates) await server.#learnTag();
      if (question.pages) await server.#turnPages(question.pages);
      const made = await server.#countsIn(counters);
      for (const url of server.urls) await server.#answersAt(url);
      // (A lone one's may be gone again: GCRA's go when they are full.)
      if (server.urls.length > 1 && !server.#hasCredentials && counters.keys() !== made) throw new Error('its processes do not count together');
      for (const wrong of question.refused ?? []) await server.#refuses(wrong);
      return server;
    } catch (error) {
      const output = server.#processes.map(({ running }) => tail(running.output)).join('\n');
      await server.end();
      throw new Error(`${subject.name} does not start as it should: ${String(error)}\n${output}`);
    }
  }

  get urls(): string[] {
    return this.#processes.map(({ origin }) => origin + this.#question.path);
  }
  // What its load sends besides the row's body. Nobody else sends the same events.
  headersOfLoad(): Pick<Load, 'headers' | 'counting'> {
    const { webhooks } = this.#question;
    if (webhooks?.event !== 'new') return { headers: this.#headers() };
    return { headers: { ...this.#headers(), [kDelivery]: `${randomUUID()}-{n}` }, counting: true };
  }
  get #hasCredentials(): boolean {
    return Object.keys(this.#credentials).length > 0;
  }
  get status(): number {
    return this.#question.status;
  }
  // What it answers, read as JSON.
  async answer(): Promise<unknown> {
    const [first = ''] = this.urls;
    return (await this.#ask(first, this.#question.post)).json();
  }
  cpuSeconds(): number {
    return this.#sum(cpuSeconds);
  }
  residentMiB(): number {
    return this.#sum(residentMiB);
  }

  async end(): Promise<void> {
    await Promise.all(this.#processes.map(({ running }) => running.end()));
  }

  #sum(figure: (pid: number) => number): number {
    return this.#processes.reduce((sum, { running }) => sum + figure(running.pid), 0);
  }

  async #startOne(stores: Stores): Promise<void> {
    const port = await freePort();
    const env = { ...environment(this.subject, stores), PORT: String(port) };
    const running = new Running(this.subject.name, ...pinned(kServerCore, [this.subject.program, ...(this.subject.args ?? [])]), env, root);
    this.#processes.push({ running, origin: `http://127.0.0.1:${port}` });
  }

  // A limiter that does not have its connection yet may answer without Redis.
  #countsIn(counters: Database): Promise<number> {
    const [first = ''] = this.urls;
    const look = async (): Promise<number> => {
      await this.#answersAt(first);
      return counters.keys();
    };
    const right = (keys: number): boolean => this.#hasCredentials || (this.subject.redis !== undefined) === keys > 0;
    return eventually('its requests are counted in Redis, or nobody counts', look, right, 60_000);
  }

  async #make({ path, post }: { path: string; post: string }): Promise<void> {
    const location = async (): Promise<string | null> => (await this.#ask(this.#origin + path, post)).headers.get('Location');
    this.#question.path = (await eventually(`${path} makes something`, location, (seen) => seen !== null, 60_000)) ?? '';
  }

  async #signIn({ path, post }: Required<HttpRequest>): Promise<void> {
    const answered = async (): Promise<Response> => this.#ask(this.#origin + path, post);
    const answer = await eventually(`${path} succeeds`, answered, ({ ok }) => ok, 60_000);
    const [cookie = ''] = answer.headers.getSetCookie();
    if (cookie !== '') this.#credentials = { Cookie: cookie.split(';', 1)[0] ?? '' };
  }

  async #learnTag(): Promise<void> {
    const { path, post } = this.#question;
    const tag = async (): Promise<string | null> => (await this.#ask(this.#origin + path, post)).headers.get('ETag');
    this.#tag = (await eventually(`${path} has an ETag`, tag, (seen) => seen !== null, 60_000)) ?? undefined;
  }

  async #turnPages({ path, count }: { path: string; count: number }): Promise<void> {
    let cursor = '';
    for (let page = 0; page < count; ++page) {
      const next = `${path}${cursor}`;
      const read = async (): Promise<unknown> => ((await (await this.#ask(this.#origin + next)).json()) as { next_cursor?: unknown }).next_cursor;
      cursor = `&cursor=${String(await eventually(`${next} has a next page`, read, (seen) => typeof seen === 'string', 10_000))}`;
    }
    await this.#refuses({ path: this.#question.path + cursor.replace(/=(.)/, (_, first) => (first === 'A' ? '=B' : '=A')) });
    this.#question.path += cursor;
  }

  async #refuses({ path, post, token }: Refused): Promise<void> {
    const { status } = await this.#ask(this.#origin + path, post, token === undefined ? {} : { Authorization: `Bearer ${token}` });
    if (status < 400 || status > 499) throw new Error(`${path} answers ${String(status)} to what it is to refuse: ${post ?? ''}`);
  }

  get #origin(): string {
    return this.#processes[0]?.origin ?? '';
  }

  // Of every request.
  #headers(): Record<string, string> {
    const { webhooks, post = '' } = this.#question;
    if (!webhooks) return this.#tag === undefined ? this.#credentials : { ...this.#credentials, 'If-None-Match': this.#tag };
    const signature = createHmac('sha256', webhooks.secret).update(post).digest('hex');
    const id = webhooks.event === 'new' ? randomUUID() : 'the-same';
    return { ...this.#credentials, [kDelivery]: id, 'X-GitHub-Event': 'push', 'X-Hub-Signature-256': `sha256=${signature}` };
  }

  #ask(url: string, post?: string, others: Record<string, string> = {}): Promise<Response> {
    const headers = new Headers({ ...this.#headers(), ...others });
    if (post !== undefined) headers.set('Content-Type', 'application/json');
    return fetch(url, post === undefined ? { headers } : { method: 'POST', body: post, headers });
  }

  // Until a limit that is to be reached is, its first answers are others.
  async #answersAt(url: string): Promise<void> {
    const { post, status, body } = this.#question;
    const look = async (): Promise<string> => {
      const answer = await this.#ask(url, post);
      return `${answer.status} ${await answer.text()}`;
    };
    // A denial, say, is not the bare handler's answer.
    const right = (seen: string): boolean => seen.startsWith(`${status} `) && (this.subject.status !== undefined || body.test(seen.slice(4)));
    await eventually(`${url} answers ${status} ${String(body)}`, look, right, 10_000);
  }
}
