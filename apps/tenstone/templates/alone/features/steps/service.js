// The service under test: the one at SERVICE_URL, else processes of its own on free ports, stopped at the end.
import assert from 'node:assert/strict';
// @if platform@
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
// @end@
// @if !platform@
import { spawn } from 'node:child_process';
// @end@
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { AfterAll, BeforeAll } from '@cucumber/cucumber';

const folder = new URL('../../', import.meta.url).pathname;
const program = `${folder}build/@NAME@`;
// @if platform@
const verbs = [['api'], ['worker']];
// @end@
// @if !platform@
const verbs = [[]];
// @end@
let url = process.env.SERVICE_URL;
const services = [];

// Returns its port once it is ready.
async function start(verb) {
  const service = spawn(program, [...verb, '--http-port=0'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  services.push(service);
  await once(service, 'spawn'); // or throws: it is not built
  const log = createInterface({ input: service.stdout });
  for await (const line of log) {
    const { event, port } = JSON.parse(line);
    if (event !== 'process.ready') continue;
    service.stdout.resume(); // read on, or the pipe fills
    return port;
  }
  assert.fail('the service ended before it was ready');
}

BeforeAll({ timeout: 60_000 }, async () => {
  if (url) return;
  const [port] = await Promise.all(verbs.map(start));
  url = `http://127.0.0.1:${port}`;
});

AfterAll({ timeout: 60_000 }, async () => {
  for (const service of services) {
    const ended = service.exitCode === null ? once(service, 'exit') : [service.exitCode];
    service.kill('SIGTERM');
    const [code] = await ended;
    assert.equal(code, 0, 'the service did not end well');
  }
});
// @if platform@

// SERVICE_TOKEN, else that of a new member.
let token = process.env.SERVICE_TOKEN;
function ownToken() {
  const said = execFileSync(program, ['user', 'add', `mia-${randomUUID()}@example.com`], { cwd: folder, encoding: 'utf8' });
  return /^token: (\S+)$/m.exec(said)[1];
}
// @end@

export async function ask(method, path, body) {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  // @if platform@
  token ??= ownToken();
  headers.authorization = `Bearer ${token}`;
  // @end@
  const answer = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, text: await answer.text() };
}
