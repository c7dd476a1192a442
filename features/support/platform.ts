import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cli } from './cli.ts';
import { Deployment } from './deployment.ts';

export type Role = 'api' | 'worker';

// The lost are found within seconds instead of minutes.
const quick = { TENSTONE_JOBS_BEAT: '200ms', TENSTONE_JOBS_DEAD_AFTER: '2s', TENSTONE_JOBS_POLL: '200ms' };

// The platform: `tenstone api` and `tenstone worker`, as many as a scenario starts.
export class Platform extends Deployment {
  // All scenarios ask from one address: its requests are limited where a scenario is about that.
  readonly limits = join(this.folder, 'limits.json');

  constructor() {
    super(Cli.tenstone, { postgres: true, redis: true, worker: true }, quick);
    writeFileSync(this.limits, '{"policies": []}');
  }

  // Of several with one role each has a name.
  async start(role: Role, settings: Record<string, string> = {}, name: string = role): Promise<void> {
    await this.launch(name, [role], { TENSTONE_LIMITS_POLICIES: this.limits, ...settings }, { control: role === 'api' });
  }

  // The database's processes through which ours are told of changes; without them they look by themselves.
  async messengers(): Promise<number[]> {
    const query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'tenstone listen'";
    const pids = await this.cli.output(['services', '--', 'sh', '-c', 'exec psql -X -At "$DATABASE_URL" -c "$0"', query]);
    return pids.trim().split('\n').map(Number);
  }

  // Its servers are stopped at once, under whatever still runs.
  override async close(): Promise<void> {
    await this.stopProcesses();
    if (!this.borrows) await this.cli.run(['services', '--stop', this.data]);
    await super.close();
  }
}
