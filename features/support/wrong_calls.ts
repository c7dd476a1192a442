// Every call of a program that is wrong in one place, and what is to be seen of each: exit code 2, one line on stderr that
// names what is wrong and how it is right, nothing on stdout, and no connection to any server.
import { createServer, type Server } from 'node:net';
import type { Cli } from './cli.ts';
import { isOption, type Argument, type Verb, type Verbs } from './verbs.ts';

export interface WrongCall {
  args: string[];
  names: string[]; // the line has one of these
}

interface Kind {
  right: string;
  wrong: string[];
}

const id = '018bcfe5-6800-7000-8000-000000000000';
const escape = 'tea\u001B[2J';
const number = ['', 'ten', '-1', '1.5', '99999999999999999999'];
const duration = ['', 'soon', '10 parsecs', '-5m', '99999999999999999999h'];
const name = (right: string): Kind => ({ right, wrong: ['', escape] });
const path = (right: string): Kind => ({ right, wrong: [''] });
const anything = (right: string): Kind => ({ right, wrong: [] });

// By the word that --help has for it: one text that is right, and those that are refused wherever they are given.
const kinds: Record<string, Kind> = {
  ACTION: name('hello'),
  CODE: name('job_lost'),
  CRON: { right: '0 7 * * MON', wrong: ['', '* * *', '61 7 * * MON', escape] },
  DATA: path('/dev/null'),
  DATABASE: name('shop'),
  DURATION: { right: '10min', wrong: duration },
  'DURATION|never': { right: 'never', wrong: duration },
  EMAIL: { right: 'mia@example.test', wrong: ['', 'mia', 'mia\u001B@example.test'] },
  FILE: path('/dev/null'),
  FOLDER: path('none'),
  FORMAT: { right: 'json', wrong: ['', 'xml', escape] },
  'I/N': { right: '1/7', wrong: ['', '8/7', '0/7', '1', 'one/two'] },
  ID: { right: id, wrong: ['', '42', escape] },
  INT: { right: '10', wrong: number },
  JSON: { right: '{}', wrong: ['', '{', escape] },
  KEY: name('new-page'),
  KIND: name('action.hello'),
  LOG: path('api'),
  NAME: name('tea-house'),
  NAMESPACE: { right: id, wrong: ['', '42', escape] },
  NUMBER: { right: '10', wrong: number },
  'N|none': { right: 'none', wrong: number },
  POLICY: { right: 'skip', wrong: ['', 'sideways', escape] },
  QUERY: anything('word'),
  QUEUE: name('mail'),
  REVISION: { right: '7', wrong: [...number, '0'] },
  SCHEMA: path('/dev/null'),
  SCHEME: { right: 'github', wrong: ['', 'smoke', escape] },
  SCOPE: name('jobs:read'),
  SECONDS: { right: '1700000000', wrong: ['', 'now', '1.5', '99999999999999999999'] },
  STATE: { right: 'failed', wrong: ['', 'lost', escape] },
  TAG: name('order-7'),
  TEXT: anything('because'),
  TIME: { right: '2026-11-30T07:00:00Z', wrong: ['', 'yesterday', '2026-13-01T00:00:00Z'] },
  'TOKEN-ID': { right: 'ts_abcdefgh', wrong: ['', 'ts_', escape] },
  TYPE: name('order.paid'),
  RESTORED: name('shop_2'),
  OLD: name('shop_1'),
  URL: { right: 'https://example.test/hook', wrong: ['', 'example', escape] },
  USER: name(id),
  VERSION: { right: 'shop@latest', wrong: ['', 'shop', 'shop@', 'shop@-1', escape] },
  VALUE: { right: 'on', wrong: ['', 'perhaps', '120%', '-1%', escape] },
  ZONE: { right: 'Europe/Berlin', wrong: ['', 'Mars/Olympus', escape] },
};

// Arguments that --help says a verb can do without, where one of several is needed.
const neededToo: Record<string, string[]> = {
  'backup forget': ['--plan'],
  'cache purge': ['--all'],
  'flag set': ['on'],
  'job dead': ['--all'],
  'job redrive': ['--all'],
  new: ['--bare'],
};

function kindOf({ name: argument, kind = '' }: Argument): Kind {
  const found = kinds[kind];
  if (!found) throw new Error(`${argument} ${kind}: features/support/wrong_calls.ts does not say what is right and wrong for it`);
  return found;
}

const given = (argument: Argument, text: string): string[] => (isOption(argument) ? [argument.name, text] : [text]);

