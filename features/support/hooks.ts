import { After, AfterAll, Before, setDefaultTimeout, Status } from '@cucumber/cucumber';
import { Platform } from './platform.ts';
import { TenstoneWorld } from './world.ts';

// Steps have deadlines of their own, with better words; this is the last resort.
setDefaultTimeout(90_000);

// Ordinary scenarios of one cucumber worker share a platform. @own-platform: they stop and kill things, so each has its
// own. @fresh: its own, with nothing started.
let shared: Platform | undefined;

async function started(): Promise<Platform> {
  const platform = new Platform();
  try {
    await platform.start('api');
    await platform.start('worker');
  } catch (error) {
    await platform.close();
    throw error;
  }
  return platform;
}

Before({ tags: 'not @own-platform and not @fresh' }, async function (this: TenstoneWorld) {
  shared ??= await started();
  this.platform = shared;
});

Before({ tags: '@own-platform' }, async function (this: TenstoneWorld) {
  this.platform = await started();
});

Before({ tags: '@fresh' }, function (this: TenstoneWorld) {
  this.platform = new Platform();
});

After({ tags: '@own-platform or @fresh' }, async function (this: TenstoneWorld) {
  await this.platform.close();
});

After(async function (this: TenstoneWorld) {
  for (const cleanup of this.cleanups) await cleanup();
});

// After hooks run last first: this one still sees the processes.
After(function (this: TenstoneWorld, { result }) {
  if (result?.status !== Status.PASSED) this.attach(this.platform.logTail(), 'text/plain');
});

AfterAll(async () => {
  await shared?.close();
});
