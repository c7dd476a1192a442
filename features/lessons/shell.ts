import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { send } from '../support/deployment.ts';
import { eventually } from '../support/eventually.ts';
import { freePort, processesOf } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary.ts';

// Of what the caller has set, nothing that changes what a lesson's commands do. Redis may take longer to answer than the 50 ms
// that suit a reader's machine: here others compile, too.
function environment(hasRedis: boolean): NodeJS.ProcessEnv {
  const own = /^(TENSTONE_|DATABASE_URL$|REDIS_URL$|PORT$|MAKE|MFLAGS$|npm_)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
  return { ...env, ...(hasRedis ? { TENSTONE_REDIS_DEADLINE: '500ms' } : {}) };
}

// One shell for the commands of one lesson, with a data folder and ports of its own: 3000 to 3003 in its commands and in
// what they print stand for four that are free, and the build tree dev for the one that the checker has built.
export class Shell {
  readonly #scratch = temporaryFolder('tenstone-lesson-');
  readonly #bash: ChildProcess;
  readonly #ports: readonly number[];
  readonly #tree: string;
  #said = '';
  #count = 0;
  #ended = false;

  private constructor(folder: string, ports: readonly number[], tree: string, hasRedis: boolean) {
    this.#ports = ports;
    this.#tree = tree;
    mkdirSync(join(this.#scratch, 'tmp'));
    const env = { ...environment(hasRedis), LANG: 'C.UTF-8', TERM: 'dumb', PORT: String(ports[0]), TENSTONE_DATA: join(this.#scratch, 'data'), TMPDIR: join(this.#scratch, 'tmp') };
    this.#bash = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'], detached: true });
    this.#bash.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    this.#bash.once('exit', () => (this.#ended = true));
    this.#bash.stdin?.on('error', () => undefined); // a shell that has ended takes nothing; run() says so
    this.#bash.stdin?.write('set -m\n');
  }

  // hasRedis: its programs have Redis' settings; the others refuse them.
  static async in(folder: string, tree: string, { hasRedis }: { hasRedis: boolean }): Promise<Shell> {
    const [first, second] = [await freePort(), await freePort()];
    return new Shell(folder, [first, first + 1, second, second + 1], tree, hasRedis);
  }

  // Runs it in the shell itself, so that cd and variables last. Throws when it does not end in time, or ends the shell.
  async run(text: string, withinMs: number): Promise<{ code: number; output: () => string[] }> {
    const n = (this.#count += 1);
    const [command, printed] = [join(this.#scratch, `${n}.sh`), join(this.#scratch, `${n}.out`)];
    writeFileSync(command, this.#here(text));
    this.#bash.stdin?.write(`eval "$(<${command})" </dev/null >${printed} 2>&1; echo "[${n}:$?]"\n`);
    const code = () => new RegExp(`\\[${n}:(\\d+)\\]`).exec(this.#said)?.[1];
    await eventually('the command ends', () => code() ?? (this.#ended ? 'shell' : 'it runs'), (seen) => seen !== 'it runs', withinMs);
    const output = () => this.#lines(readFileSync(printed, 'utf8'));
    if (code() === undefined) throw new Error('it ended the shell');
    return { code: Number(code()), output };
  }

  // What a command is here.
  #here(text: string): string {
    return text.replace(/\b300([0-3])\b/g, (_, digit) => String(this.#ports[Number(digit)])).replace(/\b(build\/|tools\/build )dev\b/g, `$1${this.#tree}`);
  }

  // What is printed here, as a reader sees it.
  #lines(text: string): string[] {
    const lines = text
      .replaceAll('\r', '')
      .replaceAll(`build/${this.#tree}/`, 'build/dev/')
      .replace(new RegExp(`\\b(${this.#ports.join('|')})\\b`, 'g'), (port) => String(3000 + this.#ports.indexOf(Number(port))))
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
