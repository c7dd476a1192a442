// Project 08: logs that are followed while they are written.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { Given, Then, When } from '@cucumber/cucumber';
import { eventually } from '../support/eventually.ts';
import { Viewer } from '../support/log_viewer.ts';
import type { TailReader } from '../support/log_tail.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { line } from './log_viewer_wire.ts';

const total = 2000;
// Lets the readers of the streams run.
const turn = () => new Promise((resolve) => setImmediate(resolve));
const followed = (world: TenstoneWorld): TailReader => {
  const tail = Viewer.of(world).tails.at(-1);
  assert.ok(tail, 'nobody follows the log');
  return tail;
};
const allLines = (viewer: Viewer) => viewer.tails.flatMap((tail) => tail.lines);
const see = (world: TenstoneWorld, text: string) => eventually(`"${text}" is seen`, () => followed(world).lines, (lines) => lines.some((each) => each.includes(text)));

Given('a log that Mia follows', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  viewer.write('2026-03-01T07:00:00Z INFO it was there before\n');
  await viewer.tail();
});
Given('a log of which Mia follows the errors', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  viewer.write('2026-03-01T07:00:00Z ERROR it was there before\n');
  await viewer.tail({ q: 'level=error' });
});

type Meanwhile = (viewer: Viewer) => Promise<void> | void;
const meanwhile: Record<string, Meanwhile> = {
  'nothing else happens': () => undefined,
  'the log is renamed and made anew': (viewer) => {
    viewer.rotate('rename');
  },
  'the log is copied and truncated': (viewer) => {
    viewer.rotate('copy');
  },
  'her connection breaks': async (viewer) => {
    const broken = viewer.tails.at(-1);
    broken?.close();
    await viewer.tail({}, broken?.lastId);
  },
};
meanwhile['all of this happens in turn'] = async (viewer) => {
  for (const what of ['the log is renamed and made anew', 'her connection breaks', 'the log is copied and truncated', 'her connection breaks']) {
    await meanwhile[what]?.(viewer);
    write(viewer, 10);
  }
};
function write(viewer: Viewer, count: number): void {
  const from = viewer.written.length;
  const lines = Array.from({ length: Math.min(count, total - from) }, (_, i) => line(from + i));
  viewer.written.push(...lines.map((each) => each.trimEnd()));
  if (lines.length > 0) viewer.append(lines.join(''));
}
When(/^its program writes 2000 numbered lines while (.*), now and then$/, async function (this: TenstoneWorld, what: string) {
  const viewer = Viewer.of(this);
  const happens = meanwhile[what];
  assert.ok(happens, what);
  for (let batch = 0; viewer.written.length < total; batch += 1) {
    write(viewer, 25);
    await turn();
    if (batch % 10 === 9) await happens(viewer);
  }
  write(viewer, total);
});
Then('Mia has each line once, in their order', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  await see(this, `reminder ${total - 1} sent`);
  assert.deepEqual(allLines(viewer), viewer.written);
});

When('its program writes {int} MiB while she reads nothing', async function (this: TenstoneWorld, size: number) {
  const viewer = Viewer.of(this);
  followed(this).pause();
  const filler = 'x'.repeat(1000);
  for (let i = 0; i < size; i += 1) {
    viewer.append(Array.from({ length: 1000 }, (_, j) => line(i * 1000 + j).replace('sent', `sent ${filler}`)).join(''));
    await turn();
  }
  viewer.append('2026-03-01T23:00:00Z INFO the last line\n');
});
Then('once she reads again she is told of a gap, and has the last line', async function (this: TenstoneWorld) {
  followed(this).resume();
  await see(this, 'the last line');
  const gaps = followed(this).of('gap') as { reason: string; skipped_bytes: number }[];
  assert.ok(gaps.length > 0 && gaps.every(({ reason, skipped_bytes }) => reason === 'slow' && skipped_bytes > 1024 * 1024), JSON.stringify(gaps));
});

const changes: Record<string, (viewer: Viewer) => void> = {
  'is renamed and made anew': (viewer) => {
    viewer.rotate('rename');
    viewer.write(line(7));
  },
  'is truncated': (viewer) => {
    viewer.write(line(7));
  },
  'is deleted and made anew': (viewer) => {
    rmSync(viewer.path);
    viewer.write(line(7));
  },
};
When(/^the log that she follows (is .*)$/, async function (this: TenstoneWorld, what: string) {
  const viewer = Viewer.of(this);
  viewer.append('2026-03-01T07:01:00Z INFO before the change\n');
  await see(this, 'before the change');
  const change = changes[what];
  assert.ok(change, what);
  change(viewer);
});
Then(/^she has the line that was written then, and before it is told: (.*)$/, async function (this: TenstoneWorld, what: string) {
  await see(this, 'reminder 7 sent');
  const { events } = followed(this);
  const told = events.slice(0, events.findIndex(({ data }) => data.includes('reminder 7 sent'))).filter(({ type }) => type !== 'entry');
  const expected = what === 'rotated' ? ['rotated', { file: Viewer.of(this).log }] : ['gap', { reason: what, skipped_bytes: null }];
  assert.deepEqual(told.map(({ type, data }) => [type, JSON.parse(data) as unknown]), [expected]);
});

When('its program writes an error of three lines, and an entry after it', function (this: TenstoneWorld) {
  Viewer.of(this).append('2026-03-01T07:30:00Z INFO before\n2026-03-01T07:30:01Z ERROR mail failed\n  at send.cpp:3\n  at main.cpp:9\n2026-03-01T07:30:02Z INFO after\n');
});
Then('she has the error as one entry, and nothing else', async function (this: TenstoneWorld) {
  const entries = await eventually('an entry is seen', () => followed(this).of('entry') as { lines: number; level: string; raw: string }[], (seen) => seen.length > 0);
  assert.deepEqual(entries.map(({ lines, level }) => [lines, level]), [[3, 'error']]);
  assert.match(String(entries[0]?.raw), /mail failed\n {2}at send\.cpp:3\n {2}at main\.cpp:9$/);
});

When('its program writes a single line and nothing after it', function (this: TenstoneWorld) {
  Viewer.of(this).append('2026-03-01T07:30:00Z INFO alone\n');
});
Then('she has it all the same', async function (this: TenstoneWorld) {
  await see(this, 'alone');
});

When('the log viewer is stopped while its program writes on, and started again', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  write(viewer, 20);
  await see(this, 'reminder 19 sent');
  const { lastId } = followed(this);
  await this.project.stop(viewer.process);
  write(viewer, 20);
  await viewer.start();
  await viewer.tail({}, lastId);
  write(viewer, 20);
});
Then('Mia goes on where she was, and has each line once', async function (this: TenstoneWorld) {
  const viewer = Viewer.of(this);
  await see(this, 'reminder 59 sent');
  assert.deepEqual(allLines(viewer), viewer.written);
});
