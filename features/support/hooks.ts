import { After, AfterAll, Before, setDefaultTimeout, Status, type ITestCaseHookParameter } from '@cucumber/cucumber';
import { closeBrowser } from './browser.ts';
import type { Deployment } from './deployment.ts';
import { Platform } from './platform.ts';
import { Project } from './project.ts';
import { TenstoneWorld } from './world.ts';

// Steps have deadlines of their own, with better words; this is the last resort.
setDefaultTimeout(90_000);

// Ordinary scenarios of one cucumber worker share what runs, until one of another project comes. The others have a
// deployment of their own: @own-processes has processes that may be stopped and killed, and a Redis; @own-platform and
// @own-project have their servers, too; @fresh has nothing started.
let shared: { of: string; deployment: Deployment } | undefined;
type Kind = 'shared' | '@own-processes' | '@own-servers' | '@fresh';

function kindOf({ pickle }: ITestCaseHookParameter): Kind {
  const has = (...names: string[]) => pickle.tags.some(({ name }) => names.includes(name));
  return has('@fresh') ? '@fresh' : has('@own-platform', '@own-project') ? '@own-servers' : has('@own-processes') ? '@own-processes' : 'shared';
}

async function deploymentFor(project: string | undefined, kind: Kind): Promise<Deployment> {
  const deployment = project === undefined ? new Platform() : new Project(project);
  if (kind === '@fresh') return deployment;
  try {
    if (kind === '@own-servers') deployment.bringServers();
    else await deployment.borrow();
    if (deployment instanceof Project) await Promise.all(deployment.processes.map((name) => deployment.start(name)));
    else await Promise.all([deployment.start('api'), deployment.start('worker')]);
  } catch (error) {
    await deployment.close();
    throw error;
  }
  return deployment;
}

async function sharedOf(project: string | undefined): Promise<Deployment> {
  const of = project ?? 'platform';
  if (shared?.of !== of) {
    await shared?.deployment.close();
    shared = undefined;
    shared = { of, deployment: await deploymentFor(project, 'shared') };
  }
  return shared.deployment;
}

Before(async function (this: TenstoneWorld, scenario) {
  const project = Project.of(scenario.pickle.uri);
  const kind = kindOf(scenario);
  this.deployment = kind === 'shared' ? await sharedOf(project) : await deploymentFor(project, kind);
});

After(async function (this: TenstoneWorld, scenario) {
  if (kindOf(scenario) !== 'shared' && this.hasDeployment) await this.deployment.close();
});

After(async function (this: TenstoneWorld) {
  for (const cleanup of this.cleanups) await cleanup();
});

After(function (this: TenstoneWorld) {
  const crashes = this.hasDeployment ? this.deployment.crashes() : [];
  if (crashes.length > 0) throw new Error(crashes.join('\n'));
});

// After hooks run last first: this one still sees the processes.
After(async function (this: TenstoneWorld, { result }) {
  if (result?.status === Status.PASSED || !this.hasDeployment) return;
  this.attach(this.deployment.logTail(), 'text/plain');
  await this.screenshot();
});

AfterAll(async () => {
  await closeBrowser();
  await shared?.deployment.close();
  shared = undefined; // one process may run scenarios more than once
});
