// One deployment with all that goes on in it, until told to stop.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Endpoint } from '../../features/support/endpoint.ts';
import { eventually } from '../../features/support/eventually.ts';
import { Platform } from '../../features/support/platform.ts';
import { Copies } from './copies.ts';
import { Havoc } from './havoc.ts';
import { Ledger } from './ledger.ts';
import { rowsOf } from './rows.ts';
import { Sender } from './sender.ts';
import { Switch } from './switch.ts';
import { declareActions, flag, mia, requestOf } from './workload.ts';

export const programs = ['api', 'worker', 'second worker'];
const slots = { TENSTONE_JOBS_SLOTS: '16' };
const kSenders = 4;
export interface Pace {
  betweenMs: number; // two requests of a sender
  eventsPerSecond: number;
  switchEveryMs: number;
  minuteEveryMs: number; // the clock is moved on by a minute
  betweenCopiesMs: number;
}
// So many requests that each blow meets some, and few enough to ask for all of their jobs.
const fast: Pace = { betweenMs: 10, eventsPerSecond: 20, switchEveryMs: 100, minuteEveryMs: 1000, betweenCopiesMs: 500 };
const kCalmMs = 120_000; // within which all is done once nobody is killed any more

export class Storm {
  readonly platform = new Platform();
  readonly ledger = new Ledger(requestOf);
  readonly flag = new Switch(flag);
  readonly havoc: Havoc;
  readonly copies: Copies;
  readonly posts: Endpoint; // where an action posts its input
  readonly news: Endpoint; // which has asked for events
  sender: Sender | undefined; // of events to the platform
  token = '';
  minutes = 0; // by which the clock was moved
  readonly #end = new AbortController();
  #going: Promise<void>[] = [];

  readonly #pace: Pace;

  private constructor(seed: number, random: () => number, posts: Endpoint, news: Endpoint, pace: Pace) {
    this.#pace = pace;
    this.posts = posts;
    this.news = news;
    this.copies = new Copies(this.platform, random);
    this.havoc = new Havoc(this.platform, programs, (name) => this.#start(name), seed);
  }
  static async over(seed: number, random: () => number, pace = fast): Promise<Storm> {
    return new Storm(seed, random, await Endpoint.start(), await Endpoint.start(), pace);
  }

  rows = (query: string): string[][] => rowsOf(this.platform, query);

  async begin(): Promise<void> {
    declareActions(this.platform.folder, this.posts.url);
    this.platform.bringServers();
    await Promise.all(programs.map((name) => this.#start(name)));
    const { cli } = this.platform;
    await cli.output(['user', 'add', mia]);
    const scopes = ['*', 'installation:flags', 'installation:flags:read'].flatMap((scope) => ['--scope', scope]);
    const [token, source] = await Promise.all([
      cli.output(['user', 'token', mia, ...scopes]),
      cli.output(['webhook', 'source', 'add', 'shop', '--as', mia, '--scheme', 'github', '--action', 'take']),
      cli.output(['webhook', 'endpoint', 'add', this.news.url, '--as', mia, '--type', 'storm.news']),
    ]);
    this.token = found(/^token: (\S+)$/m, token);
    this.sender = new Sender([this.platform.http('api').port], 'shop', found(/^secret: (\S+)$/m, source));
    const api = (): ReturnType<Platform['http']> => this.platform.http('api');
    const { signal } = this.#end;
    this.#going = [
      ...Array.from({ length: kSenders }, () => this.ledger.send(api, this.token, signal, () => pause(this.#pace.betweenMs))),
      this.sender.send(this.#pace.eventsPerSecond, signal),
      this.flag.turnAgainAndAgain(api, this.token, signal, () => pause(this.#pace.switchEveryMs)),
      this.copies.takeAgainAndAgain(signal, this.#pace.betweenCopiesMs),
      this.#moveTime(signal),
    ];
    for (const each of this.#going) each.catch(() => undefined); // calm() says it
  }

  // Everything is accepted again; then nothing new is begun, and all that was acknowledged has time to end. Pauses of what is
  // tried again are passed over.
  async calm(): Promise<void> {
    const accepted = this.ledger.acknowledged.length;
    await eventually('actions are accepted again', () => this.ledger.acknowledged.length, (count) => count > accepted, kCalmMs);
    this.#end.abort();
    await Promise.all(this.#going);
    await eventually(
      'no job is left',
      async () => {
        const left = this.rows('SELECT count(*) FROM jobs').join();
        if (left !== '0') await this.#minute();
        return left;
      },
      (left) => left === '0',
      kCalmMs,
      500,
    );
  }

  get mails(): string {
    return join(this.platform.data, 'mail');
  }

  async close(): Promise<void> {
    this.#end.abort(); // also after a fault: who still sends would keep this process for ever
    this.sender?.close();
    this.posts.close();
    this.news.close();
    await this.platform.close();
  }

  async #start(name: string): Promise<void> {
    await this.platform.start(name === 'api' ? 'api' : 'worker', { ...slots, ...this.copies.settings }, name);
  }

  async #moveTime(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.#minute();
      await pause(this.#pace.minuteEveryMs);
    }
  }
  // Not all may be there to follow: then it is moved all the same, or not.
  async #minute(): Promise<void> {
    await this.platform.passTime('1min').then(
      () => (this.minutes += 1),
      () => undefined,
    );
  }
}

function found(pattern: RegExp, text: string): string {
  const value = pattern.exec(text)?.[1];
  if (value === undefined) throw new Error(`${String(pattern)} is not in\n${text}`);
  return value;
}
