import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandsOf, isBackground, mismatch, updated } from './transcript.ts';

const block = (...lines: string[]) => ({ language: 'console', words: new Map<string, string>(), line: 10, lines });
const parsed = (...lines: string[]) => commandsOf('x.md', block(...lines));

test('commands, what they print, and commands of several lines', () => {
  const { commands, findings } = parsed('$ one', 'output', '$ two \\', '>   more', 'other', '');
  assert.deepEqual(findings, []);
  assert.deepEqual(commands.map(({ text, line, expected }) => ({ text, line, expected })), [
    { text: 'one', line: 11, expected: ['output'] },
    { text: 'two \\\n  more', line: 13, expected: ['other'] },
  ]);
});

test('refused: a comment behind a command, output before one, nothing', () => {
  const said = (...lines: string[]) => parsed(...lines).findings.map(({ line, text }) => `${line}: ${text}`).join('\n');
  assert.match(said('$ ls # the files'), /^11: no comment/);
  assert.match(said('output', '$ ls'), /^11: output without a command/);
  assert.match(said(), /^10: an empty/);
  assert.equal(said("$ echo 'a # b' \"c # d\" e#f \\# x"), '');
});

test('what stays in the background', () => {
  const is = (text: string) => isBackground({ text, line: 1, shown: [], expected: [] });
  assert.deepEqual([is('serve &'), is('a && b'), is('a &&'), is('a & b')], [true, false, false, false]);
});

const cases: [string, string[], string[], RegExp | undefined][] = [
  ['the same', ['a', 'b'], ['a', 'b'], undefined],
  ['any text within a line', ['id <...> of <...>!'], ['id 42 of 7!'], undefined],
  ['what looks like a pattern is text', ['a.c (x)'], ['a.c (x)'], undefined],
  ['any number of lines, none too', ['<...>', 'b', '<...>'], ['b'], undefined],
  ['any number of lines, many', ['a', '<...>', 'b'], ['a', 'x', 'b', 'y', 'b'], undefined],
  ['another line', ['a', 'b'], ['a', 'c'], /^1: it prints "c"$/],
  ['a pattern does not match text', ['a.c'], ['abc'], /^0: it prints "abc"$/],
  ['a line missing', ['a', 'b'], ['a'], /^1: it prints no "b"$/],
  ['a line more', ['a'], ['a', 'b'], /^1: it prints more: "b"$/],
  ['a line that never comes', ['<...>', 'z'], ['a', 'b'], /^1: it prints no line like "z"$/],
  ['output where none is shown', [], ['error'], /^0: it prints more: "error"$/],
];
for (const [what, expected, actual, wrong] of cases) {
  test(`compared: ${what}`, () => {
    const found = mismatch(expected, actual);
    if (wrong) assert.match(found ? `${found.at}: ${found.text}` : 'nothing', wrong);
    else assert.equal(found, undefined);
  });
}

test('what goes on printing is compared with how it begins', () => {
  assert.equal(mismatch(['a'], ['a', 'b'], { begins: true }), undefined);
  assert.ok(mismatch(['a', 'b'], ['a'], { begins: true }));
});

test('updated: what fits stays, with its wildcards; what is new is written out', () => {
  assert.deepEqual(updated(['a', 'id <...>'], ['a', 'id 7']), ['a', 'id <...>']);
  assert.deepEqual(updated(['a', 'id <...>', 'c'], ['a', 'new', 'id 7', 'd']), ['a', 'new', 'id <...>', 'd']);
  assert.deepEqual(updated(['a', '<...>', 'z', 'old'], ['a', 'x', 'y', 'z', 'new']), ['a', '<...>', 'z', 'new']);
  assert.deepEqual(updated([], ['at 2026-01-02T03:04:05.678Z', 'job 01a213c2-ffff-7000-a764-a05e2cf043da']), ['at <...>', 'job <...>']);
  for (const [, expected, actual] of cases) assert.equal(mismatch(updated(expected, actual), actual), undefined);
});
