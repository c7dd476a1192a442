import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { Webhook } from 'standardwebhooks';
import { expecting, json, type Answer } from '../support/api.ts';
import { send as sendRaw } from '../support/cache.ts';
import { Endpoint, verifySigned, type Call } from '../support/endpoint.ts';
import { eventually } from '../support/eventually.ts';
import type { InboxEvent, PageOf } from '../support/receiver.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { started } from './actions.ts';
import { declared } from './declared_actions.ts';

// What a scenario knows of Mia's shop, which sends, and of Nora's service, which receives.
interface Sides {
  shop: { name: string; secret: string };
  event: { id: string; body: string };
  nora: Endpoint;
  secret: string; // that requests to Nora are signed by
}
const known = new WeakMap<TenstoneWorld, Partial<Sides>>();
function sides(world: TenstoneWorld): Partial<Sides> {
  const found = known.get(world) ?? {};
  known.set(world, found);
  return found;
}
function side<K extends keyof Sides>(world: TenstoneWorld, key: K): Sides[K] {
  const found = sides(world)[key];
  if (found === undefined) throw new Error(`no step has made: ${key}`);
  return found;
}

async function nora(world: TenstoneWorld): Promise<Endpoint> {
  const here = sides(world);
  if (!here.nora) {
    const server = await Endpoint.start();
    here.nora = server;
    world.cleanups.push(() => {
      server.close();
    });
  }
  return here.nora;
}

const exportsName = (world: TenstoneWorld): string => world.actionName('export');
const books = JSON.stringify({ books: 7 });

Given("Olaf has declared exports, which are posted to Nora's service", async function (this: TenstoneWorld) {
  const { url } = await nora(this);
  await declared(this, { name: exportsName(this), job: { attempts: 3, backoff: { shape: 'fixed', base: '1s' } }, run: { http: url } });
});

Given('Olaf has declared exports, which are posted to an address of a private network', async function (this: TenstoneWorld) {
  await declared(this, { name: exportsName(this), job: { attempts: 3 }, run: { http: 'http://10.1.2.3/hooks' } });
});

Given('Olaf has declared exports, which are told to others', async function (this: TenstoneWorld) {
  await declared(this, { name: exportsName(this), run: { event: 'books.exported' } });
});

Given('Olaf has removed exports', async function (this: TenstoneWorld) {
  expecting(204, await this.api.undeclare(exportsName(this), await this.operatorToken()));
});

Given('her service is busy and asks for {int} seconds', async function (this: TenstoneWorld, seconds: number) {
  (await nora(this)).answerNext({ status: 503, headers: { 'retry-after': String(seconds) } });
});

Given('her service answers that there is no such place', async function (this: TenstoneWorld) {
  (await nora(this)).answerAlways({ status: 404 });
});

When('{person} starts an export of 7 books', async function (this: TenstoneWorld, name: string) {
  await started(this, name, exportsName(this), books);
});

async function calls(world: TenstoneWorld, count: number): Promise<Call[]> {
  const server = side(world, 'nora');
  return eventually(`Nora's service was called ${count} times`, () => [...server.calls], (seen) => seen.length >= count);
}

Then("Nora's service has the 7 books once, signed by the installation", async function (this: TenstoneWorld) {
  const [call, ...others] = await calls(this, 1);
  assert.equal(others.length, 0);
  assert.equal(call?.body, books);
  assert.equal(call.headers['webhook-id'], this.jobId);
  const secret = (await this.platform.cli.output(['webhook', 'secret'])).trim();
  verifySigned(call, secret, this.deployment.now);
  const [letter = ''] = call.body.slice(-2);
  assert.throws(() => {
    verifySigned({ ...call, body: call.body.replace(letter, '8') }, secret, this.deployment.now);
  });
});

Then('the log of attempt 1 says what her service answered', async function (this: TenstoneWorld) {
  const [attempt] = (await this.job()).attempts;
  const texts = attempt?.logs.map(({ text }) => text) ?? [];
  assert.ok(texts.some((text) => new RegExp(`^POST ${side(this, 'nora').url}: 204 after \\d+ ms$`).test(text)), JSON.stringify(texts));
});

Then('the second request came 3 seconds later or more, with the same number', async function (this: TenstoneWorld) {
  const [first, second] = await calls(this, 2);
  assert.ok(first && second && second.at - first.at >= 3000, `${second?.at} - ${first?.at}`);
  assert.equal(second.headers['webhook-id'], first.headers['webhook-id']);
});

Then('the attempt says that requests may not go there', async function (this: TenstoneWorld) {
  const [attempt] = (await this.job()).attempts;
  assert.equal((attempt?.error as { code?: string } | undefined)?.code, 'address_forbidden');
});

// ---- Events from outside.

async function made(world: TenstoneWorld, action?: string): Promise<void> {
  const name = world.actionName('shop');
  const body = JSON.stringify({ name, scheme: 'standard-webhooks', ...(action === undefined ? {} : { action }) });
  const answer = expecting(201, await world.api.ask('POST', '/v1/webhooks/sources', { token: world.person('Mia').token, body }));
  sides(world).shop = { name, secret: json<{ secret: string }>(answer).secret };
}

