// The service under test: the one at SERVICE_URL, else a process of its own on a free port, stopped at the end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { AfterAll, BeforeAll } from '@cucumber/cucumber';

let url = process.env.SERVICE_URL;
let service;

BeforeAll({ timeout: 60_000 }, async () => {
  if (url) return;
  const folder = new URL('../../', import.meta.url).pathname;
  service = spawn(`${folder}build/@NAME@`, ['--http-port=0'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  await once(service, 'spawn'); // or throws: it is not built
  const log = createInterface({ input: service.stdout });
  for await (const line of log) {
    const { event, port } = JSON.parse(line);
    if (event === 'process.ready') {
      url = `http://127.0.0.1:${port}`;
      break;
    }
  }
  assert.ok(url, 'the service ended before it was ready');
  service.stdout.resume(); // read on, or the pipe fills
});

AfterAll({ timeout: 60_000 }, async () => {
  if (!service) return;
  const ended = service.exitCode === null ? once(service, 'exit') : [service.exitCode];
  service.kill('SIGTERM');
  const [code] = await ended;
  assert.equal(code, 0, 'the service did not end well');
});

export async function ask(method, path, body) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, text: await answer.text() };
}
