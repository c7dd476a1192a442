import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

// Looks again and again until `done` likes what it sees, and returns that. At the deadline it throws, with the last
// thing seen; what `look` throws counts as seen.
export async function eventually<T>(what: string, look: () => T | Promise<T>, done: (seen: T) => boolean, withinMs = 15_000): Promise<T> {
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
      throw new Error(`not within ${withinMs / 1000} s: ${what}\nlast seen: ${typeof last === 'string' ? last : inspect(last, { depth: 6 })}`);
    }
    await pause(25);
  }
}

// The promise's value, or an error once the time is up.
export async function within<T>(what: string, promise: Promise<T>, withinMs = 15_000): Promise<T> {
  const stop = new AbortController();
  const late = pause(withinMs, undefined, { signal: stop.signal, ref: false }).then(() => {
    throw new Error(`not within ${withinMs / 1000} s: ${what}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    late.catch(() => undefined);
    stop.abort();
  }
}
