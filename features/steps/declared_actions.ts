import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { expecting, json, type Answer } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { start, started } from './actions.ts';

type Declaration = Record<string, unknown>;

const input = { type: 'object', properties: { name: { type: 'string' } } };
const welcomes = (world: TenstoneWorld, more: Declaration = {}): Declaration => ({ name: world.actionName('welcome'), summary: 'Says hello', input, run: { builtin: 'log' }, ...more });
const errands = (world: TenstoneWorld, attempts: number): Declaration => ({ name: world.actionName('errand'), job: { attempts }, run: { builtin: 'flaky' } });
const welcome = JSON.stringify({ name: 'Mia' });

export async function declare(world: TenstoneWorld, declaration: Declaration, name = String(declaration['name'])): Promise<Answer> {
  return world.api.declare(name, JSON.stringify(declaration), await world.operatorToken());
}

export async function declared(world: TenstoneWorld, declaration: Declaration): Promise<void> {
  const { status, text } = await declare(world, declaration);
  assert.ok([200, 201].includes(status), text);
}

// Each change is one version more, which every process counts.
async function everyProcessKnows(world: TenstoneWorld): Promise<void> {
  const version = async (role: string): Promise<string> => /^tenstone_actions_version_count (\d+)$/m.exec((await world.platform.http(role).ask('GET', '/metrics')).text)?.[1] ?? '';
  const expected = await version('api');
  assert.match(expected, /^[1-9]/);
  await eventually('the worker knows', () => version('worker'), (seen) => seen === expected);
}

function file(world: TenstoneWorld, name: string, text: string): string {
  const path = join(world.platform.folder, name);
  writeFileSync(path, text);
  return path;
}

Given('Olaf has declared welcomes', async function (this: TenstoneWorld) {
  await declared(this, welcomes(this));
});

Given('Olaf has declared welcomes, at most {int} an hour', async function (this: TenstoneWorld, count: number) {
  await declared(this, welcomes(this, { limit: { rate: `${count}/h` } }));
});

Given('Olaf has declared welcomes in a file of his own, by command', async function (this: TenstoneWorld) {
  const path = file(this, 'welcome.yaml', `# Olaf's\nname: ${this.actionName('welcome')}\nrun: { builtin: log }\n`);
  await this.platform.cli.output(['action', 'set', path]);
});

Given('Olaf has declared errands that are tried {int} times', async function (this: TenstoneWorld, attempts: number) {
  await declared(this, errands(this, attempts));
});

Given('Olaf has removed welcomes', async function (this: TenstoneWorld) {
  expecting(204, await this.api.undeclare(this.actionName('welcome'), await this.operatorToken()));
});

Given('a file declares greetings', function (this: TenstoneWorld) {
  mkdirSync(join(this.platform.folder, 'actions'));
  file(this, 'actions/greetings.yaml', 'name: hello\nrun: { builtin: log }\n');
});

Given('the worker hangs', function (this: TenstoneWorld) {
  this.platform.process('worker').signal('SIGSTOP');
});

When('the worker goes on', function (this: TenstoneWorld) {
  this.platform.process('worker').signal('SIGCONT');
});

When('{person} starts a welcome', async function (this: TenstoneWorld, name: string) {
  await start(this, name, this.actionName('welcome'), welcome);
});

Given('{person} has started a welcome', async function (this: TenstoneWorld, name: string) {
  await started(this, name, this.actionName('welcome'), welcome);
});

Given('{person} has started one of those errands, which waits for another attempt', async function (this: TenstoneWorld, name: string) {
  await started(this, name, this.actionName('errand'), '{"times": 100}');
  await this.jobBecomes('retrying');
});

When('Olaf declares {int} actions and {person} starts each as soon as it is there', async function (this: TenstoneWorld, count: number, name: string) {
  for (let i = 1; i <= count; i += 1) {
    const action = this.actionName(`action-${i}`);
    expecting(201, await declare(this, { name: action, run: { builtin: 'log' } }));
    expecting(202, await this.api.start(action, welcome, this.person(name).token));
  }
  this.expected = count;
});

Then('each eventually succeeds on attempt 1', async function (this: TenstoneWorld) {
  const ends = async () => (await this.api.jobs(this.person('Mia').token)).map(({ state, attempt }) => `${state} ${attempt}`);
  const seen = await eventually('all have been tried', ends, (all) => all.length === this.expected && all.every((end) => !/^(queued|running)/.test(end)));
  assert.deepEqual(new Set(seen), new Set(['succeeded 1']));
});

When('Olaf declares welcomes of a rate, a number of attempts and a queue that cannot be', async function (this: TenstoneWorld) {
  this.answer = await declare(this, welcomes(this, { limit: { rate: 'often' }, job: { attempts: 0, queue: 'No Queue' } }));
});

Then('it names each of the three', function (this: TenstoneWorld) {
  const { errors } = json<{ errors: { in: string; pointer: string }[] }>(this.answer);
  assert.deepEqual(errors.map(({ pointer }) => pointer).sort(), ['/job/attempts', '/job/queue', '/limit/rate']);
  assert.ok(errors.every((each) => each.in === 'body'), this.answer.text);
});

