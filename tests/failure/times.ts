// Schedules of one time a minute, each of which starts an action: what ran is held to the rule that says what is caught up.
import type { Query } from './rows.ts';

export interface Fire {
  schedule: string;
  minute: number; // of the epoch
  job: string; // which starts the action
}

export function firesOf(rows: Query): Fire[] {
  return rows('SELECT s.name, extract(epoch FROM f.fire_at) / 60, f.job FROM schedule_fires f JOIN schedules s ON s.id = f.schedule_id ORDER BY 1, 2').map(([schedule = '', minute, job = '']) => ({ schedule, minute: Math.round(Number(minute)), job }));
}

// `all`: every minute has run. `last`: some may be missed, but the latest one that is due has run.
export function timeFaults(rows: Query, fires: readonly Fire[], schedule: string, rule: 'all' | 'last'): string[] {
  const minutes = fires.filter((fire) => fire.schedule === schedule).map(({ minute }) => minute);
  const latest = minutes.at(-1);
  if (latest === undefined) return [`${schedule} never ran`];
  const faults = minutes.flatMap((minute, i) => (i > 0 && minute === minutes[i - 1] ? [`${schedule} ran twice for the minute ${minute}`] : []));
  if (rule === 'all') faults.push(...minutes.flatMap((minute, i) => (i > 0 && minute - Number(minutes[i - 1]) > 1 ? [`${schedule} did not run between the minutes ${Number(minutes[i - 1])} and ${minute}`] : [])));
  const late = rows(`SELECT next_at FROM schedules WHERE name = '${schedule}' AND next_at <= tenstone.now() - interval '1 minute'`);
  return late.length === 0 ? faults : [...faults, `${schedule} is late: ${late.join()}`];
}
