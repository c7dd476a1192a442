// Of each exercise: its stub compiles and its test is red, and the solution turns it green.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Finding } from './page.ts';

export function exercisesOf(folder: string): string[] {
  return globSync(join(folder, 'exercises', '[0-9][0-9]')).sort();
}

export function hasTest(exercise: string): boolean {
  return globSync(join(exercise, '*_test.cpp')).length > 0;
}

// Runs the tests of one answer: how it ended, and how many tests there are.
export type RunTests = (filter: string) => { code: number | null; tests: number };

export function testsOf(program: string): RunTests {
  return (filter) => {
    const listed = spawnSync(program, ['--gtest_list_tests', `--gtest_filter=${filter}`], { encoding: 'utf8' });
    const { status } = spawnSync(program, ['--gtest_brief=1', `--gtest_filter=${filter}`], { encoding: 'utf8' });
    return { code: status, tests: listed.stdout.split('\n').filter((line) => /^ {2}\S/.test(line)).length };
  };
}

export function exerciseFindings(exercise: string, run: RunTests): Finding[] {
  const name = `Exercise${basename(exercise)}`;
  const at = (text: string): Finding => ({ file: exercise, line: 1, text });
  if (!existsSync(join(exercise, 'solution'))) return [at('solution/ is missing')];
  if (!hasTest(exercise)) return [at('its test is missing: *_test.cpp')];
  const [stub, solution] = [run(`${name}/Stub.*`), run(`${name}/Solution.*`)];
  const findings: Finding[] = [];
  if (stub.tests === 0 || stub.tests !== solution.tests) findings.push(at(`its test runs against both answers: ${name}/Stub has ${stub.tests} tests, ${name}/Solution ${solution.tests} (projects/exercise.hpp)`));
  else if (stub.code === 0) findings.push(at('its stub passes: it must leave something to do'));
  else if (stub.code !== 1) findings.push(at(`its stub dies (${stub.code ?? 'by a signal'}): it must run and fail a test`));
  if (solution.tests > 0 && solution.code !== 0) findings.push(at('its solution fails its test'));
  return findings;
}
