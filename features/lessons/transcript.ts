// ```console blocks: "$ command" lines, and under each what it prints. <...> stands for any text within a line, and alone on
// its line for any number of lines.
import type { Block, Finding } from './page.ts';

export interface Command {
  text: string;
  line: number;
  shown: readonly string[]; // its text as it stands in the lesson, several lines when they end with a backslash
  expected: readonly string[];
}

const wildcard = '<...>';

export function commandsOf(file: string, block: Block): { commands: Command[]; findings: Finding[] } {
  const commands: { text: string; line: number; shown: string[]; expected: string[] }[] = [];
  const findings: Finding[] = [];
  let open = false; // the line before ends with a backslash
  block.lines.forEach((line, i) => {
    const number = block.line + 1 + i;
    const last = commands.at(-1);
    if (open && last) {
      last.text += `\n${line.replace(/^> /, '')}`;
      last.shown.push(line);
    } else if (line.startsWith('$ ')) {
      commands.push({ text: line.slice(2), line: number, shown: [line], expected: [] });
    } else if (last) {
      last.expected.push(line);
      return;
    } else {
      findings.push({ file, line: number, text: 'output without a command: a console block begins with "$ "' });
    }
    open = line.endsWith('\\');
    if (hasComment(line)) findings.push({ file, line: number, text: 'no comment behind a command: say it in the text' });
  });
  if (block.lines.length === 0) findings.push({ file, line: block.line, text: 'an empty console block' });
  for (const { expected } of commands) while (expected.at(-1)?.trim() === '') expected.pop();
  return { commands, findings };
}

// "# …" outside of quotes.
function hasComment(line: string): boolean {
  let quote = '';
  for (let i = 0; i < line.length; i += 1) {
    const each = line[i] ?? '';
    if (quote !== '') quote = each === quote ? '' : quote;
    else if (each === '\\') i += 1;
    else if (each === '"' || each === "'") quote = each;
    else if (each === '#' && /\s/.test(line[i - 1] ?? '')) return true;
  }
  return false;
}

export function isBackground(command: Command): boolean {
  return /(^|[^&])&\s*$/.test(command.text);
}

// Without the blanks at the end, which nobody sees.
function fits(expected: string, actual: string): boolean {
  const pieces = expected.trimEnd().split(wildcard).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('.*')}$`, 's').test(actual.trimEnd());
}

// Nothing when `actual` is what was expected, else what is wrong, and at which of the expected lines. `begins`: more may
// follow.
export function mismatch(expected: readonly string[], actual: readonly string[], { begins = false } = {}): { at: number; text: string } | undefined {
  // How many of the actual lines the expected ones so far may have used up.
  let used = [0];
  for (const [at, line] of expected.entries()) {
    const before = used;
    const [first = 0] = before;
    used = line.trim() === wildcard ? Array.from({ length: actual.length + 1 - first }, (_, i) => first + i) : before.filter((n) => n < actual.length && fits(line, actual[n] ?? '')).map((n) => n + 1);
    if (used.length === 0) {
      const seen = actual[first];
      return { at, text: seen === undefined ? `it prints no "${line}"` : before.length > 1 ? `it prints no line like "${line}"` : `it prints "${seen}"` };
    }
  }
  if (begins || used.includes(actual.length)) return undefined;
  return { at: expected.length, text: `it prints more: "${actual[used.at(-1) ?? 0] ?? ''}"` };
}

// What to write instead of `expected`: lines that still fit stay as they are, with their wildcards.
export function updated(expected: readonly string[], actual: readonly string[]): string[] {
  if (!mismatch(expected, actual)) return [...expected];
  const result: string[] = [];
  let [e, a] = [0, 0];
  for (const [i, j] of [...pairs(expected, actual), [expected.length, actual.length] as const]) {
    const skips = expected.slice(e, i).some((line) => line.trim() === wildcard);
    if (skips) result.push(wildcard);
    else result.push(...actual.slice(a, j).map(softened));
    if (i < expected.length) result.push(expected[i] ?? '');
    [e, a] = [i + 1, j + 1];
  }
  return result;
}

// The longest common sequence of lines that fit, as pairs of their places.
function pairs(expected: readonly string[], actual: readonly string[]): [number, number][] {
  const alike = (i: number, j: number) => expected[i]?.trim() !== wildcard && fits(expected[i] ?? '', actual[j] ?? '');
  const best = Array.from({ length: expected.length + 1 }, () => Array.from({ length: actual.length + 1 }, () => 0));
  const at = (i: number, j: number) => best[i]?.[j] ?? 0;
  for (let i = expected.length - 1; i >= 0; i -= 1)
    for (let j = actual.length - 1; j >= 0; j -= 1) (best[i] ?? [])[j] = alike(i, j) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const found: [number, number][] = [];
  for (let [i, j] = [0, 0]; i < expected.length && j < actual.length; ) {
    if (alike(i, j)) found.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return found;
}

// What is another one each time.
function softened(line: string): string {
  return line
    .replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, wildcard)
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, wildcard)
    .replace(/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g, wildcard);
}
