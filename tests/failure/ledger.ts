// What the clients know: every request that they sent and what became of it. The platform is judged by this record only.
import { json, type Answer, type Api, type Job } from '../../features/support/api.ts';

export const kDeadlineMs = 10_000; // of a request; the slowest answer that the platform allows itself takes half of it

export interface Request {
  action: string;
  input: object;
  wanted?: number; // sent until it was acknowledged so often; without it, sent once
}

export interface Acknowledged extends Request {
  id: string;
}

export class Ledger {
  readonly acknowledged: Acknowledged[] = [];
  readonly made: Request[] = []; // what was sent, whatever was answered
  readonly refused = new Map<string, number>(); // by code
  cutOff = 0; // no answer: the api was killed, or not there
  readonly hung: string[] = []; // no answer within the deadline
  readonly odd: string[] = []; // answers that nobody should get
  slowestMs = 0;
  readonly #make: (n: number) => Request;

  // The requests are made by their number, from 0 on.
  constructor(make: (n: number) => Request) {
    this.#make = make;
  }

  // Sends one request after the other until told to stop, with a pause behind each.
  async send(api: () => Api, token: string, stop: AbortSignal, pause: () => Promise<void>): Promise<void> {
    while (!stop.aborted) {
      const request = this.#make(this.made.length);
      this.made.push(request);
      for (let left = request.wanted ?? 1; left > 0 && !stop.aborted; await pause()) {
        const acknowledged = await this.#ask(api(), token, request);
        if (acknowledged || request.wanted === undefined) left -= 1;
      }
    }
  }

  of(action: string): Acknowledged[] {
    return this.acknowledged.filter((each) => each.action === action);
  }

  async #ask(api: Api, token: string, request: Request): Promise<boolean> {
    const began = performance.now();
    try {
      const answer = await api.start(request.action, JSON.stringify(request.input), token);
      this.slowestMs = Math.max(this.slowestMs, performance.now() - began);
      return this.#note(request, answer);
    } catch (error) {
      const took = performance.now() - began;
      if (took >= kDeadlineMs - 500) this.hung.push(`${Math.round(took)} ms: ${String(error)}`);
      else this.cutOff += 1;
      return false;
    }
  }

  #note(request: Request, answer: Answer): boolean {
    if (answer.status === 202) {
      this.acknowledged.push({ ...request, id: json<{ job: Job }>(answer).job.id });
      return true;
    }
    const { code } = json<{ code: string }>(answer);
    if (answer.status === 503 || code === 'feature_disabled') this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
    else this.odd.push(`${answer.status} ${answer.text}`);
    return false;
  }
}

// What is wrong with a countdown that was acknowledged, looked at when all is quiet again; nothing when it is as promised: it
// ended once, in its last attempt, and that attempt's log is whole. Attempts before that one may have got as far as they
// did (at least once), but none of them may have ended the job.
export function faultsOf(job: Job, ticks: number): string[] {
  const outcomes = job.attempts.map(({ outcome }) => outcome ?? 'running');
  const last = outcomes.at(-1);
  const ended = job.state === 'succeeded' ? last === 'succeeded' : job.state === 'failed' && (last === 'failed' || last === 'lost');
  if (!ended) return [`is ${job.state} after ${outcomes.join(', ')}`];
  const before = outcomes.slice(0, -1).filter((outcome) => outcome !== 'lost' && outcome !== 'interrupted');
  if (before.length > 0) return [`ended more than once: ${outcomes.join(', ')}`];
  if (job.state === 'failed') return [];
  const told = job.attempts.at(-1)?.logs.map(({ text }) => text) ?? [];
  const due = [...Array.from({ length: ticks }, (_, i) => `${ticks - i} …`), 'Lift-off'];
  return told.join() === due.join() ? [] : [`its log says "${told.join()}" instead of "${due.join()}"`];
}
