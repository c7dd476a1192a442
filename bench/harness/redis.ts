// A Redis for the run: on loopback, nothing on disk.
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { eventually } from '../../features/support/eventually.ts';
import { freePort, Running } from '../../features/support/processes.ts';
import { kStoresCore, pinned } from './machine.ts';

// redis-tools' own server: argv[0] decides what the file does.
const kStart = 'exec -a redis-server /usr/bin/redis-check-rdb "$@"';

// One a subject: what it counts is its own.
export class Database {
  readonly #redis: Redis;
  readonly #index: string;

  constructor(redis: Redis, index: number) {
    this.#redis = redis;
    this.#index = String(index);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#redis.port}/${this.#index}`;
  }
  flush(): void {
    this.#redis.command('-n', this.#index, 'FLUSHDB');
  }
  keys(): number {
    return Number(this.#redis.command('-n', this.#index, 'DBSIZE'));
  }
  // What a Lua script returns, as text.
  ask(script: string): string[] {
    return this.#redis.command('-n', this.#index, 'EVAL', script, '0').trimEnd().split('\n');
  }
}

export class Redis {
  readonly port: number;
  readonly #process: Running;

  private constructor(port: number) {
    this.port = port;
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir(), '--loglevel', 'warning'];
    this.#process = new Running('redis', ...pinned(kStoresCore, ['bash', '-c', kStart, 'redis-server', ...options]), { PATH: process.env['PATH'] }, tmpdir());
  }

  static async start(): Promise<Redis> {
    const redis = new Redis(await freePort());
    await eventually('Redis answers', () => redis.command('PING'), (answer) => answer.trim() === 'PONG');
    return redis;
  }

  get pid(): number {
    return this.#process.pid;
  }

  command(...words: string[]): string {
    return execFileSync('redis-cli', ['-p', String(this.port), ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  }
  database(index: number): Database {
    return new Database(this, index);
  }
  commandsSoFar(): number {
    return this.#info('stats', 'total_commands_processed');
  }
  // Without the buffers of its clients.
  dataBytes(): number {
    return this.#info('memory', 'used_memory') - this.#info('memory', 'mem_clients_normal');
  }

  #info(section: string, name: string): number {
    return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(this.command('INFO', section))?.[1]);
  }

  end(): Promise<void> {
    return this.#process.end();
  }
}
