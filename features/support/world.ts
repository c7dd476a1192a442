import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setWorldConstructor, World } from '@cucumber/cucumber';
import { expecting, json, somewhere, type Answer, type Api, type Ask, type Job } from './api.ts';
import type { Visit } from './browser.ts';
import { ByApi, ByCommandLine, type Caller } from './caller.ts';
import type { Outcome } from './cli.ts';
import type { Deployment } from './deployment.ts';
import { eventually } from './eventually.ts';
import type { HalfRequest } from './half_request.ts';
import { Platform } from './platform.ts';
import { Project } from './project.ts';
import type { SignedIn } from './signed_in.ts';

export interface Token {
  id: string;
  secret: string;
}

export interface Organisation {
  name: string;
  id: string;
}

export interface Person {
  email: string;
  tokens: Token[];
  token: string; // the secret of the last one that holds
  organisation: string; // its id
}

// What one scenario knows: its platform, its people, and what they did last. Reading what no step has set fails by name.
export class TenstoneWorld extends World {
  readonly people = new Map<string, Person>();
  readonly settings: Record<string, string> = {};
  // Of a job's pauses, in milliseconds; of a flag's shares, who had it; of a list's pages, what is on it; how often flags
  // were switched; two answers.
  readonly pauses: number[] = [];
  readonly groups: string[][] = [];
  readonly startedJobs: string[] = [];
  switches = 0;
  expected = 0;
  // Actions belong to the installation, which scenarios share: each has names of its own.
  readonly #suffix = randomUUID().slice(0, 8);
  readonly #operator = new Map<string, string>(); // tokens by their scopes
  actionName(word: string): string {
    return `${word}-${this.#suffix}`;
  }
  pair: { job: Job; existed?: boolean }[] = [];
  // Who starts actions and looks after jobs: a caller of the API, or of the command line.
  readonly byCommandLine = (this.parameters as { caller?: string }).caller === 'cli';
  readonly caller: Caller = this.byCommandLine ? new ByCommandLine(() => this.platform.cli) : new ByApi(() => this.api);
  reportPath: string | undefined;
  answers: Answer[] = [];
  readonly answered: string[] = [];
  proxied = false;
  readonly #addresses = new Map<string, string>();
  // Run when the scenario ends.
  readonly cleanups: (() => Promise<void> | void)[] = [];
  #mails: string | undefined;
  readonly #kept: { deployment?: Deployment; answer?: Answer; outcome?: Outcome; job?: { id: string; owner: string }; half?: { owner: string; request: HalfRequest }; firstCommand?: string; visit?: Visit; visitor?: SignedIn; token?: Token; organisation?: Organisation; otherDevice?: SignedIn } = {};

