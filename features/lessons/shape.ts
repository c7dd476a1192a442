// The one shape of all lessons: front matter, headings, length, and what must stand under which heading.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { section, type Finding, type Page } from './page.ts';

export const headings = ['Goal', 'Run it', 'See it break', 'The idea', 'Build it', 'Prove it', 'Exercises', 'In production', 'Further reading'];
const length = { least: 250, most: 400 };
const naiveLines = 80;

// What each line of the front matter must look like, and how to say it.
const fields: [string, RegExp, string][] = [
  ['id', /^\d\d$/, "the number of the folder, in two digits"],
  ['title', /^\S.*$/, 'the name of the project'],
  ['minutes', /^(4[5-9]|5\d|60|draft)$/, 'from 45 to 60; draft as long as it is not written'],
  ['needs', /^(none|redis|postgres|postgres, redis)$/, 'none, redis, postgres, or "postgres, redis"'],
  ['style', /^(bare|structured), \S.{10,}$/, 'bare or structured, a comma, and why that style here'],
  ['redis', /^(yes|no), \S.{10,}$/, 'yes or no, a comma, and what it teaches or why not'],
];

// `folder` is the project's: "01-request-throttler".
export function shapeFindings(page: Page, folder: string): Finding[] {
  const at = (line: number, text: string): Finding => ({ file: page.file, line, text });
  return [...page.findings, ...frontFindings(page, folder, at), ...headingFindings(page, at), ...lengthFindings(page, at), ...contentFindings(page, at)];
}

// As tools/new-project makes it: every heading with what must stand under it, but short, and with its first exercise alone.
const isDraft = (page: Page) => page.front.get('minutes')?.value === 'draft';

type At = (line: number, text: string) => Finding;

function frontFindings(page: Page, folder: string, at: At): Finding[] {
  if (page.front.size === 0) return [at(1, `no front matter: begin with --- and ${fields.map(([name]) => name).join(', ')}`)];
  const findings: Finding[] = [];
  for (const [name, pattern, wanted] of fields) {
    const field = page.front.get(name);
    if (!field) findings.push(at(1, `the front matter has no ${name}: ${wanted}`));
    else if (!pattern.test(field.value)) findings.push(at(field.line, `${name} is ${wanted}`));
  }
  for (const [name, { line }] of page.front) if (!fields.some(([known]) => known === name)) findings.push(at(line, `the front matter knows no ${name}`));
  const [id, needs, redis] = ['id', 'needs', 'redis'].map((name) => page.front.get(name));
  if (id && /^\d\d-/.test(folder) && !folder.startsWith(`${id.value}-`)) findings.push(at(id.line, `id is ${id.value}, but the folder is ${folder}`));
  if (needs && redis && needs.value.includes('redis') !== redis.value.startsWith('yes')) findings.push(at(needs.line, `needs and redis disagree: "${needs.value}" and "${redis.value}"`));
  return findings;
}

function headingFindings(page: Page, at: At): Finding[] {
  const findings: Finding[] = [];
  const title = page.front.get('title')?.value ?? '';
  const [first, ...others] = page.headings.filter(({ level }) => level === 1);
  if (!first?.text.includes(title)) findings.push(at(first?.line ?? 1, `the first heading is "# …" with the title: ${title}`));
  for (const { line } of others) findings.push(at(line, 'one heading of the first level is enough'));
  const found = page.headings.filter(({ level }) => level === 2);
  for (let i = 0; i < Math.max(found.length, headings.length); i += 1) {
    const [is, wanted] = [found[i], headings[i]];
    if (is?.text === wanted) continue;
    const where = is?.line ?? page.lines.length;
    findings.push(at(where, wanted === undefined ? `one heading too many: "## ${String(is?.text)}"` : `here stands "## ${wanted}"${is ? `, not "## ${is.text}"` : ', which is missing'}`));
    break; // the rest follows from it
  }
  return findings;
}

function lengthFindings(page: Page, at: At): Finding[] {
  const count = page.lines.length;
  if (count < length.least && !isDraft(page)) return [at(count, `${count} lines: a lesson has at least ${length.least}`)];
  if (count > length.most) return [at(length.most, `${count} lines: a lesson has at most ${length.most}`)];
  return [];
}

function contentFindings(page: Page, at: At): Finding[] {
  const findings: Finding[] = [];
  const want = (title: string, fits: (text: string) => boolean, wanted: string) => {
    const part = section(page, title);
    if (part && !fits(part.lines.join('\n'))) findings.push(at(part.line, `"${title}" ${wanted}`));
  };
  const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;
  const folder = dirname(page.file);
  want('Goal', (text) => /^```gherkin /m.test(text), 'shows the scenarios: a block ```gherkin file=features/…');
  want('Run it', (text) => /^```console/m.test(text), 'starts it: a block ```console');
  want('The idea', (text) => [...text.matchAll(/!\[[^\]]+\]\(([^)]+\.svg)\)/g)].some(([, path]) => existsSync(join(folder, String(path)))), 'has one picture, described in words: ![…](….svg), and the file is there');
  const isFinal = basename(folder) === 'apps'; // it has no C++ of its own: it breaks the platform, and declares actions
  const wanted = isFinal ? [2] : isDraft(page) ? [1, 2, 3] : [3];
  const exercises = globSync(join(folder, 'exercises', '[0-9][0-9]')).length;
  want('Exercises', (text) => wanted.includes(count(text, /^### /gm)), isFinal ? 'has two exercises, a heading "### …" each' : 'has three exercises, a heading "### …" each');
  want('Exercises', (text) => count(text, /^<details>/gm) >= count(text, /^### /gm), 'has a hint in <details> for each exercise');
  want('Further reading', (text) => count(text, /^[-*] .*\]\(https?:/gm) >= 3 && count(text, /^[-*] .*\]\(https?:/gm) <= 5, 'has 3 to 5 links, an item each');
  const naive = join(folder, 'steps', 'naive.cpp');
  if (isFinal) findings.push(...answerFindings(page, at));
  else if (!existsSync(naive)) findings.push(at(1, 'steps/naive.cpp is missing: the version that breaks'));
  else if (readFileSync(naive, 'utf8').split('\n').length - 1 > naiveLines) findings.push({ file: naive, line: naiveLines + 1, text: `the naive version has at most ${naiveLines} lines` });
  if (!wanted.includes(exercises)) findings.push(at(section(page, 'Exercises')?.line ?? 1, `a lesson has three exercises, exercises/01 to 03, and the final one two; here are ${exercises}`));
  return findings;
}

// The final lesson's exercises are declarations. Its commands check each as it stands, which ends with 1, and its solution.
function answerFindings(page: Page, at: At): Finding[] {
  const last = (exit: string) => page.blocks.filter(({ language, words }) => language === 'console' && (words.get('exit') ?? '0') === exit).map(({ lines }) => lines.findLast((line) => line.startsWith('$ ')) ?? '');
  return ['01', '02'].flatMap((exercise) => [
    ...(last('1').some((command) => command.endsWith(`exercises/check ${exercise}`)) ? [] : [at(1, `no block with exit=1 ends with "exercises/check ${exercise}", which shows that it is red`)]),
    ...(last('0').some((command) => command.endsWith(`exercises/check ${exercise} solution`)) ? [] : [at(1, `no block ends with "exercises/check ${exercise} solution", which shows that it is green`)]),
  ]);
}