// Senders read no document of ours, so this is not held to it.
async function sendBy(world: TenstoneWorld, secret: string, event?: Sides['event']): Promise<Answer> {
  const { name } = side(world, 'shop');
  const { id, body } = event ?? (sides(world).event ??= { id: `evt_${randomUUID()}`, body: '{"type": "order.paid",  "total": 1.50, "note": "caf\\u00e9 ☕"}' });
  const { now } = world.deployment;
  const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': new Webhook(secret).sign(id, now, body) };
  const { status, headers: answered, body: bytes } = await sendRaw(world.api.port, 'POST', `/hooks/${name}`, { body: Buffer.from(body), headers });
  return { status, headers: answered, text: bytes.toString() };
}
async function send(world: TenstoneWorld): Promise<void> {
  world.answer = await eventually('the shop is known', () => sendBy(world, side(world, 'shop').secret), ({ status }) => status !== 401);
  assert.ok([200, 202].includes(world.answer.status), world.answer.text);
}

async function inbox(world: TenstoneWorld, name = 'Mia'): Promise<InboxEvent[]> {
  return json<PageOf<InboxEvent>>(expecting(200, await world.api.ask('GET', '/v1/webhooks/inbox', { token: world.person(name).token }))).data;
}
async function becomes(world: TenstoneWorld, state: string): Promise<InboxEvent> {
  const [event] = await eventually(`her event is ${state}`, () => inbox(world), (all) => all.length === 1 && all[0]?.state === state);
  assert.ok(event);
  return event;
}

Given("each event of Mia's shop starts an export", async function (this: TenstoneWorld) {
  await made(this, exportsName(this));
});

When('her shop sends an event twice', async function (this: TenstoneWorld) {
  await send(this);
  await send(this);
});
When('her shop sends {int} events at once', async function (this: TenstoneWorld, count: number) {
  await send(this);
  const others = Array.from({ length: count - 1 }, () => ({ id: `evt_${randomUUID()}`, body: '{"type": "order.paid"}' }));
  this.answers = [this.answer, ...(await Promise.all(others.map((event) => sendBy(this, side(this, 'shop').secret, event))))];
});
Then('all of them are accepted', function (this: TenstoneWorld) {
  assert.deepEqual(new Set(this.answers.map(({ status }) => status)), new Set([202]));
});
const sends = async function (this: TenstoneWorld) {
  await send(this);
};
When('her shop sends an event', sends);
Given('her shop has sent an event', sends);

Given('her shop has sent an event, which was handled', async function (this: TenstoneWorld) {
  await send(this);
  await becomes(this, 'succeeded');
  await calls(this, 1);
});

When('{person} replays the event', async function (this: TenstoneWorld, name: string) {
  const [event] = await inbox(this);
  expecting(202, await this.api.ask('POST', `/v1/webhooks/inbox/${event?.id ?? ''}/replay`, { token: this.person(name).token }));
});

When('a stranger sends an event in the name of her shop', async function (this: TenstoneWorld) {
  this.answer = await sendBy(this, `whsec_${Buffer.alloc(32, 's').toString('base64')}`);
});

Then('it is refused as not signed by her shop', function (this: TenstoneWorld) {
  assert.equal(json<{ code: string }>(expecting(401, this.answer)).code, 'signature_invalid');
});

Then("{person}'s inbox is empty", async function (this: TenstoneWorld, name: string) {
  assert.deepEqual(await inbox(this, name), []);
});

Then('her event is eventually handled, with one duplicate', async function (this: TenstoneWorld) {
  assert.equal((await becomes(this, 'succeeded')).duplicates, 1);
});

Then('her event eventually stands among the failed ones, because there is no such action', async function (this: TenstoneWorld) {
  const { id, error } = await becomes(this, 'failed');
  const failed = json<PageOf<InboxEvent>>(expecting(200, await this.api.ask('GET', '/v1/webhooks/inbox?state=failed', { token: this.person('Mia').token }))).data;
  assert.deepEqual(failed.map((each) => each.id), [id]);
  assert.match(String(error), /^There is no action /);
});

Then('for Nora there is neither that shop nor its event', async function (this: TenstoneWorld) {
  const { token } = this.person('Nora');
  assert.deepEqual(await inbox(this, 'Nora'), []);
  const { id } = await becomes(this, 'succeeded').catch(async () => becomes(this, 'failed'));
  expecting(404, await this.api.ask('GET', `/v1/webhooks/inbox/${id}`, { token }));
  expecting(404, await this.api.ask('POST', `/v1/webhooks/inbox/${id}/replay`, { token }));
  const shop = `/v1/webhooks/sources/${side(this, 'shop').name}`;
  for (const [method, path] of [['GET', shop], ['DELETE', shop], ['POST', `${shop}/rotate`]] as const) expecting(404, await this.api.ask(method, path, { token, body: method === 'POST' ? '{}' : undefined }));
});

