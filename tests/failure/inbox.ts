// The inbox of events, beside what their sender knows of them.
import { once, type Query } from './rows.ts';
import type { Event } from './sender.ts';

// `stored`: what is not there once. `answered`: what is there, and is not what its sender was answered.
export function inboxFaults(rows: Query, events: ReadonlyMap<string, Event>): { stored: string[]; answered: string[] } {
  const faults: string[] = [];
  const others: string[] = [];
  const inbox = once(rows('SELECT i.event_id, i.id, s.duplicates, s.conflicts FROM webhook_inbox i JOIN webhook_seen s ON s.org_id = i.org_id AND s.inbox_id = i.id'), faults);
  const [[count = '']] = rows('SELECT count(*) FROM webhook_inbox') as [[string]];
  if (Number(count) !== inbox.size) faults.push(`${count} events are in the inbox, and ${inbox.size} of them are known as received`);
  for (const id of inbox.keys()) if (!events.has(id)) faults.push(`${id} was never sent`);
  for (const { id, answers, acknowledged } of events.values()) {
    const [stored, duplicates, conflicts] = inbox.get(id) ?? [];
    const ids = [...answers].join(' and ');
    if (stored === undefined) faults.push(`${id} was acknowledged, and is not in the inbox`);
    else if (ids !== stored) others.push(`${id} was acknowledged as ${ids}, and is in the inbox as ${stored}`);
    else if (Number(duplicates) < acknowledged - 1) others.push(`${id} was acknowledged ${acknowledged} times, and has ${String(duplicates)} duplicates`);
    else if (conflicts !== '0') others.push(`${id} has conflicts, and was always the same`);
  }
  return { stored: faults, answered: others };
}
