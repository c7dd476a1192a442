// What the platform does all at once: its actions, as files declare them, and the requests that start them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Request } from './ledger.ts';

export const mia = 'mia@example.test';
export const flag = 'storm';
export const schedules = { every: 'every-minute', latest: 'latest-minute' } as const;

// `receiver`: where one of the actions posts its input.
export function declareActions(folder: string, receiver: string): void {
  const due = (catchUp: string): string => `schedule: { cron: "* * * * *", as: ${mia}${catchUp} }\n`;
  const actions: Record<string, string> = {
    countdown: 'run: { builtin: countdown }\n',
    order: 'job: { unique_for: 24h }\nrun: { builtin: echo }\n',
    post: `run: { http: "${receiver}" }\n`,
    announce: 'run: { event: storm.news }\n',
    letter: 'run: { email: { to: "{{input.to}}", subject: "News", text: "Number {{input.n}}" } }\n',
    gated: `flag: ${flag}\nrun: { builtin: echo }\n`,
    take: 'run: { builtin: echo }\n',
    [schedules.every]: `run: { builtin: echo }\n${due(', catch_up: { policy: all, max: 1000 }')}`,
    [schedules.latest]: `run: { builtin: echo }\n${due('')}`,
  };
  mkdirSync(join(folder, 'actions'));
  for (const [name, text] of Object.entries(actions)) writeFileSync(join(folder, 'actions', `${name}.yaml`), `name: ${name}\n${text}`);
}

export const ticksOf = (n: number): number => (n % 4) + 1;

// An order is sent until it was acknowledged, as by a client that had no answer, and each second one once more.
const kinds: readonly ((n: number) => Request)[] = [
  (n) => ({ action: 'countdown', input: { from: ticksOf(n), every_ms: 40 } }),
  (n) => ({ action: 'order', input: { n }, wanted: n % 4 < 2 ? 1 : 2 }),
  (n) => ({ action: 'post', input: { n } }),
  (n) => ({ action: 'announce', input: { n } }),
  (n) => ({ action: 'letter', input: { n, to: `reader-${n}@example.test` } }),
  (n) => ({ action: 'gated', input: { n } }),
];
export function requestOf(n: number): Request {
  const make = kinds[n % kinds.length] as (n: number) => Request;
  return make(n);
}
