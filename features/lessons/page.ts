import { readFileSync } from 'node:fs';

export interface Finding {
  file: string;
  line: number;
  text: string;
}

// ```LANGUAGE WORD KEY=VALUE
export interface Block {
  language: string;
  words: ReadonlyMap<string, string>; // a word without a value has ''
  line: number; // of the fence
  lines: readonly string[];
}

export interface Heading {
  level: number;
  text: string;
  line: number;
}

// A Markdown page, as far as it is checked. Lines count from 1, as editors do.
export interface Page {
  file: string;
  lines: readonly string[];
  front: ReadonlyMap<string, { value: string; line: number }>; // `key: value` between the --- at the top; empty without them
  headings: readonly Heading[];
  blocks: readonly Block[];
  findings: readonly Finding[]; // what could not be read
}

export function readPage(file: string): Page {
  return parsePage(file, readFileSync(file, 'utf8'));
}

export function parsePage(file: string, source: string): Page {
  const lines = source.replace(/\n$/, '').split('\n');
  const findings: Finding[] = [];
  const { front, after } = frontMatter(file, lines, findings);
  const headings: Heading[] = [];
  const blocks: Block[] = [];
  for (let i = after; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const fence = /^(`{3,})(.*)$/.exec(line);
    const heading = /^(#{1,6}) +(.+?) *$/.exec(line);
    if (fence) {
      const end = lines.findIndex((each, at) => at > i && each.trimEnd() === fence[1]);
      if (end === -1) {
        findings.push({ file, line: i + 1, text: 'this block is never closed: end it with ' + String(fence[1]) });
        break;
      }
      const [language = '', ...words] = String(fence[2]).trim().split(/\s+/);
      blocks.push({ language, words: new Map(words.map(keyAndValue)), line: i + 1, lines: lines.slice(i + 1, end) });
      i = end;
    } else if (heading) {
      headings.push({ level: String(heading[1]).length, text: String(heading[2]), line: i + 1 });
    }
  }
  return { file, lines, front, headings, blocks, findings };
}

function keyAndValue(word: string): [string, string] {
  const at = word.indexOf('=');
  return at === -1 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
}

function frontMatter(file: string, lines: readonly string[], findings: Finding[]): { front: Map<string, { value: string; line: number }>; after: number } {
  const front = new Map<string, { value: string; line: number }>();
  const end = lines[0] === '---' ? lines.indexOf('---', 1) : -1;
  for (let i = 1; i < end; i += 1) {
    const pair = /^([a-z]+): +(\S.*)$/.exec(lines[i] ?? '');
    if (pair) front.set(String(pair[1]), { value: String(pair[2]).trim(), line: i + 1 });
    else findings.push({ file, line: i + 1, text: 'front matter is lines of "key: value"' });
  }
  return { front, after: end + 1 };
}

// The lines under a heading, up to the next one of its level; with the number of the first.
export function section(page: Page, title: string): { lines: readonly string[]; line: number } | undefined {
  const at = page.headings.findIndex(({ level, text }) => level === 2 && text === title);
  const heading = page.headings[at];
  if (!heading) return undefined;
  const next = page.headings.find(({ level, line }) => level <= 2 && line > heading.line);
  return { lines: page.lines.slice(heading.line, next ? next.line - 1 : undefined), line: heading.line };
}
