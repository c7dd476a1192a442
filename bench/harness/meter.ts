// What a window takes: time, and the CPU of everybody who works in it. All in seconds.
import { busySeconds, cores, cpuSeconds } from './machine.ts';
import type { Postgres } from './postgres.ts';
import type { Redis } from './redis.ts';

export interface Used {
  wall: number;
  server: number;
  redis: number;
  postgres: number; // 0 where it does not run
  others: number; // what nobody of ours used, of all cores, 0 to 1
}

// Begins now. `server` says the CPU that its subject has used so far.
export function meter(server: () => number, redis: Redis, postgres: Postgres | undefined): () => Used {
  const look = (): number[] => [
    performance.now() / 1000,
    server(),
    cpuSeconds(redis.pid),
    postgres?.cpuSeconds() ?? 0,
    busySeconds(),
    cpuSeconds('self', { ended: true }), // and of the load generators
  ];
  const before = look();
  return () => {
    const [wall = 0, cpu = 0, redisCpu = 0, postgresCpu = 0, busy = 0, own = 0] = look().map((after, i) => after - (before[i] ?? 0));
    return { wall, server: cpu, redis: redisCpu, postgres: postgresCpu, others: Math.max(0, busy - cpu - redisCpu - postgresCpu - own) / (wall * cores) };
  };
}
