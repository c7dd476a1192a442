// How the peers reach PostgreSQL: by pg's pool, which gives a connection to one query at a time; or, with PIPELINED, by so many
// connections with pg's own pipelining.
import pg from 'pg';

const connectionString = process.env.DATABASE_URL;

// Sends the next queries before the first is answered.
class PipelinedClients {
  #clients;
  #turn = 0;

  constructor(count) {
    this.#clients = Array.from({ length: count }, () => new pg.Client({ connectionString, pipeline: true }));
    for (const client of this.#clients) client.connect();
  }
  query(...words) {
    this.#turn = (this.#turn + 1) % this.#clients.length;
    return this.#clients[this.#turn].query(...words);
  }
  async end() {
    for (const client of this.#clients) await client.end();
  }
}

const pipelined = Number(process.env.PIPELINED ?? 0);
export const pool = pipelined > 0 ? new PipelinedClients(pipelined) : new pg.Pool({ connectionString, max: 20 });
