// `tools/node features test [FILE[:LINE] | PROJECT'S FOLDER]… [CUCUMBER OPTION…]`: runs the scenarios and ends with
// "N passed, N failed".
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration, runCucumber, type IRunOptions, type IRunResult } from '@cucumber/cucumber/api';
import { getWorstTestStepResult, TestStepResultStatus, type Pickle, type TestStepResult } from '@cucumber/messages';
import { processesOf } from './processes.ts';
import { missingBinaries, selected } from './selection.ts';

const provided = selected(process.argv.slice(2));
const missing = missingBinaries(provided);
if (missing.length > 0) {
  console.error(missing.join('\n'));
  process.exit(2);
}
mkdirSync('../reports', { recursive: true });

// Everything that the scenarios start has this folder in its environment or arguments: what is left is found by it.
const root = mkdtempSync(join(tmpdir(), 'tenstone-features-'));
process.env['TENSTONE_FEATURES_ROOT'] = root;
function sweep(): string[] {
  const left = processesOf(root);
  for (const line of left) process.kill(Number.parseInt(line, 10), 'SIGKILL');
  rmSync(root, { recursive: true, force: true });
  return left;
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    sweep();
    process.exit(1);
  });
}

const { runConfiguration } = await loadConfiguration({ provided });

let passed = 0;
let failed = 0;
const failures: string[] = [];
async function scenarios(configuration: IRunOptions): Promise<IRunResult> {
  const pickles = new Map<string, Pickle>();
  const cases = new Map<string, Pickle | undefined>();
  const started = new Map<string, { pickle: Pickle | undefined; results: TestStepResult[] }>();
  return runCucumber(configuration, { cwd: process.cwd() }, ({ pickle, testCase, testCaseStarted, testStepFinished, testCaseFinished }) => {
    if (pickle) pickles.set(pickle.id, pickle);
    if (testCase) cases.set(testCase.id, pickles.get(testCase.pickleId));
    if (testCaseStarted) started.set(testCaseStarted.id, { pickle: cases.get(testCaseStarted.testCaseId), results: [] });
    if (testStepFinished) started.get(testStepFinished.testCaseStartedId)?.results.push(testStepFinished.testStepResult);
    if (testCaseFinished) {
      const run = started.get(testCaseFinished.testCaseStartedId);
      const worst = getWorstTestStepResult(run?.results ?? []);
      if (worst.status === TestStepResultStatus.PASSED) passed += 1;
      else {
        failed += 1;
        failures.push(`FAILED: ${run?.pickle?.uri ?? ''}: ${run?.pickle?.name ?? ''}: ${worst.status} ${(worst.message ?? '').split('\n')[0] ?? ''}`);
      }
    }
  });
}

const first = await scenarios(runConfiguration);
// Once more, by the command line, what it offers as well. With a report of its own.
const again: IRunOptions = { ...structuredClone(runConfiguration), support: first.support };
again.sources.tagExpression = ['@both-ways', again.sources.tagExpression].filter(Boolean).map((each) => `(${each})`).join(' and ');
again.runtime.worldParameters = { caller: 'cli' };
again.formats.files = Object.fromEntries(Object.entries(again.formats.files).map(([path, format]) => [path.replace('.html', '-cli.html'), format]));
const second = await scenarios(again);
const success = first.success && second.success;

const left = sweep();
if (left.length > 0) failures.push(`FAILED: left running:\n${left.join('\n')}`);
for (const each of failures) console.log(each);
// What fails outside a scenario fails the run, too, and so does a run of nothing.
if (failed === 0 && (!success || left.length > 0 || passed === 0)) failed = 1;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
