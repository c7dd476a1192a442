import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Api, json } from './api.ts';
import { eventually } from './eventually.ts';
import { Link } from './link.ts';
import { freePort } from './processes.ts';
import type { Front } from './toggles.ts';
import type { TenstoneWorld } from './world.ts';

export type Cut = 'up' | 'away' | 'silent';

// Another process of project 07, whose ways to PostgreSQL and Redis a scenario can cut. It may start without them.
export class LinkedProcess {
  readonly #world: TenstoneWorld;
  readonly #postgres: Link;
  readonly #redis: Link;
  readonly data: string;
  #api: Api | undefined;

  private constructor(world: TenstoneWorld) {
    this.#world = world;
    const { deployment } = world;
    this.data = join(deployment.folder, `linked-${randomUUID().slice(0, 8)}`);
    mkdirSync(this.data, { mode: 0o700 });
    this.#postgres = Link.toPostgres(String(deployment.databaseUrl));
    this.#redis = new Link({ path: join(deployment.folder, 'redis.sock') });
    world.cleanups.push(() => this.close());
  }
  static async of(world: TenstoneWorld): Promise<LinkedProcess> {
    const known = linked.get(world) ?? new LinkedProcess(world);
    if (!linked.has(world)) for (const link of [known.#postgres, known.#redis]) await link.become('up');
    linked.set(world, known);
    return known;
  }

  async cut(how: { postgres?: Cut; redis?: Cut }): Promise<void> {
    if (how.postgres !== undefined) await this.#postgres.become(how.postgres);
    if (how.redis !== undefined) await this.#redis.become(how.redis);
  }

  async start(): Promise<void> {
    const { deployment } = this.#world;
    const settings = { TENSTONE_DATA: this.data, DATABASE_URL: this.#postgres.postgresUrl(String(deployment.databaseUrl)), REDIS_URL: `redis://127.0.0.1:${this.#redis.port}` };
    const port = await freePort();
    this.#api = new Api(port);
    deployment.track('linked', deployment.cli.start(['--http-port', String(port)], settings));
  }
  async shop(user = 'mia'): Promise<Front> {
    if (!this.#api) throw new Error('the linked process was not started');
    return json<Front>(await this.#api.ask('GET', `/shop?user=${user}`));
  }
  shows(what: string, fits: (front: Front) => boolean, withinMs?: number): Promise<Front> {
    return eventually(`the linked process shows ${what}`, () => this.shop(), fits, withinMs);
  }
  ready(): Promise<unknown> {
    return eventually('the linked process is ready', async () => (await this.#api?.ask('GET', '/readyz'))?.status, (status) => status === 200, 30_000);
  }
  async close(): Promise<void> {
    await Promise.all([this.#postgres.close(), this.#redis.close()]);
  }
}
const linked = new WeakMap<TenstoneWorld, LinkedProcess>();
