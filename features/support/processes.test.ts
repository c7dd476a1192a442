import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { claimed, freePort, listening } from './processes.ts';

const processes = new URL('processes.ts', import.meta.url).href;

// In a process of its own, as another stage of a test run is one.
function claimedElsewhere(port: number): boolean {
  const script = `const { claimed } = await import('${processes}'); console.log(await claimed(${port}))`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }) === 'true\n';
}

test('a port is given once, in all processes', async () => {
  const port = await freePort();
  assert.equal(await claimed(port), false);
  assert.equal(claimedElsewhere(port), false);
});

test('a port is free again when the process that had it has ended', async () => {
  const port = 19_998;
  assert.equal(claimedElsewhere(port), true);
  assert.equal(await claimed(port), true);
});

// Cucumber runs scenarios on two threads of one process.
test('a port that was given can be listened on while another thread starts programs', async () => {
  const script = `const { spawn } = require('node:child_process'); const next = () => spawn('true').on('exit', next); next(); next();`;
  const starting = new Worker(script, { eval: true });
  try {
    for (let i = 0; i < 1_000; ++i) (await listening(await freePort())).close();
  } finally {
    await starting.terminate();
  }
});
