import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, somewhere, type Answer, type Ask } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { SignedIn } from '../support/signed_in.ts';
import type { TenstoneWorld } from '../support/world.ts';

interface Listed {
  id: string;
  prefix: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

function ask(world: TenstoneWorld, scope: string, expires_in?: string): Promise<Answer> {
  return world.visitor.ask('POST', '/v1/tokens', JSON.stringify({ name: 'report', scopes: [scope], expires_in }));
}

const make = (scope: string, expires_in?: string) =>
  async function (this: TenstoneWorld) {
    const { id, token } = json<{ id: string; token: string }>(expecting(201, await ask(this, scope, expires_in)));
    this.token = { id, secret: token };
  };
When('Mia makes a token that may read jobs', make('jobs:read'));
Given('Mia has made a token that may read jobs', make('jobs:read'));
Given('Mia has made a token that may start actions', make('actions:run'));
Given('Mia has made a token that never ends', make('jobs:read', 'never'));

When("Mia asks for a token for everybody's actions", async function (this: TenstoneWorld) {
  this.answer = await ask(this, 'installation:actions');
});
When('Mia asks for a token that ends in 5 seconds', async function (this: TenstoneWorld) {
  this.answer = await ask(this, 'jobs:read', '5s');
});
When('Mia asks for a token that ends when it ends', async function (this: TenstoneWorld) {
  this.answer = await ask(this, 'jobs:read', 'some day');
});

When('Mia revokes her token', async function (this: TenstoneWorld) {
  expecting(204, await this.visitor.ask('DELETE', `/v1/tokens/${this.token.id}`));
});

When("a stranger revokes Mia's token", async function (this: TenstoneWorld) {
  const stranger = await SignedIn.signUp(this.api);
  await stranger.signIn();
  const answer = await stranger.ask('DELETE', `/v1/tokens/${this.token.id}`);
  assert.equal(answer.status, 404, answer.text);
});

When("Olaf lists Mia's tokens", async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['user', 'tokens', this.visitor.email]);
});

When("her program starts a greeting with it, a stray cookie and another site's address", async function (this: TenstoneWorld) {
  const headers = { cookie: 'theme=dark', origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
  this.answer = await this.api.ask('POST', '/v1/actions/hello', { token: this.token.secret, body: '{}', headers });
});

const readsJobs = async function (world: TenstoneWorld): Promise<number> {
  return (await world.api.ask('GET', '/v1/jobs', { token: world.token.secret })).status;
};

Then('it reads her jobs and starts nothing', async function (this: TenstoneWorld) {
  const started = await this.api.start('hello', '{}', this.token.secret);
  assert.deepEqual([await readsJobs(this), started.status], [200, 403]);
});

Then('it still reads her jobs', async function (this: TenstoneWorld) {
  assert.equal(await readsJobs(this), 200);
});

Then('it opens nothing any more', async function (this: TenstoneWorld) {
  assert.equal(await readsJobs(this), 401);
});

async function list(world: TenstoneWorld): Promise<Listed[]> {
  return json<{ data: Listed[] }>(expecting(200, await world.visitor.ask('GET', '/v1/tokens'))).data;
}

Then('she sees it among her tokens, as used, and as ending in 90 days', async function (this: TenstoneWorld) {
  const [found, ...others] = await list(this);
  assert.ok(found);
  assert.deepEqual(others, []);
  assert.deepEqual({ id: found.id, prefix: found.prefix, scopes: found.scopes }, { id: this.token.id, prefix: this.token.secret.slice(0, 11), scopes: ['jobs:read'] });
  assert.ok(found.last_used_at);
  const days = (Date.parse(String(found.expires_at)) - Date.parse(found.created_at)) / 86_400_000;
  assert.ok(Math.abs(days - 90) < 0.01, String(days));
});

Then('Mia has no tokens', async function (this: TenstoneWorld) {
  assert.deepEqual(await list(this), []);
});

Then('he sees how hers begins, and not how it goes on', function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 0, this.outcome.output);
  assert.match(this.outcome.stdout, new RegExp(`^${this.token.secret.slice(0, 11)}  jobs:read  .*expires 20\\d\\d-`, 'm'));
  assert.ok(!this.outcome.output.includes(this.token.secret.slice(11)), this.outcome.output);
});

// As they are made, so that only a look can tell: libs/core/include/tenstone/core/token_text.hpp.
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
function forgedToken(): string {
  const text = `ts_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('base64url')}`;
  let check = '';
  for (let value = crc32(text); check.length < 6; value = Math.floor(value / 62)) check = `${base62[value % 62] ?? ''}${check}`;
  return text + check;
}
const forged: Record<string, () => Ask> = {
  tokens: () => ({ token: forgedToken() }),
  cookies: () => ({ headers: { cookie: `__Host-sid=${randomBytes(32).toString('base64url')}` } }),
};
const attackers = new WeakMap<TenstoneWorld, string>();
const askFrom = (world: TenstoneWorld, ask: Ask) => world.api.ask('GET', '/v1/jobs', { ...ask, from: attackers.get(world) ?? assert.fail('nobody forged') });

When(/^90 forged (tokens|cookies) come from (one|her) address$/, async function (this: TenstoneWorld, credentials: string, whose: string) {
  attackers.set(this, whose === 'her' ? this.visitor.from : somewhere());
  const forge = forged[credentials] ?? assert.fail(credentials);
  const began = performance.now();
  for (let i = 0; i < 90; i += 1) this.answers.push(await askFrom(this, forge()));
  this.expected = 20 + Math.ceil((performance.now() - began) / 1000); // looks: 20, and one more each second
});
Then('most of them are refused without a look, until a time that each is told', function (this: TenstoneWorld) {
  const codes = Map.groupBy(this.answers, ({ text }) => json<{ code: string }>({ status: 0, headers: {}, text }).code);
  const unseen = codes.get('too_many_bad_credentials') ?? [];
  assert.ok(this.answers.length - unseen.length <= this.expected, JSON.stringify([...codes].map(([code, { length }]) => [code, length])));
  for (const { status, headers } of unseen) assert.deepEqual([status, headers['retry-after']], [429, '1']);
});
Then('her token reads her jobs from that address when its time has passed', async function (this: TenstoneWorld) {
  await eventually('she is looked up', async () => (await askFrom(this, { token: this.token.secret })).status, (status) => status === 200);
});
