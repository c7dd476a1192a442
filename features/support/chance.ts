// When a scenario fails by chance. It gets a second try only when all that it did wrong was to miss a deadline; what is known to
// fail, and until when that is borne, stands in quarantine.txt.
import { basename } from 'node:path';
import type { Exception } from '@cucumber/messages';
import { Late } from './eventually.ts';

// More scenarios than that are not chance: the run fails.
export const mostFlaky = 2;

// True for a scenario whose every failure is a missed deadline: never a wrong value, a crash or a sanitizer's report.
export function isLate(failures: readonly { exception?: Exception | undefined }[]): boolean {
  return failures.length > 0 && failures.every(({ exception }) => exception?.type === Late.name);
}

// How a scenario is called in what the run prints and in quarantine.txt: "gates.feature: Redis hangs". A project's begins
// with its folder: "01-request-throttler/failure.feature: Redis hangs".
export function called(uri: string, name: string): string {
  const project = /(?:^|\/)projects\/([^/]+)\//.exec(uri)?.[1];
  return `${project === undefined ? '' : `${project}/`}${basename(uri)}: ${name}`;
}

export interface Quarantined {
  scenario: string;
  reason: string;
  until: string; // a date; from the day after it the run fails
}

// Lines "SCENARIO, REASON, YYYY-MM-DD"; "#" begins a comment. `scenarios`: all that there are, since names have commas, too.
export function readQuarantine(text: string, scenarios: readonly string[], today: string): { entries: Quarantined[]; faults: string[] } {
  const entries: Quarantined[] = [];
  const faults: string[] = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const scenario = scenarios.filter((each) => line.startsWith(`${each}, `)).sort((one, other) => other.length - one.length)[0];
    const [, reason, until] = /^, (.+), (\d{4}-\d\d-\d\d)$/.exec(line.slice(scenario?.length ?? 0)) ?? [];
    if (scenario === undefined) faults.push(`quarantine.txt: there is no such scenario: ${line}`);
    else if (reason === undefined || until === undefined || Number.isNaN(Date.parse(until))) faults.push(`quarantine.txt: not "scenario, reason, YYYY-MM-DD": ${line}`);
    else if (until < today) faults.push(`quarantine.txt: its date is past: ${line}`);
    else entries.push({ scenario, reason, until });
  }
  return { entries, faults };
}
