import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cli, type Outcome } from './cli.ts';
import { Deployment } from './deployment.ts';

export type Role = 'api' | 'worker';

// The lost are found within seconds instead of minutes.
export const quick = { TENSTONE_JOBS_BEAT: '200ms', TENSTONE_JOBS_DEAD_AFTER: '2s', TENSTONE_JOBS_POLL: '200ms' };

// Folders of scenarios lie in memory, where there is less room than on a disk.
const small = { TENSTONE_CACHE_MIN_FREE: '1MiB', TENSTONE_CACHE_MAX_SIZE: '16MiB' };

// The platform: `tenstone api` and `tenstone worker`, as many as a scenario starts.
export class Platform extends Deployment {
  // All scenarios ask from one address: its requests are limited where a scenario is about that.
  readonly limits = join(this.folder, 'limits.json');

  // Where each process keeps its log, beside what it says on stdout.
  readonly logs = join(this.folder, 'logs');

  constructor() {
    super(Cli.tenstone, { postgres: true, redis: true, worker: true }, { ...quick, ...small, TENSTONE_LOGS_FOLDERS: 'tenstone=logs' });
    mkdirSync(this.logs);
    writeFileSync(this.limits, '{"policies": []}');
  }

  // Of several with one role each has a name.
  async start(role: Role, settings: Record<string, string> = {}, name: string = role, by?: string[]): Promise<void> {
    await this.launch(name, [role], { TENSTONE_LIMITS_POLICIES: this.limits, TENSTONE_LOG_FILE: join(this.logs, `${name}.log`), ...settings }, { control: role === 'api', by });
  }

  override async startApi(by: string[]): Promise<void> {
    await this.start('api', {}, 'api', by);
  }

  // As the role of the application. The rows' values, with | between.
  async sql(query: string): Promise<string> {
    const { code, stdout, output } = await this.trySql(query);
    if (code !== 0) throw new Error(`${query}:\n${output}`);
    return stdout.trim();
  }

  trySql(query: string): Promise<Outcome> {
    const options = ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-c', 'set search_path = tenstone', '-c', query];
    if (this.databaseUrl !== undefined) return new Cli(this.folder, {}, 'psql').run(['-d', this.databaseUrl, ...options]);
    return this.cli.run(['services', '--', 'sh', '-c', 'exec psql -d "$DATABASE_URL" "$@"', 'sh', ...options]);
  }

  // The database's processes through which ours are told of changes; without them they look by themselves.
  async messengers(): Promise<number[]> {
    const pids = await this.sql("SELECT pid FROM pg_stat_activity WHERE application_name = 'tenstone listen'");
    return pids.split('\n').map(Number);
  }

  // Its servers are stopped at once, under whatever still runs.
  override async close(): Promise<void> {
    await this.stopProcesses();
    if (!this.borrows) await this.cli.run(['services', '--stop', this.data]);
    await super.close();
  }
}
