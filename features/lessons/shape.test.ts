import assert from 'node:assert/strict';
import { test } from 'node:test';
import { project, Repository } from './fixture.ts';
import { shapeFindings } from './shape.ts';

const refused = (repository: Repository, change?: (text: string) => string) => shapeFindings(repository.lesson(change), project).map(({ line, text }) => `${line}: ${text}`);

test('a lesson as it must be passes', () => {
  const repository = new Repository();
  assert.deepEqual(refused(repository), []);
});

const broken: [string, (text: string) => string, RegExp][] = [
  ['no front matter', (text) => text.slice(text.indexOf('# 01')), /^1: no front matter/],
  ['a field missing', (text) => text.replace(/^minutes.*\n/m, ''), /^1: the front matter has no minutes/],
  ['an unknown field', (text) => text.replace('needs: ', 'author: me\nneeds: '), /^5: the front matter knows no author/],
  ['too long a time', (text) => text.replace('50', '90'), /^4: minutes is from 45 to 60; draft as long/],
  ['a style without a reason', (text) => text.replace(/^style.*$/m, 'style: bare'), /^6: style is bare or structured/],
  ['Redis without a reason', (text) => text.replace(/^redis.*$/m, 'redis: yes'), /^7: redis is yes or no/],
  ['needs and redis at odds', (text) => text.replace('needs: redis', 'needs: none'), /^5: needs and redis disagree/],
  ["another folder's id", (text) => text.replace('id: 01', 'id: 02'), /^2: id is 02, but the folder is 01-/],
  ['no title', (text) => text.replace('# 01 · Request throttler\n', ''), /the first heading is/],
  ['a heading missing', (text) => text.replace('## The idea\n', ''), /here stands "## The idea", not "## Build it"/],
  ['headings out of order', (text) => text.replace('## Goal', '## Run it'), /^11: here stands "## Goal", not "## Run it"/],
  ['a heading too many', (text) => `${text}\n## Thanks\n`, /one heading too many: "## Thanks"/],
  ['too short', (text) => text.replace('A line of text.\n'.repeat(90), ''), /a lesson has at least 250/],
  ['too long', (text) => text.replace('A line of text.\n', 'A line of text.\n'.repeat(150)), /^400: 4\d\d lines: a lesson has at most 400/],
  ['a block that is never closed', (text) => `${text}\n\`\`\`cpp\n`, /this block is never closed/],
  ['no scenarios', (text) => text.replace('```gherkin file', '```text file'), /"Goal" shows the scenarios/],
  ['no way to start', (text) => text.replace('```console', '```text'), /"Run it" starts it/],
  ['no picture', (text) => text.replace('idea.svg', 'gone.svg'), /"The idea" has one picture/],
  ['two exercises', (text) => text.replace('### Two', 'Two'), /has three exercises/],
  ['an exercise without a hint', (text) => text.replace('<details>', ''), /has a hint/],
  ['two links', (text) => text.replace(/^- \[a.*\n/m, ''), /has 3 to 5 links/],
];
for (const [what, change, expected] of broken) {
  test(`refused: ${what}`, () => {
    const repository = new Repository();
    const said = refused(repository, change);
    assert.ok(said.some((line) => expected.test(line)), said.join('\n'));
  });
}

test('a draft may be short and have one exercise, and nothing else', () => {
  const repository = new Repository();
  const draft = (text: string) => text.replace('minutes: 50', 'minutes: draft').replace('A line of text.\n'.repeat(200), '').replace(/### Two[^]*<\/details>\n/, '');
  repository.remove('exercises/02');
  repository.remove('exercises/03');
  assert.deepEqual(refused(repository, draft), []);
  assert.match(refused(repository, (text) => draft(text).replace('## The idea\n', '')).join('\n'), /here stands "## The idea"/);
  assert.match(refused(repository, (text) => draft(text).replace('<details>', '')).join('\n'), /has a hint/);
});

test('refused: files of the lesson that are not there, or too long', () => {
  const repository = new Repository();
  repository.write('steps/naive.cpp', '\n'.repeat(81));
  repository.remove('exercises/03');
  assert.match(refused(repository).join('\n'), /at most 80 lines[\s\S]*here are 2/);
  repository.remove('steps/naive.cpp');
  assert.match(refused(repository).join('\n'), /steps\/naive.cpp is missing/);
});

test('headings and fences within a block are text', () => {
  const repository = new Repository();
  assert.deepEqual(refused(repository, (text) => text.replace('A line of text.\n', '````markdown\n## Not a heading\n```\n````\n')), []);
});
