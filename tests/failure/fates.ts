// What became of every job, as PostgreSQL says when all is quiet again, and the sums of it.
import type { Query } from './rows.ts';

export interface Fate {
  done: number; // attempts that succeeded
  dead: boolean; // it failed for good
  why: string; // if it is dead: how its last attempt ended, and its error
  waits: boolean; // it has not ended
  attempts: number;
}

export function fatesOf(rows: Query): Map<string, Fate> {
  const all = rows(`
    SELECT public_id, count(*) FILTER (WHERE what = 'succeeded'), bool_or(what = 'dead'), coalesce(max(why), ''), bool_or(what = 'waits'), count(*) FILTER (WHERE what NOT IN ('dead', 'waits'))
      FROM (SELECT public_id, outcome::text AS what, NULL AS why FROM job_runs
            UNION ALL SELECT public_id, 'dead', outcome::text || ' ' || coalesce(error_code, '') FROM jobs_dead
            UNION ALL SELECT public_id, 'waits', NULL FROM jobs) AS each GROUP BY 1`);
  return new Map(all.map(([id = '', done, dead, why = '', waits, attempts]) => [id, { done: Number(done), dead: dead === 't', why, waits: waits === 't', attempts: Number(attempts) }]));
}

// The jobs that each job has started: a start carries the number of the job that it comes from.
export function startsOf(rows: Query): Map<string, string[]> {
  const starts = new Map<string, string[]>();
  for (const [from = '', id = ''] of rows('SELECT trace, public_id FROM job_runs WHERE trace IS NOT NULL UNION SELECT trace, public_id FROM jobs_dead WHERE trace IS NOT NULL'))
    starts.set(from, [...(starts.get(from) ?? []), id]);
  return starts;
}

// The ways in which a job may be given up: it was running in four workers that were killed, one after the other.
function mayBeGivenUp({ why }: Fate): boolean {
  return why.startsWith('lost ');
}

function faultOf(fate: Fate | undefined): string | undefined {
  if (fate === undefined) return 'is lost';
  const ends = fate.done + (fate.dead ? 1 : 0);
  if (ends > 1) return `is final ${ends} times`;
  if (fate.waits || ends === 0) return 'has not ended';
  return fate.dead && !mayBeGivenUp(fate) ? `was given up: ${fate.why}` : undefined;
}

// One line for each kind of work: how much of it was acknowledged, done and given up, and what had to be told again.
export class Accounts {
  readonly #fates: ReadonlyMap<string, Fate>;
  readonly #lines: [part: string, acknowledged: number, done: number, givenUp: number, twice: number][] = [];

  constructor(fates: ReadonlyMap<string, Fate>) {
    this.#fates = fates;
  }

  // Of these jobs. `twice`: how often something outside got again what it had. `acknowledged`: how many there should be, where
  // what was acknowledged is not the jobs. Returns what is lost, or final twice.
  judge(part: string, ids: ReadonlySet<string>, twice = 0, acknowledged = ids.size): string[] {
    const fates = [...ids].map((id) => this.#fates.get(id));
    this.add(part, acknowledged, fates.filter((fate) => fate?.done === 1).length, fates.filter((fate) => fate?.dead).length, twice);
    return [...ids].flatMap((id) => {
      const fault = faultOf(this.#fates.get(id));
      return fault === undefined ? [] : [`${part} ${id} ${fault}`];
    });
  }
  add(part: string, acknowledged: number, done: number, givenUp: number, twice: number): void {
    this.#lines.push([part, acknowledged, done, givenUp, twice]);
  }

  // Whether a job has failed for good.
  givenUp(id: string): boolean {
    return this.#fates.get(id)?.dead ?? false;
  }

  get text(): string {
    const row = (cells: readonly (string | number)[]): string => cells.map((cell, i) => (i === 0 ? String(cell).padEnd(18) : String(cell).padStart(14))).join('');
    return [['', 'acknowledged', 'done', 'given up', 'told again'], ...this.#lines].map(row).join('\n');
  }
}
