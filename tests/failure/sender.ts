// A provider of webhooks that gives up on no event: one that had no answer, or another one than 2xx, is sent again under the
// same id. What it knows is all that the receiver is judged by.
import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { kDeadlineMs } from './ledger.ts';

const kEveryMs = 10;
const kAtATime = 128; // requests
const kTwiceEvery = 16; // one of so many events is sent twice at the same time, as providers do now and then
const kFirstPauseMs = 50;
const kLongestPauseMs = 1000;

export interface Event {
  id: string;
  amount: number; // of the payment in it, another one in each
  body: string;
  answers: Set<string>; // the ids in the answers that acknowledged it
  acknowledged: number; // how often
}

export class Sender {
  readonly events = new Map<string, Event>();
  readonly refused = new Map<string, number>(); // by code
  cutOff = 0; // no answer: the receiver was killed, or not there
  requests = 0;
  slowestMs = 0;
  readonly hung: string[] = []; // no answer within the deadline
  readonly odd: string[] = []; // answers that nobody should get
  readonly #ports: readonly number[];
  readonly #source: string;
  readonly #secret: string;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #waiting: (() => void)[] = []; // for one of kAtATime
  #underWay = 0;
  readonly #sending: Promise<void>[] = [];

  // To the source of this name, at whichever of the ports is next.
  constructor(ports: readonly number[], source: string, secret: string) {
    this.#ports = ports;
    this.#source = source;
    this.#secret = secret;
  }

  get acknowledged(): number {
    return [...this.events.values()].filter(({ acknowledged }) => acknowledged > 0).length;
  }

  // New events, so many a second, until told to stop. Returns when each of them is acknowledged.
  async send(perSecond: number, stop: AbortSignal): Promise<void> {
    const began = performance.now();
    while (!stop.aborted) {
      const due = ((performance.now() - began) / 1000) * perSecond;
      while (this.events.size < due) {
        const event = this.#make();
        this.#sending.push(this.#deliver(event));
        if (this.events.size % kTwiceEvery === 0) this.#sending.push(this.#deliver(event));
      }
      await pause(kEveryMs);
    }
    await Promise.all(this.#sending);
  }

  close(): void {
    this.#agent.destroy();
  }

  #make(): Event {
    const amount = this.events.size + 1;
    const body = JSON.stringify({ type: 'payment.succeeded', data: { amount, currency: 'eur' } });
    const event = { id: `evt_${amount}`, amount, body, answers: new Set<string>(), acknowledged: 0 };
    this.events.set(event.id, event);
    return event;
  }

  async #deliver(event: Event): Promise<void> {
    const signature = createHmac('sha256', this.#secret).update(event.body).digest('hex');
    const headers = { 'content-type': 'application/json', 'content-length': event.body.length, 'x-github-delivery': event.id, 'x-github-event': 'payment.succeeded', 'x-hub-signature-256': `sha256=${signature}` };
    for (let waitMs = kFirstPauseMs; ; waitMs = Math.min(2 * waitMs, kLongestPauseMs)) {
      if (await this.#taken(event, headers)) return;
      await pause(waitMs);
    }
  }

  // One request, when its turn comes. Whether it was acknowledged.
  async #taken(event: Event, headers: Record<string, string | number>): Promise<boolean> {
    if (this.#underWay >= kAtATime) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#underWay += 1;
    const began = performance.now();
    const took = (): number => performance.now() - began;
    try {
      const { status, text } = await this.#post(event, headers);
      this.slowestMs = Math.max(this.slowestMs, took());
      return this.#note(event, status, text);
    } catch (error) {
      if (took() >= kDeadlineMs - 500) this.hung.push(`${event.id} after ${Math.round(took())} ms: ${String(error)}`);
      else this.cutOff += 1;
      return false;
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#underWay -= 1;
    }
  }

  #note(event: Event, status: number, text: string): boolean {
    const answer = JSON.parse(text) as { id?: string; status?: string; conflict?: boolean; code?: string };
    const right = (status === 202 && answer.status === 'accepted') || (status === 200 && answer.status === 'duplicate');
    if (right && answer.id !== undefined && answer.conflict !== true) {
      event.acknowledged += 1;
      event.answers.add(answer.id);
      return true;
    }
    if (status === 503 && answer.code !== undefined) this.refused.set(answer.code, (this.refused.get(answer.code) ?? 0) + 1);
    else this.odd.push(`${event.id}: ${status} ${text}`);
    return false;
  }

  #post({ body }: Event, headers: Record<string, string | number>): Promise<{ status: number; text: string }> {
    const port = this.#ports[this.requests % this.#ports.length];
    this.requests += 1;
    return new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port, method: 'POST', path: `/hooks/${this.#source}`, headers, agent: this.#agent }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          clearTimeout(deadline);
          resolve({ status: response.statusCode ?? 0, text });
        });
      });
      const deadline = setTimeout(() => call.destroy(new Error(`no answer within ${kDeadlineMs / 1000} s`)), kDeadlineMs);
      call.on('error', (error) => {
        clearTimeout(deadline);
        reject(error);
      });
      call.end(body);
    });
  }
}
