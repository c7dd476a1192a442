import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { runCommands, type Ran } from './commands.ts';
import { rewritten } from './excerpts.ts';
import { Repository } from './fixture.ts';
import { readPage } from './page.ts';

// A lesson with these blocks instead of its only one.
const withBlocks = (...blocks: string[]) => (text: string) => text.replace(/```console\n[^`]*```\n/, blocks.map((block) => `\`\`\`console${block}\n\`\`\`\n`).join('\n'));
const run = (repository: Repository, ...blocks: string[]): Promise<Ran> => runCommands(repository.lesson(withBlocks(...blocks)), repository.root);
const said = ({ findings }: Ran) => findings.map(({ text }) => text).join('\n');

test('commands of a lesson share one shell at the root of the repository', async () => {
  const repository = new Repository();
  const ran = await run(repository, '\n$ ls\nprojects\n$ cd projects\n$ A=1', '\n$ ls; echo $A\n01-request-throttler\n1');
  assert.equal(said(ran), '');
  assert.equal(ran.commands, 4);
  assert.deepEqual(ran.rewrites, []);
});

test('a background process may be used by the next command, is awaited, and ended', async () => {
  const repository = new Repository();
  const ran = await run(repository, '\n$ (sleep 0.3; echo up on 3000; exec sleep 1000) &\nup on 3000\n$ kill -0 %1 && echo $PORT\n3000');
  assert.equal(said(ran), '');
});

test('the tree dev stands for the one that the checker has built', async () => {
  const page = new Repository().lesson(withBlocks('\n$ basename build/dev; echo tools/build dev x\nasan\ntools/build asan x\n$ echo build/dev/x\nbuild/dev/x'));
  assert.equal(said(await runCommands(page, dirname(dirname(dirname(page.file))), 'asan')), '');
});

const broken: [string, string, RegExp][] = [
  ['other output', '\n$ echo one\ntwo', /it prints "one"; run: make lessons-update/],
  ['an error, with what it said', '\n$ echo why; echo done; false\n<...>', /it ends with 1, not 0; it printed:\nwhy\ndone/],
  ['no error', ' exit=1\n$ true', /it ends with 0, not 1/],
  ['an error before the last command', ' exit=1\n$ false\n$ false', /it ends with 1, not 0/],
  ['no end', ' timeout=1\n$ sleep 1000\n$ echo', /it does not end within 1 s .*the rest was not run/],
  ['what never comes', ' timeout=1\n$ sleep 1000 &\nup', /it prints no "up", within 1 s/],
  ['the end of the shell', '\n$ exit 3', /it ended the shell/],
  ['a change of the repository', '\n$ echo >file', /its commands change files of the repository/],
  ['an unknown word', ' quick\n$ true', /a console block knows exit=N/],
  ['a compose file that is not there', ' docker\n$ docker compose -f gone.yml up', /gone.yml is not there/],
  ['commands among docker commands', ' docker\n$ ls', /a docker block holds docker commands only/],
];
for (const [what, block, expected] of broken) {
  test(`refused: ${what}`, async () => {
    const repository = new Repository();
    assert.match(said(await run(repository, block)), expected);
  });
}

test('docker commands are not run here', async () => {
  const repository = new Repository();
  repository.write('compose.yml', '');
  assert.equal(said(await run(repository, ' docker\n$ docker compose -f projects/01-request-throttler/compose.yml up')), '');
});

test('updating writes what the commands print now, and that passes', async () => {
  const repository = new Repository();
  const page = repository.lesson(withBlocks('\n$ echo 1 a; echo b\n<...> a\nold\n$ (sleep 1000; echo) &', '\n$ echo 3000\n3001'));
  writeFileSync(page.file, rewritten(page, (await runCommands(page, repository.root)).rewrites));
  const after = readPage(page.file);
  assert.match(after.lines.join('\n'), /\n<\.\.\.> a\nb\n\$ \(sleep[\s\S]*\$ echo 3000\n3000\n/);
  assert.equal(said(await runCommands(after, repository.root)), '');
});
