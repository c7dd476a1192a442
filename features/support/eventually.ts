import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

// A deadline was missed, which a slow machine can do. The run tries such a scenario once more: tests for the class, so that
// nothing else is taken for it.
export class Late extends Error {
  override readonly name = 'Late';
}

// Looks again and again, every `everyMs`, until `done` likes what it sees, and returns that. At the deadline it throws, with the last
// thing seen; what `look` throws counts as seen. It throws Late, unless what was seen last is a wrong value.
export async function eventually<T>(what: string, look: () => T | Promise<T>, done: (seen: T) => boolean, withinMs = 15_000, everyMs = 25): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    let last: unknown;
    try {
      const seen = await look();
      if (done(seen)) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      const text = `not within ${withinMs / 1000} s: ${what}\nlast seen: ${typeof last === 'string' ? last : inspect(last, { depth: 6 })}`;
      throw isWrong(last) ? new Error(text) : new Late(text);
    }
    await pause(everyMs);
  }
}

// An assertion that failed, or an answer that nobody expected. A connection that is refused or cut off is not yet there:
// ECONNREFUSED, ECONNRESET.
function isWrong(seen: unknown): boolean {
  return seen instanceof Error && !(seen instanceof Late) && !('code' in seen && /^E[A-Z]+$/.test(String(seen.code)));
}

// The promise's value, or Late once the time is up.
export async function within<T>(what: string, promise: Promise<T>, withinMs = 15_000): Promise<T> {
  const stop = new AbortController();
  const late = pause(withinMs, undefined, { signal: stop.signal, ref: false }).then(() => {
    throw new Late(`not within ${withinMs / 1000} s: ${what}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    late.catch(() => undefined);
    stop.abort();
  }
}
