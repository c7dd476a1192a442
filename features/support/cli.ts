import { basename } from 'node:path';
import { Running } from './processes.ts';

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
  output: string;
}

// A program of ours with an environment of its own: nothing of the caller's settings gets in.
export class Cli {
  static readonly tenstone = new URL('../../build/release/apps/tenstone/tenstone', import.meta.url).pathname;
  readonly #folder: string;
  readonly #settings: Record<string, string>;
  readonly #program: string;

  constructor(folder: string, settings: Record<string, string>, program: string) {
    this.#folder = folder;
    this.#settings = settings;
    this.#program = program;
  }

  // `by`: the words of the command that starts it (prlimit).
  start(args: string[], settings: Record<string, string> = {}, { input, by: [starter, ...words] = [] }: { input?: string | undefined; by?: string[] | undefined } = {}): Running {
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, LANG: 'C.UTF-8', ...this.#settings, ...settings };
    const name = command(this.#program, args);
    if (starter !== undefined) return new Running(name, starter, [...words, this.#program, ...args], env, this.#folder);
    return new Running(name, this.#program, args, env, this.#folder, this.#program, input);
  }

  async run(args: string[], settings: Record<string, string> = {}, input?: string): Promise<Outcome> {
    const command = this.start(args, settings, { input });
    try {
      const { code } = await command.ended(30_000);
      return { code, stdout: command.stdout, stderr: command.stderr, output: command.output };
    } finally {
      if (command.running) await command.kill();
    }
  }

  // One that must work.
  async output(args: string[], settings: Record<string, string> = {}): Promise<string> {
    const { code, stdout, output } = await this.run(args, settings);
    if (code !== 0) throw new Error(`${command(this.#program, args)} ended with ${String(code)}:\n${output}`);
    return stdout;
  }
}

function command(program: string, args: string[]): string {
  return [basename(program), ...args].join(' ');
}
