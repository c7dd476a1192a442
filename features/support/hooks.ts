import { After, AfterAll, Before, setDefaultTimeout, Status, type ITestCaseHookParameter } from '@cucumber/cucumber';
import { closeBrowser } from './browser.ts';
import type { Deployment } from './deployment.ts';
import { Platform } from './platform.ts';
import { Project } from './project.ts';
import { TenstoneWorld } from './world.ts';

// Steps have deadlines of their own, with better words; this is the last resort.
setDefaultTimeout(90_000);

// Ordinary scenarios of one cucumber worker share what runs, until one of another project comes. @own-platform and
// @own-project: they stop and kill things, so each has its own. @fresh: its own, with nothing started.
let shared: { of: string; deployment: Deployment } | undefined;

function isOwn({ pickle }: ITestCaseHookParameter): boolean {
  return pickle.tags.some(({ name }) => ['@own-platform', '@own-project', '@fresh'].includes(name));
}

async function started(project: string | undefined): Promise<Deployment> {
  const deployment = project === undefined ? new Platform() : new Project(project);
  try {
    await deployment.start('api');
    if (deployment instanceof Platform) await deployment.start('worker');
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
    shared = { of, deployment: await started(project) };
  }
  return shared.deployment;
}

Before(async function (this: TenstoneWorld, scenario) {
  const project = Project.of(scenario.pickle.uri);
  if (scenario.pickle.tags.some(({ name }) => name === '@fresh')) this.deployment = project === undefined ? new Platform() : new Project(project);
  else this.deployment = isOwn(scenario) ? await started(project) : await sharedOf(project);
});

After(async function (this: TenstoneWorld, scenario) {
  if (isOwn(scenario)) await this.deployment.close();
});

After(async function (this: TenstoneWorld) {
  for (const cleanup of this.cleanups) await cleanup();
});

// After hooks run last first: this one still sees the processes.
After(async function (this: TenstoneWorld, { result }) {
  if (result?.status === Status.PASSED) return;
  this.attach(this.deployment.logTail(), 'text/plain');
  await this.screenshot();
});

AfterAll(async () => {
  await closeBrowser();
  await shared?.deployment.close();
});
