import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkExcerpt, excerpt, rewritten } from './excerpts.ts';
import { Repository } from './fixture.ts';
import { readPage, type Page } from './page.ts';

const findings = (page: Page, inLesson = true) => page.blocks.flatMap((block) => checkExcerpt(page, block, inLesson).findings).map(({ line, text }) => `${line}: ${text}`);

test('an excerpt is moved to the left and has no marks, not even those of others', () => {
  const repository = new Repository();
  assert.deepEqual(findings(repository.lesson()), []);
});

test('marks stand in comments of any language', () => {
  assert.deepEqual(excerpt('-- [snippet:a]\nSELECT 1;\n-- [/snippet:a]\n', 'a'), ['SELECT 1;']);
  assert.deepEqual(excerpt('a: 1\n\n', undefined), ['a: 1']);
});

const broken: [string, (text: string) => string, RegExp][] = [
  ['other words', (text) => text.replace('return 10;', 'return 11;'), /^\d+: src\/x.cpp says " {2}return 10;"; run: make lessons-update/],
  ['a line less', (text) => text.replace('  return 10;\n}', '  return 10;'), /src\/x.cpp says "}"/],
  ['a line more', (text) => text.replace('  return 10;\n}', '  return 10;\n}\n// and more'), /src\/x.cpp has ended there/],
  ['a file that is not there', (text) => text.replace('src/x.cpp', 'src/y.cpp'), /src\/y.cpp is not there/],
  ['an anchor that is not there', (text) => text.replace('#limit', '#limits'), /has no \[snippet:limits\]/],
  ['code from nowhere', (text) => text.replace('cpp file=src/x.cpp#limit', 'cpp'), /a cpp block is an excerpt/],
  ['commands that are not run', (text) => text.replace('```console', '```bash'), /commands stand in ```console/],
];
for (const [what, change, expected] of broken) {
  test(`refused: ${what}`, () => {
    const repository = new Repository();
    assert.match(findings(repository.lesson(change)).join('\n'), expected);
  });
}

test('refused: an anchor that is never closed, an excerpt that is too long', () => {
  const repository = new Repository();
  repository.write('src/x.cpp', '// [snippet:limit]\nint x;\n');
  assert.match(findings(repository.lesson()).join('\n'), /has no \[\/snippet:limit\]/);
  repository.write('src/x.cpp', `// [snippet:limit]\n${'int x;\n'.repeat(26)}// [/snippet:limit]\n`);
  assert.match(findings(repository.lesson()).join('\n'), /26 lines: an excerpt has at most 25/);
  assert.doesNotMatch(findings(repository.lesson(), false).join('\n'), /at most/, 'a page of docs/ shows whole files');
});

test('rewriting makes it right, and nothing else', () => {
  const repository = new Repository();
  const page = repository.lesson((text) => text.replace('  return 10;\n}', '  return 11;').replace('Scenario: S\n', ''));
  writeFileSync(page.file, rewritten(page, page.blocks.flatMap((block) => checkExcerpt(page, block, true).rewrite ?? [])));
  const after = readPage(page.file);
  assert.deepEqual(findings(after), []);
  assert.deepEqual(after.lines, repository.lesson().lines);
});
