import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { groupOf, passedEarlier, remember } from './remembered.ts';

const root = mkdtempSync(join(tmpdir(), 'tenstone-remembered-'));
const run = mkdtempSync(join(tmpdir(), 'tenstone-run-'));
after(() => {
  for (const folder of [root, run]) rmSync(folder, { recursive: true });
});
function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const inputs = ['build/release/projects/01-x/01-x', 'projects/01-x/features/a.feature', 'features/steps/a.ts', 'features/support/a.ts', 'features/cucumber.json'];
for (const file of inputs) write(file, 'as it was');
const project = () => groupOf('01-x', root);

test('what passed is remembered for one group and one run', () => {
  assert.equal(passedEarlier(project(), run), undefined);
  remember(project(), 41, run);
  assert.equal(passedEarlier(project(), run), 41);
  assert.equal(passedEarlier(groupOf('02-y', root), run), undefined);
  assert.equal(passedEarlier(project(), undefined), undefined);
});

for (const file of inputs) {
  test(`it is not any more when ${file} has changed`, () => {
    remember(project(), 41, run);
    write(file, 'changed');
    assert.equal(passedEarlier(project(), run), undefined);
    write(file, 'as it was');
    assert.equal(passedEarlier(project(), run), 41);
  });
}

test('a new step file counts, too', () => {
  remember(project(), 41, run);
  write('features/steps/b.ts', '');
  assert.equal(passedEarlier(project(), run), undefined);
});
