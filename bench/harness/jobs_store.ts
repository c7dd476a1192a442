// The jobs of a worker's subject, in its database or in its Redis.
import type { Queue } from './row.ts';
import type { Stores } from './server.ts';

export interface JobsStore {
  clear: () => void;
  left: () => number;
  ended: () => { runs: number; seconds: number };
  // Before a window: nothing is left to do of the windows before.
  tidy: () => void;
  run: (text: string) => void;
}

export function jobsStore({ in: kept, clear, left, ended }: Queue, { postgres, redis }: Stores): JobsStore {
  const database = kept === 'postgres' ? postgres : undefined;
  if (kept === 'postgres' && !database) throw new Error('a subject keeps its jobs in PostgreSQL and prepares no database');
  const ask = (text: string): string[] => (database ?? redis).ask(text);
  return {
    clear: () => void ask(clear),
    left: () => Number(ask(left)[0]),
    ended: () => {
      const [runs = 0, seconds = 0] = ask(ended).map(Number);
      return { runs, seconds };
    },
    tidy: () => database?.tidy(),
    run: (text) => void ask(text),
  };
}
