import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send } from '../support/deployment.ts';
import { eventually } from '../support/eventually.ts';
import { freePort, processesOf } from '../support/processes.ts';

// Of what the caller has set, nothing that changes what a lesson's commands do.
function environment(): NodeJS.ProcessEnv {
  const own = /^(TENSTONE_|DATABASE_URL$|REDIS_URL$|PORT$|MAKE|MFLAGS$|npm_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

// One shell for the commands of one lesson, with a data folder and ports of its own: 3000 and 3001 in its commands and in
// what they print stand for two that are free.
export class Shell {
  readonly #scratch = mkdtempSync(join(tmpdir(), 'tenstone-lesson-'));
  readonly #bash: ChildProcess;
  readonly #port: number;
  #said = '';
  #count = 0;
  #ended = false;

  private constructor(folder: string, port: number) {
    this.#port = port;
    mkdirSync(join(this.#scratch, 'tmp'));
    const env = { ...environment(), LANG: 'C.UTF-8', TERM: 'dumb', PORT: String(port), TENSTONE_DATA: join(this.#scratch, 'data'), TMPDIR: join(this.#scratch, 'tmp') };
    this.#bash = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    this.#bash.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    this.#bash.once('exit', () => (this.#ended = true));
    this.#bash.stdin?.on('error', () => undefined); // a shell that has ended takes nothing; run() says so
    this.#bash.stdin?.write('set -m\n');
  }

  static async in(folder: string): Promise<Shell> {
    return new Shell(folder, await freePort());
  }

  // Runs it in the shell itself, so that cd and variables last. Throws when it does not end in time, or ends the shell.
  async run(text: string, withinMs: number): Promise<{ code: number; output: () => string[] }> {
    const n = (this.#count += 1);
    const [command, printed] = [join(this.#scratch, `${n}.sh`), join(this.#scratch, `${n}.out`)];
    writeFileSync(command, text.replace(/\b300([01])\b/g, (_, digit) => String(this.#port + Number(digit))));
    this.#bash.stdin?.write(`eval "$(<${command})" </dev/null >${printed} 2>&1; echo "[${n}:$?]"\n`);
    const code = () => new RegExp(`\\[${n}:(\\d+)\\]`).exec(this.#said)?.[1];
    await eventually('the command ends', () => code() ?? (this.#ended ? 'shell' : 'it runs'), (seen) => seen !== 'it runs', withinMs);
    const output = () => this.#lines(readFileSync(printed, 'utf8'));
    if (code() === undefined) throw new Error('it ended the shell');
    return { code: Number(code()), output };
  }

  #lines(text: string): string[] {
    const lines = text
      .replaceAll('\r', '')
      .replace(new RegExp(`\\b(${this.#port}|${this.#port + 1})\\b`, 'g'), (port) => String(3000 + Number(port) - this.#port))
      .split('\n');
    while (lines.at(-1)?.trim() === '') lines.pop();
    return lines;
  }

  // Ends what the commands left running. What does not listen is killed, and returned.
  async close(): Promise<string[]> {
    const running = () => processesOf(this.#scratch);
    for (const line of running()) send(Number.parseInt(line, 10), 'SIGTERM');
    if (!this.#ended) this.#bash.stdin?.end();
    const left = await eventually('all of it ends', running, (lines) => lines.length === 0).catch(running);
    for (const line of left) send(Number.parseInt(line, 10), 'SIGKILL');
    await eventually('all of it is killed', running, (lines) => lines.length === 0);
    rmSync(this.#scratch, { recursive: true, force: true });
    return left;
  }
}
