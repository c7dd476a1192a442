// Blocks that say from which file they are: ```cpp file=src/x.cpp#anchor. They must be what the file says.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Block, Finding, Page } from './page.ts';

export const excerptLines = 25;

// A page's block in new words.
export interface Rewrite {
  block: Block;
  lines: readonly string[];
}

const marker = /\[(\/?)snippet:([\w-]+)\]/;

// The text between the anchor's marks (the whole file without an anchor), moved to the left, without any mark.
export function excerpt(source: string, anchor: string | undefined): string[] | string {
  let lines = source.replace(/\n$/, '').split('\n');
  if (anchor !== undefined) {
    const mark = (closing: string) => lines.findIndex((line) => {
      const found = marker.exec(line);
      return found?.[1] === closing && found[2] === anchor;
    });
    const [begin, end] = [mark(''), mark('/')];
    if (begin === -1) return `has no [snippet:${anchor}]`;
    if (end <= begin) return `has no [/snippet:${anchor}] behind [snippet:${anchor}]`;
    lines = lines.slice(begin + 1, end);
  }
  lines = lines.filter((line) => !marker.test(line));
  while (lines[0]?.trim() === '') lines.shift();
  while (lines.at(-1)?.trim() === '') lines.pop();
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(Number.isFinite(indent) ? indent : 0));
}

// `inLesson`: excerpts are short there, and code comes from a file. A path is relative to the page.
export function checkExcerpt(page: Page, block: Block, inLesson: boolean): { findings: Finding[]; rewrite?: Rewrite } {
  const at = (line: number, text: string) => ({ findings: [{ file: page.file, line, text }] });
  const name = block.words.get('file');
  if (name === undefined) {
    if (inLesson && ['cpp', 'c++', 'gherkin', 'yaml', 'dockerfile', 'sql', 'lua'].includes(block.language.toLowerCase())) return at(block.line, `a ${block.language} block is an excerpt: \`\`\`${block.language} file=PATH#ANCHOR`);
    if (['sh', 'bash', 'shell'].includes(block.language)) return inLesson ? at(block.line, 'commands stand in ```console blocks, which are run') : { findings: [] };
    return { findings: [] };
  }
  const [path = '', anchor] = name.split('#');
  const file = join(dirname(page.file), path);
  if (!existsSync(file)) return at(block.line, `${path} is not there`);
  const wanted = excerpt(readFileSync(file, 'utf8'), anchor);
  if (typeof wanted === 'string') return at(block.line, `${path} ${wanted}`);
  const most = path === 'steps/naive.cpp' ? Infinity : excerptLines; // the shape limits that one
  if (inLesson && wanted.length > most) return at(block.line, `${wanted.length} lines: an excerpt has at most ${most}; choose a smaller anchor in ${path}`);
  const differs = Array.from({ length: Math.max(wanted.length, block.lines.length) }, (_, i) => i).find((i) => wanted[i] !== block.lines[i]);
  if (differs === undefined) return { findings: [] };
  const says = wanted[differs] === undefined ? 'has ended there' : `says "${wanted[differs]}"`;
  return { ...at(block.line + 1 + differs, `${path} ${says}; run: make lessons-update`), rewrite: { block, lines: wanted } };
}

// The page's source with blocks in new words.
export function rewritten(page: Page, rewrites: readonly Rewrite[]): string {
  const lines = [...page.lines];
  for (const { block, lines: text } of [...rewrites].sort((a, b) => b.block.line - a.block.line)) lines.splice(block.line, block.lines.length, ...text);
  return `${lines.join('\n')}\n`;
}