  // What runs: the platform, or the project in whose folder the feature is.
  get hasDeployment(): boolean {
    return this.#kept.deployment !== undefined;
  }
  get deployment(): Deployment {
    return known(this.#kept.deployment, 'deployment');
  }
  set deployment(deployment: Deployment) {
    this.#kept.deployment = deployment;
  }
  get platform(): Platform {
    return a(Platform, this.deployment);
  }
  get project(): Project {
    return a(Project, this.deployment);
  }
  get api(): Api {
    return this.deployment.http('api');
  }
  get answer(): Answer {
    return known(this.#kept.answer, 'answer to a request');
  }
  set answer(answer: Answer) {
    this.#kept.answer = answer;
  }
  get outcome(): Outcome {
    return known(this.#kept.outcome, 'outcome of a command');
  }
  set outcome(outcome: Outcome) {
    this.#kept.outcome = outcome;
  }
  get half(): { owner: string; request: HalfRequest } {
    return known(this.#kept.half, 'request half sent');
  }
  set half(half: { owner: string; request: HalfRequest }) {
    this.#kept.half = half;
  }

  // Whom a mail is for, and what it calls him; the folder that mails come to: in development one of the data folder.
  recipient = `noah-${randomUUID()}@example.test`;
  whom = '';
  readonly newPassword = `battery staple ${randomUUID()}`;
  readonly tried: string[] = []; // passwords, one for each of the answers
  get mails(): string {
    return this.#mails ?? join(this.deployment.data, 'mail');
  }
  set mails(folder: string) {
    this.#mails = folder;
  }

  // Of a page in a real browser; it ends with the scenario.
  get visit(): Visit {
    return known(this.#kept.visit, 'page');
  }
  set visit(visit: Visit) {
    this.#kept.visit = visit;
    this.cleanups.push(() => visit.close());
  }
  async screenshot(): Promise<void> {
    const { visit } = this.#kept;
    if (visit) this.attach(await visit.page.screenshot(), 'image/png');
  }

  get visitor(): SignedIn {
    return known(this.#kept.visitor, 'visitor with a browser');
  }
  set visitor(visitor: SignedIn) {
    this.#kept.visitor = visitor;
  }
  get otherDevice(): SignedIn {
    return known(this.#kept.otherDevice, 'other device');
  }
  set otherDevice(device: SignedIn) {
    this.#kept.otherDevice = device;
  }
  // Which she made herself.
  get token(): Token {
    return known(this.#kept.token, 'token of her own');
  }
  set token(token: Token) {
    this.#kept.token = token;
  }
  // Whom somebody was added to last.
  get organisation(): Organisation {
    return known(this.#kept.organisation, 'organisation');
  }
  set organisation(organisation: Organisation) {
    this.#kept.organisation = organisation;
  }
  get firstCommand(): string {
    return known(this.#kept.firstCommand, 'command printed by the first start');
  }
  set firstCommand(command: string) {
    this.#kept.firstCommand = command;
  }

  get jobId(): string {
    return known(this.#kept.job, 'job').id;
  }
  followJob(owner: string, accepted: Answer): void {
    this.#kept.job = { id: json<{ job: Job }>(expecting(202, accepted)).job.id, owner };
  }
  job(): Promise<Job> {
    const { id, owner } = known(this.#kept.job, 'job');
    return this.caller.job(id, this.person(owner).token);
  }
  async jobBecomes(state: Job['state']): Promise<Job> {
    known(this.#kept.job, 'job');
    return eventually(`the job is ${state}`, () => this.job(), (job) => job.state === state);
  }

  person(name: string): Person {
    return known(this.people.get(name), `person called ${name}`);
  }

  // The loopback address from which a client of this scenario comes, and no other's.
  addressOf(name: string): string {
    const address = this.#addresses.get(name) ?? somewhere();
    this.#addresses.set(name, address);
    return address;
  }

  // From where her requests come: her own address, or, once there is one, the proxy that tells it.
  originOf(name: string): Pick<Ask, 'from' | 'headers'> {
    const address = this.addressOf(name);
    return this.proxied ? { headers: { 'x-forwarded-for': address } } : { from: address };
  }
  moveTo(name: string, address: string): void {
    this.#addresses.set(name, address);
  }

  // A person with an organisation of her own, whom no other scenario knows.
  async bringIn(name: string, organisation = `${name}'s ${randomUUID()}`): Promise<void> {
    const { code, output } = await this.tryBringIn(name, organisation);
    assert.equal(code, 0, output);
  }
  async tryBringIn(name: string, organisation: string): Promise<Outcome> {
    const email = `${name.toLowerCase()}-${randomUUID()}@example.test`;
    const outcome = await this.platform.cli.run(['user', 'add', email, '--organisation', organisation]);
    if (outcome.code === 0) {
      const token = printedToken(outcome.stdout);
      this.organisation = { name: organisation, id: String(/^organisation: (\S+)$/m.exec(outcome.stdout)?.[1]) };
      this.people.set(name, { email, tokens: [token], token: token.secret, organisation: this.organisation.id });
    }
    return outcome;
  }

  async giveToken(name: string): Promise<void> {
    const person = this.person(name);
    const token = printedToken(await this.platform.cli.output(['user', 'token', person.email]));
    person.tokens.push(token);
    person.token = token.secret;
  }

  // A token of Olaf's, which may declare actions, and what else is asked for.
  async operatorToken(...more: string[]): Promise<string> {
    const scopes = ['installation:actions', ...more];
    const known = this.#operator.get(scopes.join());
    if (known !== undefined) return known;
    const email = `olaf-${this.#suffix}@example.test`;
    if (this.#operator.size === 0) await this.platform.cli.output(['user', 'add', email]);
    const printed = await this.platform.cli.output(['user', 'token', email, ...scopes.flatMap((scope) => ['--scope', scope])]);
    const { secret } = printedToken(printed);
    this.#operator.set(scopes.join(), secret);
    return secret;
  }

  // Revokes the first of her tokens; it stays in the list.
  async revokeFirstToken(name: string): Promise<void> {
    const [first] = this.person(name).tokens;
    await this.platform.cli.output(['user', 'revoke-token', known(first, 'token').id]);
  }
}

// A token begins with its id: ts_ and eight letters.
function printedToken(output: string): Token {
  const found = /^token: (ts_(\w{8})\S+)$/m.exec(output);
  const [, secret, id] = found ?? [];
  if (secret === undefined || id === undefined) throw new Error(`no token in:\n${output}`);
  return { id, secret };
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the scenario has no ${what} yet`);
  return value;
}

function a<T extends Deployment>(kind: abstract new (name: string) => T, deployment: Deployment): T {
  if (deployment instanceof kind) return deployment;
  throw new Error(`this step needs a ${kind.name}`);
}

setWorldConstructor(TenstoneWorld);
