// Runs the console blocks of a lesson, in their order, in one shell at the root of the repository.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, Late } from '../support/eventually.ts';
import { tail } from '../support/processes.ts';
import type { Rewrite } from './excerpts.ts';
import type { Block, Finding, Page } from './page.ts';
import { Shell } from './shell.ts';
import { commandsOf, isBackground, mismatch, updated, type Command } from './transcript.ts';

const deadlineSeconds = 120;

export interface Ran {
  commands: number;
  findings: Finding[];
  rewrites: Rewrite[];
}

// A console block's words: exit=1 (its last command ends so, else with 0), timeout=600 (seconds, for each command),
// docker (not run here, since it needs an engine: tests/docker does; its compose files must be there).
// `tree`: the build tree that dev stands for.
export async function runCommands(page: Page, root: string, tree = 'dev'): Promise<Ran> {
  const findings: Finding[] = [];
  const rewrites: Rewrite[] = [];
  let count = 0;
  const blocks = page.blocks.filter(({ language }) => language === 'console');
  const parsed = blocks.map((block) => ({ block, ...commandsOf(page.file, block) }));
  for (const { block, commands, findings: faults } of parsed) {
    findings.push(...faults, ...wordFindings(page, block));
    if (block.words.has('docker')) findings.push(...dockerFindings(page, commands, root));
  }
  if (findings.length > 0 || blocks.length === 0) return { commands: 0, findings, rewrites };

  const before = workingTree(root);
  const shell = await Shell.in(root, tree, { hasRedis: page.front.get('needs')?.value.includes('redis') ?? false });
  try {
    for (const { block, commands } of parsed.filter(({ block: { words } }) => !words.has('docker'))) {
      const outputs: string[][] = [];
      for (const [i, command] of commands.entries()) {
        count += 1;
        const isLast = i === commands.length - 1;
        const { output, faults } = await runOne(shell, page, command, { exit: isLast ? Number(block.words.get('exit') ?? 0) : 0, seconds: Number(block.words.get('timeout') ?? deadlineSeconds) });
        findings.push(...faults);
        outputs.push(output);
      }
      const lines = commands.flatMap((command, i) => [...command.shown, ...(isBackground(command) ? [...command.expected] : updated(command.expected, outputs[i] ?? []))]);
      if (lines.join('\n') !== block.lines.join('\n').trimEnd()) rewrites.push({ block, lines });
    }
  } catch (error) {
    findings.push(...(error instanceof Stop ? [error.finding] : [{ file: page.file, line: 1, text: String(error) }]));
  } finally {
    for (const line of await shell.close()) findings.push({ file: page.file, line: 1, text: `its commands leave something running that does not stop: ${line}` });
  }
  if (workingTree(root) !== before) findings.push({ file: page.file, line: 1, text: 'its commands change files of the repository: work on a clone in "$(mktemp -d)"' });
  return { commands: count, findings, rewrites };
}

// After this the rest of the lesson cannot be run.
class Stop extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.text);
    this.finding = finding;
  }
}

async function runOne(shell: Shell, page: Page, command: Command, { exit, seconds }: { exit: number; seconds: number }): Promise<{ output: string[]; faults: Finding[] }> {
  const at = (line: number, text: string): Finding => ({ file: page.file, line, text });
  const { code, output } = await shell.run(command.text, seconds * 1000).catch((error: unknown) => {
    throw new Stop(at(command.line, error instanceof Late ? `it does not end within ${seconds} s (timeout=… in the block's first line, or & behind the command); the rest was not run` : `${String(error)}; the rest was not run`));
  });
  const background = isBackground(command);
  if (background) {
    // It goes on; the next command may rely on what it has printed.
    await eventually('it prints that', output, (lines) => !mismatch(command.expected, lines, { begins: true }), seconds * 1000).catch(() => undefined);
  }
  const lines = output();
  const faults: Finding[] = [];
  const wrong = mismatch(command.expected, lines, { begins: background });
  if (wrong) faults.push(at(command.line + command.shown.length + wrong.at, background ? `${wrong.text}, within ${seconds} s` : `${wrong.text}; run: make lessons-update`));
  if (!background && code !== exit) faults.push(at(command.line, `it ends with ${code}, not ${exit}${lines.length > 0 ? `; it printed:\n${tail(lines.join('\n'))}` : ''}`));
  return { output: lines, faults };
}

function wordFindings(page: Page, block: Block): Finding[] {
  const known = new Map([['exit', /^\d+$/], ['timeout', /^\d+$/], ['docker', /^$/]]);
  return [...block.words].filter(([word, value]) => !known.get(word)?.test(value)).map(([word, value]) => ({ file: page.file, line: block.line, text: `a console block knows exit=N, timeout=SECONDS and docker, not ${word}${value ? `=${value}` : ''}` }));
}

function dockerFindings(page: Page, commands: readonly Command[], root: string): Finding[] {
  return commands.flatMap(({ text, line }) => {
    if (!/^docker[ -]/.test(text)) return [{ file: page.file, line, text: 'a docker block holds docker commands only: others are run' }];
    return [...text.matchAll(/ -f (\S+)/g)].filter(([, file]) => !existsSync(join(root, String(file)))).map(([, file]) => ({ file: page.file, line, text: `${String(file)} is not there` }));
  });
}

// Equal as long as nothing is changed that git looks after.
function workingTree(root: string): string {
  return execFileSync('git', ['-C', root, 'status', '--porcelain', '--untracked-files=all'], { encoding: 'utf8' }) + execFileSync('git', ['-C', root, 'diff'], { encoding: 'utf8', maxBuffer: 1 << 28 });
}