When('Olaf declares welcomes under the name of something else', async function (this: TenstoneWorld) {
  this.answer = await declare(this, welcomes(this), 'something-else');
});

When('Olaf declares welcomes that are run by what nobody has written', async function (this: TenstoneWorld) {
  this.answer = await declare(this, welcomes(this, { run: 'native' }));
});

When('Olaf declares welcomes of a wrong rate by command', async function (this: TenstoneWorld) {
  const path = file(this, 'welcome.yaml', 'name: welcome\nrun: { builtin: log }\nlimit: { rate: often }\n');
  this.outcome = await this.platform.cli.run(['action', 'set', path]);
});

Then('a welcome that {person} starts is carried out', async function (this: TenstoneWorld, name: string) {
  await started(this, name, this.actionName('welcome'), welcome);
  await this.jobBecomes('succeeded');
});

When('Olaf allows {int} welcome an hour', async function (this: TenstoneWorld, count: number) {
  await declared(this, welcomes(this, { limit: { rate: `${count}/h` } }));
});

Then('{person} can start one welcome, and not two', async function (this: TenstoneWorld, name: string) {
  await started(this, name, this.actionName('welcome'), welcome);
  await start(this, name, this.actionName('welcome'), welcome);
  assert.equal(this.answer.status, 429, this.answer.text);
});

Then('it is carried out once Olaf has declared welcomes again', async function (this: TenstoneWorld) {
  const { attempts } = await this.job();
  assert.match(JSON.stringify(attempts.at(-1)?.error), /job_kind_unknown/);
  await declared(this, welcomes(this));
  await this.platform.passTime('1min');
  await this.jobBecomes('succeeded');
});

When('{person} declares welcomes', async function (this: TenstoneWorld, name: string) {
  this.answer = await this.api.declare(this.actionName('welcome'), JSON.stringify(welcomes(this, { summary: "Mia's" })), this.person(name).token);
});

When('{person} removes welcomes', async function (this: TenstoneWorld, name: string) {
  this.answer = await this.api.undeclare(this.actionName('welcome'), this.person(name).token);
});

When('she declares welcomes in her browser', async function (this: TenstoneWorld) {
  this.answer = await this.visitor.ask('PUT', `/v1/actions/${this.actionName('welcome')}`, JSON.stringify(welcomes(this)));
});

When('Olaf starts a welcome with what he declares with', async function (this: TenstoneWorld) {
  this.answer = await this.api.start(this.actionName('welcome'), welcome, await this.operatorToken());
});

async function shown(world: TenstoneWorld): Promise<Declaration> {
  return JSON.parse(await world.platform.cli.output(['action', 'show', world.actionName('welcome')])) as Declaration;
}

Then('welcomes are as Olaf declared them', async function (this: TenstoneWorld) {
  assert.deepEqual(await shown(this), welcomes(this));
});

When('Olaf declares greetings anew', async function (this: TenstoneWorld) {
  this.answer = await declare(this, { name: 'hello', run: { builtin: 'flaky' } });
});

When('Olaf declares greetings by command', async function (this: TenstoneWorld) {
  const path = file(this, 'other.json', '{"name": "hello", "run": {"builtin": "flaky"}}');
  this.outcome = await this.platform.cli.run(['action', 'set', path]);
});

Then('what Olaf declares now reaches every process', async function (this: TenstoneWorld) {
  await declared(this, welcomes(this, { summary: 'Said anew' }));
  await everyProcessKnows(this);
});

When('Olaf declares by command what his command shows of welcomes', async function (this: TenstoneWorld) {
  const path = file(this, 'shown.json', await this.platform.cli.output(['action', 'show', this.actionName('welcome')]));
  this.outcome = await this.platform.cli.run(['action', 'set', path]);
});

Then('it succeeds, and welcomes are as Olaf declared them', async function (this: TenstoneWorld) {
  assert.equal(this.outcome.code, 0, this.outcome.output);
  assert.deepEqual(await shown(this), welcomes(this));
});

// The worker reads none, so it has the samples.
const elsewhere = ['--actions-folder', 'elsewhere'];
Given('a folder that no worker reads declares teas', function (this: TenstoneWorld) {
  mkdirSync(join(this.platform.folder, 'elsewhere'), { recursive: true });
  file(this, 'elsewhere/tea.yaml', 'name: tea\nrun: { builtin: log }\n');
});

const commands: Record<string, string[]> = {
  'starts a tea': ['action', 'run', 'tea'],
  'schedules teas': ['schedule', 'add', 'tea', '--cron', '0 7 * * *'],
  'lets events start teas': ['webhook', 'source', 'add', 'teas', '--action', 'tea'],
};
When(/^Olaf (starts a tea|schedules teas|lets events start teas) by a command that reads that folder$/, async function (this: TenstoneWorld, does: string) {
  this.outcome = await this.platform.cli.run([...(commands[does] ?? assert.fail(does)), '--as', this.person('Mia').email, ...elsewhere]);
});

Then('{person} has no job and no schedule of teas', async function (this: TenstoneWorld, name: string) {
  const { email } = this.person(name);
  for (const words of [['job', 'list'], ['schedule', 'list'], ['webhook', 'source', 'list']]) assert.doesNotMatch(await this.platform.cli.output([...words, '--as', email]), /\bteas?\b/);
});
