// `tools/node features test [FILE[:LINE] | PROJECT'S FOLDER]… [CUCUMBER OPTION…]`: runs the scenarios and ends with
// "N passed, N failed". README.md says what happens to those that fail by chance.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { loadConfiguration, loadSources, type IRunConfiguration, type IRunOptions } from '@cucumber/cucumber/api';
import { called, mostFlaky, readQuarantine, type Quarantined } from './chance.ts';
import { processesOf } from './processes.ts';
import { Project } from './project.ts';
import { groupOf, passedEarlier, remember } from './remembered.ts';
import { runScenarios, type Failure } from './scenarios.ts';
import { everything, missingBinaries, programsOf, selected, wholeGroups } from './selection.ts';
import { needsOf, SharedPostgres } from './servers.ts';
import { temporaryFolder } from './temporary.ts';

const words = process.argv.slice(2);
const provided = selected(words);
const missing = missingBinaries(provided);
if (missing.length > 0) {
  console.error(missing.join('\n'));
  process.exit(2);
}
const groups = wholeGroups(words).map((project) => groupOf(project, new URL('../..', import.meta.url).pathname));
const earlier = groups.map((group) => passedEarlier(group));
if (groups.length > 0 && !earlier.includes(undefined)) {
  console.log('These scenarios passed earlier in this run of tests, with the same binary.');
  console.log(`${earlier.reduce<number>((sum, count) => sum + (count ?? 0), 0)} passed, 0 failed`);
  process.exit(0);
}
mkdirSync('../reports', { recursive: true });

// Debian's psql is a Perl script that looks for a cluster, which takes ten times as long as the program that it starts.
process.env['PATH'] = `/usr/lib/postgresql/15/bin:${process.env['PATH'] ?? ''}`;

// Everything that the scenarios start has this folder in its environment or arguments: what is left is found by it.
const root = temporaryFolder('tenstone-features-');
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

const passed: string[] = [];
const flaky: string[] = [];
const failures: string[] = [];
try {
  const { runConfiguration } = await loadConfiguration({ provided });
  runConfiguration.formats.files = reports(runConfiguration.formats.files);
  const { entries, faults } = await quarantine(runConfiguration);
  failures.push(...faults);
  const stores = programsOf(provided).filter((program) => needsOf(program).postgres);
  const postgres = stores.length > 0 ? await SharedPostgres.start(root, stores) : undefined;
  const failed: Failure[] = [];
  let whole = true; // nothing failed outside of a scenario

  const first = await runScenarios(runConfiguration);
  const ended = [first, ...(first.bothWays ? [await runScenarios(byCommandLine({ ...runConfiguration, support: first.support }))] : [])];
  for (const each of ended) {
    passed.push(...each.passed);
    failed.push(...each.failures);
    whole &&= each.success || each.failures.length > 0;
  }

  const known = failed.filter(({ scenario }) => entries.some((entry) => entry.scenario === scenario));
  for (const { scenario, text } of known) console.log(`QUARANTINED: ${scenario}: ${text}`);
  const unknown = failed.filter((failure) => !known.includes(failure));
  const late = unknown.filter((failure) => failure.late);
  for (const failure of unknown) {
    // More than a few are no chance.
    if (failure.late && late.length <= mostFlaky && (await runScenarios({ ...failure.configuration, support: first.support })).passed.length === 1) flaky.push(failure.scenario);
    else failures.push(`${failure.scenario}: ${failure.text}`);
  }
  if (!whole) failures.push('something outside of the scenarios');
  if (passed.length + failed.length === 0) failures.push('no scenario was run');
  await postgres?.stop();
  if (failures.length === 0 && flaky.length === 0 && known.length === 0) for (const group of groups) remember(group, passed.filter((uri) => (Project.of(uri) ?? 'platform') === group.name).length);
} catch (error) {
  failures.push(String(error));
}
const left = sweep();
if (left.length > 0) failures.push(`left running:\n${left.join('\n')}`);
for (const each of flaky) console.log(`FLAKY: ${each}`);
for (const each of failures) console.log(`FAILED: ${each}`);
console.log(`${passed.length + flaky.length} passed, ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

// A run of one project has a report of its own.
function reports(files: Record<string, string>): Record<string, string> {
  const [group] = groups;
  if (groups.length !== 1 || group === undefined) return files;
  return Object.fromEntries(Object.entries(files).map(([path, format]) => [path.replace('features.html', `features-${group.name}.html`), format]));
}

// Once more, by the command line, what it offers as well. With a report of its own.
function byCommandLine(configuration: IRunOptions): IRunOptions {
  const { sources, runtime, formats } = configuration;
  return {
    ...configuration,
    sources: { ...sources, tagExpression: ['@both-ways', sources.tagExpression].filter(Boolean).map((each) => `(${each})`).join(' and ') },
    runtime: { ...runtime, worldParameters: { caller: 'cli' } },
    formats: { ...formats, files: Object.fromEntries(Object.entries(formats.files).map(([path, format]) => [path.replace('.html', '-cli.html'), format])) },
  };
}

// What is known to fail, whichever scenarios were asked for.
async function quarantine({ sources }: IRunConfiguration): Promise<{ entries: Quarantined[]; faults: string[] }> {
  const text = readFileSync('quarantine.txt', 'utf8');
  const { plan } = await loadSources({ ...sources, paths: everything(), names: [], tagExpression: '' });
  return readQuarantine(text, plan.map(({ uri, name }) => called(uri, name)), new Date().toISOString().slice(0, 10));
}
