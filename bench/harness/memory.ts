// Bytes of Redis a client: so many clients each ask at least once, and Redis says how much it grew.
import { kConnections, run } from './load.ts';
import type { Redis } from './redis.ts';
import type { MemoryRow } from './row.ts';
import { Server } from './server.ts';

const kLongest = 10; // seconds, within which every client has asked

export async function measureMemory(row: MemoryRow, redis: Redis, clients: number): Promise<{ name: string; bytes: number }[]> {
  const results: { name: string; bytes: number }[] = [];
  for (const [i, subject] of row.subjects.entries()) {
    const database = redis.database(i);
    const question = { path: '/', status: 200, body: /./ };
    const server = await Server.start({ ...subject, redis: 'every request', env: { ...subject.env, TRUST_PROXY: '1' } }, question, { redis: database });
    try {
      const url = server.urls[0] ?? '';
      database.flush();
      const before = redis.dataBytes();
      for (let seconds = 1; database.keys() < clients && seconds <= kLongest; ++seconds) await run({ url, seconds, connections: kConnections, clients });
      if (database.keys() !== clients) throw new Error(`${subject.name}: ${database.keys()} keys for ${clients} clients`);
      results.push({ name: subject.name, bytes: (redis.dataBytes() - before) / clients });
    } finally {
      await server.end();
    }
  }
  return results;
}