const hasEvents = (count: number) =>
  async function (this: TenstoneWorld) {
    const { id, body } = side(this, 'event');
    const seen = await calls(this, count);
    assert.equal(seen.length, count);
    for (const call of seen) {
      const input = JSON.parse(call.body) as { event: { id: string; type: string; source: string }; body: unknown };
      assert.deepEqual(input.body, JSON.parse(body));
      assert.deepEqual([input.event.type, input.event.source], ['order.paid', side(this, 'shop').name]);
      assert.ok(call.body.includes('1.50'), 'numbers as the shop wrote them');
    }
    assert.equal(json<{ event_id: string }>(expecting(200, await this.api.ask('GET', `/v1/webhooks/inbox/${String((await inbox(this))[0]?.id)}`, { token: this.person('Mia').token }))).event_id, id);
  };
Then("Nora's service has the event once, as the input of an export", hasEvents(1));
Then("Nora's service eventually has the event twice, as the input of an export", hasEvents(2));

// ---- Events for others.

Given("Nora's service wants what is exported", async function (this: TenstoneWorld) {
  const body = JSON.stringify({ url: (await nora(this)).url, types: ['books.*'] });
  const answer = expecting(201, await this.api.ask('POST', '/v1/webhooks/endpoints', { token: this.person('Mia').token, body }));
  sides(this).secret = json<{ secret: string }>(answer).secret;
});

async function signedFor(world: TenstoneWorld, type: string): Promise<{ type: string; data: unknown }> {
  const [call] = await calls(world, 1);
  assert.ok(call);
  verifySigned(call, side(world, 'secret'), world.deployment.now);
  const message = JSON.parse(call.body) as { type: string; data: unknown };
  assert.equal(message.type, type);
  return message;
}

Then("Nora's service eventually has the event, signed for her", async function (this: TenstoneWorld) {
  assert.deepEqual((await signedFor(this, 'books.exported')).data, JSON.parse(books));
});

// ---- By command.

Given("Olaf has made a source for Mia's shop by command", async function (this: TenstoneWorld) {
  const name = this.actionName('shop');
  const said = await this.platform.cli.output(['webhook', 'source', 'add', name, '--as', this.person('Mia').email]);
  const secret = /^secret: (whsec_\S+)$/m.exec(said)?.[1];
  assert.ok(secret, said);
  sides(this).shop = { name, secret };
});

When("Olaf lists Mia's events by command", async function (this: TenstoneWorld) {
  await becomes(this, 'succeeded');
  this.outcome = await this.platform.cli.run(['webhook', 'inbox', '--as', this.person('Mia').email]);
});

Then('it succeeds and names the event', async function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 0, this.outcome.output);
  const [event] = await inbox(this);
  assert.match(this.outcome.stdout, new RegExp(`^${String(event?.id)} .* order\\.paid +succeeded$`, 'm'));
});

Then('a recorded request of the shop is verified by command, and not when a byte is changed', async function (this: TenstoneWorld) {
  const { secret } = side(this, 'shop');
  const folder = join(this.platform.folder, this.actionName('recorded'));
  mkdirSync(folder);
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const { id, body } = side(this, 'event');
  const at = new Date(1_700_000_000_000);
  const headers = write('headers', `Host: example.com\r\nWebhook-Id: ${id}\r\nwebhook-timestamp: 1700000000\r\nwebhook-signature: ${new Webhook(secret).sign(id, at, body)}\r\n\r\n`);
  const look = (text: string, now: number) =>
    this.platform.cli.run(['webhook', 'verify', '--secret', write('secret', `${secret}\n`), '--headers', headers, '--body', write('body', text), '--now', String(now)]);
  const good = await look(body, 1_700_000_299);
  assert.deepEqual([good.code, good.stdout], [0, `verified, event ${id}\n`]);
  const changed = await look(body.replace('1.50', '1.5'), 1_700_000_000);
  assert.equal(changed.code, 1);
  assert.match(changed.stdout, /^signature_invalid: /);
  const late = await look(body, 1_700_000_301);
  assert.match(late.stdout, /^timestamp_out_of_range: /);
});

Given("Olaf has made an endpoint for Nora's service by command", async function (this: TenstoneWorld) {
  const said = await this.platform.cli.output(['webhook', 'endpoint', 'add', (await nora(this)).url, '--as', this.person('Mia').email]);
  sides(this).secret = String(/^secret: (whsec_\S+)$/m.exec(said)?.[1]);
  this.outcome = { code: 0, stdout: said, stderr: '', output: said };
});

When('Olaf sends it a test by command', async function (this: TenstoneWorld) {
  const id = String(/^[0-9a-f-]{36}/m.exec(this.outcome.stdout)?.[0]);
  await this.platform.cli.output(['webhook', 'endpoint', 'test', id, '--as', this.person('Mia').email]);
});

Then("Nora's service eventually has the test", async function (this: TenstoneWorld) {
  await signedFor(this, 'webhook.test');
});

Then('Olaf sees the delivery by command', async function (this: TenstoneWorld) {
  const list = (): Promise<string> => this.platform.cli.output(['webhook', 'deliveries', '--as', this.person('Mia').email]);
  await eventually('the delivery has succeeded', list, (seen) => new RegExp(`^[0-9a-f-]{36} .* webhook\\.test +succeeded +${side(this, 'nora').url}$`, 'm').test(seen));
});
