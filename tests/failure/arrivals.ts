// What arrived outside: at receivers of requests and of events, and as letters. Each acknowledged one must be there, always
// under one number; that it came again is counted.
import type { Call } from '../../features/support/endpoint.ts';
import type { Mail } from '../../features/support/mail.ts';
import type { Acknowledged, Request } from './ledger.ts';

export interface Arrival {
  n: number; // of the request that it comes from
  id: string; // by which a receiver knows what it has had
}

export const posted = ({ headers, body }: Call): Arrival => ({ n: (JSON.parse(body) as { n: number }).n, id: String(headers['webhook-id']) });
export const heard = ({ headers, body }: Call): Arrival => ({ n: (JSON.parse(body) as { data: { n: number } }).data.n, id: String(headers['webhook-id']) });
export const read = ({ text, id }: Mail): Arrival => ({ n: Number(/^Number (\d+)/.exec(text)?.[1]), id });

// `excused`: the ones that were given up.
export function arrivalFaults(what: string, arrivals: readonly Arrival[], sent: readonly Request[], acknowledged: readonly Acknowledged[], excused: (id: string) => boolean): { faults: string[]; again: number } {
  const ids = new Map<number, Set<string>>();
  for (const { n, id } of arrivals) ids.set(n, (ids.get(n) ?? new Set()).add(id));
  const known = new Set(sent.map(numberOf));
  const faults = [...ids].flatMap(([n, several]) => [
    ...(several.size === 1 ? [] : [`${what} ${n} arrived as ${[...several].join(' and as ')}`]),
    ...(known.has(n) ? [] : [`${what} ${n} arrived, and was never sent`]),
  ]);
  const lost = acknowledged.filter((each) => !ids.has(numberOf(each)) && !excused(each.id));
  return { faults: [...faults, ...lost.map((each) => `${what} ${numberOf(each)} was acknowledged as ${each.id}, and never arrived`)], again: arrivals.length - ids.size };
}

export const numberOf = ({ input }: Request): number => (input as { n: number }).n;
