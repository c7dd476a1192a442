import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { eventually, within } from './eventually.ts';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export type LogLine = Readonly<Record<string, unknown>>;

// A process of ours: its output by line, its end, its signals.
export class Running {
  readonly name: string;
  readonly #exit: Promise<Exit>;
  readonly #closed: Promise<void>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  // `title`: by which name it knows itself, where that is not the program's. `input`: all that it reads from stdin.
  constructor(name: string, program: string, args: string[], env: NodeJS.ProcessEnv, cwd: string, title = program, input?: string) {
    this.name = name;
    this.#child = spawn(program, args, { env, cwd, argv0: title, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    // A program that does not read it to its end is no failure of ours.
    this.#child.stdin?.on('error', () => undefined).end(input);
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#exit = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => {
        resolve({ code, signal });
      });
    });
    this.#exit.catch(() => undefined);
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', () => {
        resolve();
      });
    });
  }

  get stdout(): string {
    return this.#stdout;
  }
  get stderr(): string {
    return this.#stderr;
  }
  get output(): string {
    return this.#stdout + this.#stderr;
  }
  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.name} was not started`);
    return this.#child.pid;
  }
  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  // Whether it runs, and how it ended.
  get state(): string {
    const { exitCode, signalCode } = this.#child;
    return this.running ? 'runs' : `ended with ${String(signalCode ?? exitCode)}`;
  }

  // How it crashed, if it did: by a signal that no scenario sends, or with a sanitizer's report.
  get crash(): string | undefined {
    const signal = /^SIG(SEGV|ABRT|BUS|ILL|FPE|TRAP|SYS)$/.exec(this.#child.signalCode ?? '')?.[0];
    const report = /^.*(?:Sanitizer|runtime error: ).*$/m.exec(this.#stderr)?.[0];
    return (signal ?? report) === undefined ? undefined : `${this.name} crashed: ${[report, signal].filter(Boolean).join(' ')}`;
  }

  // What it has logged so far, whole lines only.
  logs(): LogLine[] {
    return this.#stdout
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  // Its exit, once all that it wrote has been read: what it leaves running must not hold its output.
  ended(withinMs?: number): Promise<Exit> {
    const whole = Promise.all([this.#exit, this.#closed]).then(([exit]) => exit);
    return within(`${this.name} ends and closes its output`, whole, withinMs);
  }

  // Ends it, by force when it does not listen. For cleaning up.
  async end(): Promise<void> {
    this.signal('SIGTERM');
    await this.ended(5_000).catch(() => this.kill());
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await within(`${this.name} is killed`, this.#exit);
  }
}

export function tail(text: string, lines = 40): string {
  return text.split('\n').slice(-lines).join('\n');
}

// Below those that the system gives to outgoing connections: one of them could take a port before its server does, or while
// that restarts. Those from 20000 on are tests/install's.
const ports = { first: 10_000, pairs: 5_000 };
// Chromium opens no page there (net/base/port_util.cc): it belongs to amanda.
const refusedByBrowsers = 10_080;

// A port that is free together with the next one: `tenstone up` takes two. Nobody else is given it as long as this process
// lives, whether its server listens yet or restarts.
export async function freePort(): Promise<number> {
  for (;;) {
    const port = ports.first + 2 * randomInt(ports.pairs);
    if (port === refusedByBrowsers || !(await claimed(port))) continue;
    const taken = await Promise.all([port, port + 1].map(answers));
    if (!taken.includes(true)) return port;
  }
}

// Asked by connecting, not by listening there for a moment: a program that another thread starts meanwhile has a copy of the
// listening socket between its fork and its exec, and the port would be taken for that long.
function answers(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve(false);
      else reject(error);
    });
  });
}

// Among all processes of this machine that ask here: the name of a socket in Linux' abstract namespace belongs to one of
// them, and is free again when that has ended in any way.
export async function claimed(port: number): Promise<boolean> {
  const claim = await listening(`\0tenstone-port-${port}`).catch(() => undefined);
  claim?.unref();
  return claim !== undefined;
}

// On a port of 127.0.0.1, or under a socket's name.
export function listening(where: number | string): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(typeof where === 'number' ? { port: where, host: '127.0.0.1' } : { path: where }, () => {
      resolve(server);
    });
  });
}

// Every process that was started with `folder` in its arguments or its environment.
export function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .flatMap((pid) => {
      const command = read(`/proc/${pid}/cmdline`);
      const mentions = command.includes(folder) || read(`/proc/${pid}/environ`).includes(folder);
      return mentions ? [`${pid} ${command.replaceAll('\0', ' ').trim()}`] : [];
    });
}

export async function nothingRuns(folder: string): Promise<void> {
  await eventually(`nothing of ${folder} runs`, () => processesOf(folder), (left) => left.length === 0);
}

// Empty for a process that has just gone, is not ours or is a zombie.
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