// The verb with what it needs; `instead` stands for the argument `at`, and nothing when it is empty.
function call({ words, arguments: all }: Verb, at?: Argument, instead: string[] = []): string[] {
  const needed = all.filter((each) => each === at || each.required).flatMap((each) => (each === at ? instead : given(each, kindOf(each).right)));
  // One more text would be taken for the one that is in question.
  const more = (neededToo[words.join(' ')] ?? []).filter((text) => at === undefined || isOption(at) || text.startsWith('-'));
  return [...words, ...needed, ...more];
}

// All of them; in `make test` each verb once in each way, and each argument with one of its wrong texts: which one it is goes
// round, so that each text is wrong for somebody.
export function wrongCalls({ verbs, groups }: Verbs, all: boolean): WrongCall[] {
  const ofGroups = groups.flatMap((words) => [
    { args: words, names: ['--help'] },
    { args: [...words, 'frobnicate'], names: ['frobnicate'] },
  ]);
  return [...ofGroups, ...verbs.flatMap((verb, index) => wrongCallsOf(verb, all ? undefined : index))];
}

function wrongCallsOf(verb: Verb, turn: number | undefined): WrongCall[] {
  const some = <T>(from: T[]): T[] => (turn === undefined || from.length === 0 ? from : from.slice(turn % from.length, (turn % from.length) + 1));
  const valued = verb.arguments.filter(({ kind }) => kind !== undefined);
  const needed = valued.filter(({ required }) => required);
  const options = valued.filter(isOption);
  const takesMore = valued.some((each) => !isOption(each) && (each.many || !each.required));
  const wrong = (each: Argument, more: string[]) => ({ args: call(verb, each, more), names: [each.name] });
  return [
    { args: [...call(verb), '--frobnicate'], names: ['--frobnicate'] },
    ...(takesMore ? [] : [{ args: [...call(verb), 'superfluous'], names: ['superfluous', ...valued.filter((each) => !isOption(each)).map(({ name }) => name)] }]),
    ...some(needed).map((each) => ({ args: call(verb, each), names: isOption(each) ? [each.name] : needed.map(({ name }) => name) })), // another may take its place
    ...some(options).map((each) => ({ args: [...call(verb, each), each.name], names: [each.name] })),
    ...some(options.filter(({ many }) => !many)).map((each) => wrong(each, [...given(each, kindOf(each).right), ...given(each, kindOf(each).right)])),
    ...valued.flatMap((each) => some(kindOf(each).wrong).map((text) => wrong(each, given(each, text)))),
  ];
}

// Calls the program, four at a time, and says what is not as it is to be.
export class Caller {
  readonly #cli: Cli;
  readonly #settings: Record<string, string>;
  readonly #server: Server;
  #connections = 0;

  private constructor(cli: Cli, server: Server, settings: (port: number) => Record<string, string>) {
    this.#cli = cli;
    this.#server = server;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    this.#settings = settings(address.port);
    server.on('connection', (socket) => {
      this.#connections += 1;
      socket.destroy();
    });
  }

  // With a server in the place of every other that the settings may name, which ends each connection.
  static async with(cli: Cli, settings: (port: number) => Record<string, string>): Promise<Caller> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve));
    return new Caller(cli, server, settings);
  }

  async faults(calls: WrongCall[]): Promise<string[]> {
    const waiting = calls.values();
    const found: string[] = [];
    const work = async () => {
      for (const each of waiting) found.push(...(await this.#faults(each)));
    };
    await Promise.all([work(), work(), work(), work()]);
    this.#server.close();
    return [...found, ...(this.#connections > 0 ? [`a server was asked ${this.#connections} times`] : [])];
  }

  async #faults({ args, names }: WrongCall): Promise<string[]> {
    const process = this.#cli.start(args, this.#settings);
    const exit = await process.ended(10_000).catch(() => undefined);
    if (process.running) await process.kill();
    const { stdout, stderr } = process;
    const wrong = [
      ...(exit?.code === 2 ? [] : [`ends with ${exit?.code ?? exit?.signal ?? 'nothing'}`]),
      ...(stdout === '' ? [] : [`says ${JSON.stringify(stdout.slice(0, 100))}`]),
      ...(/^\S+: [^\n\u0000-\u001F\u007F-\u009F]+\n$/.test(stderr) && names.some((text) => stderr.includes(text)) ? [] : [`is told ${JSON.stringify(stderr.slice(0, 300))}`]),
    ];
    return wrong.length === 0 ? [] : [`${JSON.stringify(args)}: ${wrong.join(', ')}`];
  }
}
