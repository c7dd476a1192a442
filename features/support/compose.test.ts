import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const root = new URL('../..', import.meta.url).pathname;
const files = execFileSync('git', ['ls-files', '*docker-compose.dev.yml', '*docker-compose.prod.yml'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const withRedis = files.filter((file) => /^ {2}redis:$/m.test(read(file)));

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function only(file: string, pattern: RegExp): string {
  const found = [...read(file).matchAll(pattern)].map(([, value]) => String(value));
  assert.equal(found.length, 1, `${file}: ${String(pattern)} ${found.length} times`);
  return String(found[0]);
}

test('there are compose files with a Redis', () => {
  assert.ok(withRedis.length >= 6, withRedis.join(' '));
});

for (const file of withRedis) {
  test(`${file}: Redis wants a password, and those who ask it have it`, () => {
    const kind = /compose\.(\w+)\.yml$/.exec(file)?.[1];
    const password = only(file, /^ {4}command: \["redis-server", "--requirepass", "(\w+)"/gm);
    assert.equal(only(file, /^ {6}REDISCLI_AUTH: (\w+)$/gm), password, 'the health check');
    const env = join(dirname(file), `.env.${String(kind)}`);
    assert.equal(only(env, /^REDIS_URL=redis:\/\/:(\w+)@redis:6379$/gm), password, env);
    // By its exit code, not by what it prints.
    only(file, /^ {6}test: (\["CMD", "redis-cli", "-e", "ping"\])$/gm);
  });
}
