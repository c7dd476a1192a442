// What the clients know: every request that they sent and what became of it. The platform is judged by this record only.
import { json, type Api, type Job } from '../../features/support/api.ts';

export const kDeadlineMs = 10_000; // of a request; the slowest answer that the platform allows itself takes half of it

export interface Acknowledged {
  id: string;
  ticks: number; // lines that its log must have
}

export class Ledger {
  readonly acknowledged: Acknowledged[] = [];
  readonly refused = new Map<string, number>(); // by code
  cutOff = 0; // no answer: the api was killed, or not there
  readonly hung: string[] = []; // no answer within the deadline
  readonly odd: string[] = []; // answers that nobody should get
  slowestMs = 0;

  // Sends one request after the other until told to stop, with a pause behind each.
  async send(api: Api, token: string, stop: AbortSignal, pause: () => Promise<void>): Promise<void> {
    for (let ticks = 1; !stop.aborted; ticks = (ticks % 4) + 1) {
      const began = performance.now();
      try {
        const answer = await api.start('countdown', JSON.stringify({ from: ticks, every_ms: 40 }), token);
        this.slowestMs = Math.max(this.slowestMs, performance.now() - began);
        if (answer.status === 202) this.acknowledged.push({ id: json<{ job: Job }>(answer).job.id, ticks });
        else if (answer.status === 503) this.#count(json<{ code: string }>(answer).code);
        else this.odd.push(`${answer.status} ${answer.text}`);
      } catch (error) {
        const took = performance.now() - began;
        if (took >= kDeadlineMs - 500) this.hung.push(`${Math.round(took)} ms: ${String(error)}`);
        else this.cutOff += 1;
      }
      await pause();
    }
  }

  #count(code: string): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
  }
}

// What is wrong with a job that was acknowledged, looked at when all is quiet again; nothing when it is as promised: it
// ended once, in its last attempt, and that attempt's log is whole. Attempts before that one may have got as far as they
// did (at least once), but none of them may have ended the job.
export function faultsOf(job: Job, { ticks }: Acknowledged): string[] {
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
