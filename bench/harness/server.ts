// A subject at work: its processes on the servers' core, known to answer what its row is about.
import { eventually } from '../../features/support/eventually.ts';
import { freePort, Running, tail } from '../../features/support/processes.ts';
import { cpuSeconds, kServerCore, pinned, residentMiB, root } from './machine.ts';
import type { Database } from './redis.ts';
import type { Subject } from './row.ts';

export interface Question {
  path: string;
  post?: string | undefined;
  status: number;
  body: RegExp;
}

export class Server {
  readonly subject: Subject;
  readonly #question: Question;
  readonly #processes: { running: Running; url: string }[] = [];

  private constructor(subject: Subject, question: Question) {
    this.subject = subject;
    this.#question = { ...question, path: subject.path ?? question.path, status: subject.status ?? question.status };
  }

  // Throws when it does not come to answer as its row expects, or when Redis does not count its requests.
  static async start(subject: Subject, question: Question, counters: Database): Promise<Server> {
    const server = new Server(subject, question);
    try {
      for (let i = 0; i < (subject.processes ?? 1); ++i) await server.#startOne(counters.url);
      counters.flush();
      const made = await server.#countsIn(counters);
      for (const url of server.urls) await server.#answersAt(url);
      // (A lone one's may be gone again: GCRA's go when they are full.)
      if (server.urls.length > 1 && counters.keys() !== made) throw new Error('its processes do not count together');
      return server;
    } catch (error) {
      const output = server.#processes.map(({ running }) => tail(running.output)).join('\n');
      await server.end();
      throw new Error(`${subject.name} does not start as it should: ${String(error)}\n${output}`);
    }
  }

  get urls(): string[] {
    return this.#processes.map(({ url }) => url);
  }
  get status(): number {
    return this.#question.status;
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

  async #startOne(redisUrl: string): Promise<void> {
    const port = await freePort();
    const env = { PATH: process.env['PATH'], NODE_ENV: 'production', PORT: String(port), REDIS_URL: redisUrl, ...this.subject.env };
    const running = new Running(this.subject.name, ...pinned(kServerCore, [this.subject.program, ...(this.subject.args ?? [])]), env, root);
    this.#processes.push({ running, url: `http://127.0.0.1:${port}${this.#question.path}` });
  }

  // A limiter that does not have its connection yet may answer without Redis.
  #countsIn(counters: Database): Promise<number> {
    const [first = ''] = this.urls;
    const look = async (): Promise<number> => {
      await this.#answersAt(first);
      return counters.keys();
    };
    return eventually('its requests are counted in Redis, or nobody counts', look, (keys) => this.subject.redis !== undefined === keys > 0);
  }

  // Until a limit that is to be reached is, its first answers are others.
  async #answersAt(url: string): Promise<void> {
    const { post, status, body } = this.#question;
    const look = async (): Promise<string> => {
      const answer = await fetch(url, post === undefined ? {} : { method: 'POST', body: post, headers: { 'Content-Type': 'application/json' } });
      return `${answer.status} ${await answer.text()}`;
    };
    // A denial, say, is not the bare handler's answer.
    const right = (seen: string): boolean => seen.startsWith(`${status} `) && (this.subject.status !== undefined || body.test(seen.slice(4)));
    await eventually(`${url} answers ${status} ${String(body)}`, look, right, 10_000);
  }
}
