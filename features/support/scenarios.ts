// Runs scenarios by cucumber, and says of each how it ended.
import { runCucumber, type IRunOptions, type ISupportCodeLibrary } from '@cucumber/cucumber/api';
import { getWorstTestStepResult, TestStepResultStatus, type Pickle, type TestStepResult } from '@cucumber/messages';
import { called, isLate } from './chance.ts';

export interface Failure {
  scenario: string;
  text: string; // its first line
  late: boolean;
  configuration: IRunOptions; // runs this one alone
}

export interface Ended {
  passed: string[]; // the features' files, one for each scenario
  failures: Failure[];
  bothWays: boolean; // some of them are to be run by the command line, too
  success: boolean; // false also when something outside of scenarios failed
  support: ISupportCodeLibrary;
}

export async function runScenarios(configuration: IRunOptions): Promise<Ended> {
  const passed: string[] = [];
  const failures: Failure[] = [];
  let bothWays = false;
  const pickles = new Map<string, Pickle>();
  const cases = new Map<string, Pickle>();
  const started = new Map<string, { pickle: Pickle; results: TestStepResult[] }>();
  const { success, support } = await runCucumber(configuration, { cwd: process.cwd() }, ({ pickle, testCase, testCaseStarted, testStepFinished, testCaseFinished }) => {
    if (pickle) pickles.set(pickle.id, pickle);
    if (testCase) cases.set(testCase.id, known(pickles.get(testCase.pickleId)));
    if (testCaseStarted) started.set(testCaseStarted.id, { pickle: known(cases.get(testCaseStarted.testCaseId)), results: [] });
    if (testStepFinished) started.get(testStepFinished.testCaseStartedId)?.results.push(testStepFinished.testStepResult);
    if (testCaseFinished) {
      const { pickle, results } = known(started.get(testCaseFinished.testCaseStartedId));
      bothWays ||= pickle.tags.some(({ name }) => name === '@both-ways');
      const worst = getWorstTestStepResult(results);
      if (worst.status === TestStepResultStatus.PASSED) passed.push(pickle.uri);
      else {
        const bad = results.filter((result) => result.status !== TestStepResultStatus.PASSED && result.status !== TestStepResultStatus.SKIPPED);
        // A crash tells more than the deadline that was missed because of it.
        const { status, message = '' } = bad.find((result) => !isLate([result])) ?? worst;
        failures.push({ scenario: called(pickle.uri, pickle.name), text: `${status} ${message.split('\n')[0] ?? ''}`, late: isLate(bad), configuration: alone(configuration, pickle) });
      }
    }
  });
  return { passed, failures, bothWays, success, support };
}

function alone(configuration: IRunOptions, { uri, location }: Pickle): IRunOptions {
  return {
    ...configuration,
    sources: { ...configuration.sources, paths: [`${uri}:${known(location).line}`] },
    runtime: { ...configuration.runtime, parallel: 1 },
    formats: { ...configuration.formats, files: {} },
  };
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('cucumber tells of a scenario that it has not begun');
  return value;
}
