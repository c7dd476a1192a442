import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting } from '../support/api.ts';
import type { TenstoneWorld } from '../support/world.ts';

const bringIn = async function (this: TenstoneWorld, name: string) {
  await this.bringIn(name);
};
Given('{person} is a member', bringIn);
When('Olaf adds {person} as a user', bringIn);

Given('{person} and {person} are members of different organisations', async function (this: TenstoneWorld, one: string, other: string) {
  await this.bringIn(one);
  await this.bringIn(other);
});

const giveToken = async function (this: TenstoneWorld, name: string) {
  await this.giveToken(name);
};
When('Olaf gives {person} another token', giveToken);
Given('Olaf has given {person} another token', giveToken);

Given("one of {person}'s tokens has been revoked", async function (this: TenstoneWorld, name: string) {
  await this.giveToken(name);
  await this.revokeFirstToken(name);
});

When("Olaf revokes {person}'s first token", async function (this: TenstoneWorld, name: string) {
  await this.revokeFirstToken(name);
});

When('Olaf adds {person} once more', async function (this: TenstoneWorld, name: string) {
  this.outcome = await this.platform.cli.run(['user', 'add', this.person(name).email]);
});

// What a greeting is answered with each of her tokens, the first one first.
async function greetings(world: TenstoneWorld, name: string): Promise<number[]> {
  const answers = world.person(name).tokens.map(({ secret }) => world.api.start('hello', '{}', secret));
  return (await Promise.all(answers)).map(({ status }) => status);
}

Then('{person} can start a greeting', async function (this: TenstoneWorld, name: string) {
  assert.deepEqual(await greetings(this, name), [202]);
});

Then("each of {person}'s tokens starts a greeting", async function (this: TenstoneWorld, name: string) {
  assert.deepEqual(await greetings(this, name), [202, 202]);
});

Then("only {person}'s second token starts a greeting", async function (this: TenstoneWorld, name: string) {
  assert.deepEqual(await greetings(this, name), [401, 202]);
});

Given('Mia belongs to an organisation', async function (this: TenstoneWorld) {
  await this.bringIn('Mia', `Acme ${randomUUID()}`);
});

Given('two strangers have given their organisations the same name', async function (this: TenstoneWorld) {
  this.organisation = { name: `Acme ${randomUUID()}`, id: '' };
  for (const email of [randomUUID(), randomUUID()].map((id) => `${id}@example.test`)) {
    const body = JSON.stringify({ email, password: `correct horse ${randomUUID()}`, organisation: this.organisation.name });
    expecting(202, await this.api.ask('POST', '/v1/auth/signup', { body }));
  }
});

When('Olaf adds Nora to that organisation by its {word}', async function (this: TenstoneWorld, by: 'name' | 'id') {
  this.outcome = await this.tryBringIn('Nora', this.organisation[by]);
});

When('Olaf adds Mia and Nora to a new organisation at the same time', async function (this: TenstoneWorld) {
  const organisation = `Acme ${randomUUID()}`;
  await Promise.all(['Mia', 'Nora'].map((name) => this.bringIn(name, organisation)));
});

Then('each of the two sees the greetings that the other starts', async function (this: TenstoneWorld) {
  const names = ['Mia', 'Nora'];
  const started = await Promise.all(names.map(async (name) => expecting(202, await this.api.start('hello', '{}', this.person(name).token))));
  const ids = started.map(({ text }) => (JSON.parse(text) as { job: { id: string } }).job.id).sort();
  for (const name of names) assert.deepEqual((await this.api.jobs(this.person(name).token)).map(({ id }) => id).sort(), ids, name);
});
