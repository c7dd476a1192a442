import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
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
