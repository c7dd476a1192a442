// Project 07 and the libraries of OpenFeature, as they are published.
import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature, type Client, type EvaluationDetails, type JsonValue } from '@openfeature/server-sdk';
import { expecting } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { SdkPage } from '../support/sdk_page.ts';
import { Toggles } from '../support/toggles.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { laddered, ofType, types, values } from './flags_definitions.ts';

// ---- servers
interface Program {
  client: Client;
  details?: EvaluationDetails<JsonValue>;
}
const programs = new WeakMap<TenstoneWorld, Program>();
function programOf(world: TenstoneWorld): Program {
  const found = programs.get(world);
  if (!found) throw new Error('the scenario has no program yet');
  return found;
}
Given("a program uses OpenFeature's library for servers", async function (this: TenstoneWorld) {
  const toggles = Toggles.of(this);
  const [key, domain] = [await toggles.key(), toggles.word('program')];
  await toggles.becomes({}, ({ errorCode }) => errorCode === undefined);
  await OpenFeature.setProviderAndWait(domain, new OFREPProvider({ baseUrl: `http://127.0.0.1:${this.api.port}`, headers: { 'X-API-Key': key } }));
  programs.set(this, { client: OpenFeature.getClient(domain) });
});
function evaluate({ client }: Program, type: string, key: string, context: Record<string, string>): Promise<EvaluationDetails<JsonValue>> {
  switch (type) {
    case 'boolean': return client.getBooleanDetails(key, false, context);
    case 'number': return client.getNumberDetails(key, 7, context);
    case 'object': return client.getObjectDetails(key, {}, context);
    default: return client.getStringDetails(key, 'my own', context);
  }
}
When('it evaluates the flag with the library', async function (this: TenstoneWorld) {
  const { flag } = Toggles.of(this);
  const details = await evaluate(programOf(this), flag, Toggles.of(this).word(flag), { targetingKey: 'mia' });
  assert.equal(details.errorCode, undefined, JSON.stringify(details));
  Toggles.of(this).evaluated = { key: details.flagKey, value: details.value };
});
When(/^the program evaluates (a flag that does not exist|the flag as one of numbers)$/, async function (this: TenstoneWorld, what: string) {
  const program = programOf(this);
  const numbers = what.endsWith('numbers');
  program.details = await evaluate(program, numbers ? 'number' : 'string', Toggles.of(this).word(numbers ? 'string' : 'nothing'), { targetingKey: 'mia' });
});
Then('it is left with its own default, because of {word}', function (this: TenstoneWorld, code: string) {
  const { details } = programOf(this);
  assert.deepEqual([details?.value, details?.errorCode], [code === 'TYPE_MISMATCH' ? 7 : 'my own', code], JSON.stringify(details));
});
When('it evaluates the flag for Noah with the plan pro', async function (this: TenstoneWorld) {
  const program = programOf(this);
  program.details = await evaluate(program, 'string', Toggles.of(this).word('laddered'), { targetingKey: 'noah', plan: 'pro' });
});
Then('it gets the text "ruled", and the reason is a match', function (this: TenstoneWorld) {
  const { details } = programOf(this);
  assert.deepEqual([details?.value, details?.variant, details?.reason], ['ruled', 'ruled', 'TARGETING_MATCH'], JSON.stringify(details));
});

// ---- browsers
const pages = new WeakMap<TenstoneWorld, SdkPage>();
function pageOf(world: TenstoneWorld): SdkPage {
  const found = pages.get(world);
  if (!found) throw new Error('the scenario has no page yet');
  return found;
}
const empty: Record<string, unknown> = { boolean: false, string: 'my own', number: 7, object: {} };
async function seen(world: TenstoneWorld, ...words: string[]): Promise<unknown[]> {
  const defaults = Object.fromEntries(words.map((word) => [Toggles.of(world).word(word), empty[word] ?? 'my own']));
  const details = await pageOf(world).values(defaults);
  return words.map((word) => details[Toggles.of(world).word(word)]?.value);
}
Given('Olaf has made flags of all types for browsers', async function (this: TenstoneWorld) {
  for (const type of types) await Toggles.of(this).make(type, ofType(type, { client: true }));
});
Given('Olaf has made a flag for browsers with a target for Mia', async function (this: TenstoneWorld) {
  await Toggles.of(this).make('laddered', { ...laddered, client: true });
});
Given('Olaf has made a flag for browsers with a rule for the plan pro', async function (this: TenstoneWorld) {
  await Toggles.of(this).make('laddered', { ...laddered, targets: [], client: true });
});
// The page is of another origin than the service, which allows it.
const opens = async function (this: TenstoneWorld) {
  const page = await SdkPage.serve();
  this.cleanups.push(() => {
    page.close();
  });
  pages.set(this, page);
  await this.project.start('open', { TENSTONE_HTTP_ALLOWED_ORIGINS: page.origin });
  const key = await Toggles.of(this).key('client');
  await Toggles.of(this).settled('open');
  this.visit = await page.open(`http://127.0.0.1:${this.deployment.http('open').port}`, key, { targetingKey: 'mia' });
};
Given("a browser has opened a page with OpenFeature's library, as Mia", opens);
When("a browser opens a page with OpenFeature's library, as Mia", opens);
Then('the library gives the page each value', async function (this: TenstoneWorld) {
  assert.deepEqual(await seen(this, ...types), Object.values(values));
});
When('Olaf kills the flag of the type boolean', async function (this: TenstoneWorld) {
  assert.deepEqual(await seen(this, 'boolean'), [true]);
  await eventually('the page listens', () => pageOf(this).answers, (answers) => answers.some(({ path, status }) => path.endsWith('/stream') && status === 200));
  Toggles.of(this).flag = 'boolean';
  expecting(200, await Toggles.of(this).act('kill', { killed: true }));
});
Then('within {int} seconds the page shows it off, without having been loaded again', async function (this: TenstoneWorld, seconds: number) {
  await eventually('the page shows it off', () => seen(this, 'boolean'), ([value]) => value === false, seconds * 1000);
  assert.equal(pageOf(this).loads, 0);
});
When('Noah signs in on the page', async function (this: TenstoneWorld) {
  assert.deepEqual(await seen(this, 'laddered'), ['targeted']);
  await pageOf(this).become({ targetingKey: 'noah' });
});
Then('eventually the page shows what Noah gets', async function (this: TenstoneWorld) {
  await eventually('the page shows it', () => seen(this, 'laddered'), ([value]) => value === 'usual');
});
// Until the service has answered, the library shows what it has kept of this user, whatever else is known of her.
When('Mia buys the plan pro on the page', async function (this: TenstoneWorld) {
  assert.deepEqual(await seen(this, 'laddered'), ['usual']);
  await pageOf(this).become({ targetingKey: 'mia', plan: 'pro' });
});
Then('eventually the page shows what the plan pro gets', async function (this: TenstoneWorld) {
  await eventually('the page shows it', () => seen(this, 'laddered'), ([value]) => value === 'ruled');
});
When('the library asks for all flags again', async function (this: TenstoneWorld) {
  pageOf(this).answers.length = 0;
  await pageOf(this).comeBack();
});
Then('it is told that nothing has changed', async function (this: TenstoneWorld) {
  const asked = () => pageOf(this).answers.filter(({ method, path }) => method === 'POST' && path.endsWith('/evaluate/flags'));
  const [answer] = await eventually('the library asks', asked, (answers) => answers.length > 0);
  assert.equal(answer?.status, 304);
  assert.deepEqual(await seen(this, ...types), Object.values(values));
});
