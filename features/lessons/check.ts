// `tools/lesson-check [--preset dev|asan] [--update] [NN… | apps | pages]`: see features/lessons/README.md. Ends with "N passed, N failed".
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommands } from './commands.ts';
import { checkExcerpt, rewritten, type Rewrite } from './excerpts.ts';
import { exerciseFindings, exercisesOf, hasTest, testsOf } from './exercises.ts';
import { readPage, type Finding, type Page } from './page.ts';
import { shapeFindings } from './shape.ts';

const root = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const { values, positionals } = parseArgs({ allowPositionals: true, options: { preset: { type: 'string', default: 'dev' }, update: { type: 'boolean', default: false } } });
let passed = 0;
let failed = 0;

function count(checks: number, findings: readonly Finding[]): void {
  for (const { file, line, text } of findings) console.log(`FAILED: ${relative(root, file)}:${line}: ${text}`);
  failed += findings.length;
  passed += Math.max(0, checks - findings.length);
}

// Each block with file=…; what differs is written anew when that was asked for.
function checkExcerpts(page: Page, inLesson: boolean): Rewrite[] {
  const rewrites: Rewrite[] = [];
  for (const block of page.blocks) {
    const { findings, rewrite } = checkExcerpt(page, block, inLesson);
    if (rewrite) rewrites.push(rewrite);
    if (block.words.has('file') || findings.length > 0) count(1, values.update && rewrite ? [] : findings);
  }
  return rewrites;
}

function write(page: Page, rewrites: readonly Rewrite[]): void {
  if (!values.update || rewrites.length === 0) return;
  writeFileSync(page.file, rewritten(page, rewrites));
  console.log(`${relative(root, page.file)}: ${rewrites.length} block(s) written anew; look at git diff`);
}

async function checkLesson(file: string): Promise<void> {
  const page = readPage(file);
  count(1, shapeFindings(page, basename(dirname(file))));
  const rewrites = checkExcerpts(page, true);
  const ran = await runCommands(page, root, values.preset);
  const fixable = values.update ? ran.findings.filter(({ text }) => !text.endsWith('make lessons-update')) : ran.findings;
  count(ran.commands, fixable);
  write(page, [...rewrites, ...ran.rewrites]);
}

function build(preset: string, targets: string[], file: string): boolean {
  if (targets.length === 0) return true;
  const { status, stderr } = spawnSync(join(root, 'tools/build'), [preset, ...targets], { encoding: 'utf8', stdio: ['ignore', 'inherit', 'pipe'] });
  if (status !== 0) count(1, [{ file, line: 1, text: `does not build (tools/build ${preset} ${targets.join(' ')}):\n${stderr}` }]);
  return status === 0;
}

async function checkProject(folder: string): Promise<void> {
  const name = basename(folder);
  const exercises = exercisesOf(folder);
  const steps = globSync(join(folder, 'steps', '*.cpp')).map((step) => `${name}_${basename(step, '.cpp')}`);
  if (build(values.preset, [...(exercises.some(hasTest) ? [`${name}_exercises`] : []), ...steps], folder)) {
    const run = testsOf(join(root, 'build', values.preset, 'projects', name, `${name}_exercises`));
    for (const exercise of exercises) count(1, exerciseFindings(exercise, run));
  }
  const lesson = join(folder, 'README.md');
  if (existsSync(lesson)) await checkLesson(lesson);
  else console.log(`${name}: no lesson yet`);
}

const projects = globSync(join(root, 'projects/[0-9][0-9]-*')).sort();
const unknown = positionals.filter((wanted) => !['apps', 'pages'].includes(wanted) && !projects.some((folder) => basename(folder).startsWith(`${wanted}-`) || basename(folder) === wanted));
if (unknown.length > 0) {
  console.error(`there is no project ${unknown.join(', ')}; there are: ${projects.map((folder) => basename(folder)).join(', ')}`);
  process.exit(2);
}
for (const folder of projects) {
  if (positionals.length === 0 || positionals.some((wanted) => basename(folder).startsWith(`${wanted}-`) || basename(folder) === wanted)) await checkProject(folder);
}
// The final project's lesson.
if (positionals.length === 0 || positionals.includes('apps')) await checkLesson(join(root, 'apps/README.md'));
if (positionals.length === 0 || positionals.includes('pages')) {
  for (const file of globSync(join(root, 'docs/*.md'))) {
    const page = readPage(file);
    write(page, checkExcerpts(page, false));
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
