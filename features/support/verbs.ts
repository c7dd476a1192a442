// The verbs of a program with their arguments, as its --help lists them.
import type { Cli } from './cli.ts';

export interface Argument {
  name: string; // "--as", "email"
  kind: string | undefined; // "EMAIL"; undefined: a switch
  required: boolean;
  many: boolean;
}

export interface Verb {
  words: string[]; // "action", "run"
  arguments: Argument[];
}

export interface Verbs {
  verbs: Verb[];
  groups: string[][]; // words that take a further one: "action"
}

export const isOption = ({ name }: Argument): boolean => name.startsWith('-');

// As "action run NAME --as EMAIL [--json] [--delay DURATION]": the line of a verb in features/every_verb.txt.
export function usage({ words, arguments: all }: Verb): string {
  const shown = all.map((each) => {
    const text = [...(isOption(each) ? [each.name] : []), ...(each.kind === undefined ? [] : [each.kind])].join(' ') + (each.many ? '…' : '');
    return each.required ? text : `[${text}]`;
  });
  return [...words, ...shown].join(' ');
}

// Of `tenstone`, whose --help and that of each verb it asks.
export async function verbsOf(cli: Cli, words: string[] = []): Promise<Verbs> {
  const help = await cli.output([...words, '--help']);
  const names = section(help, 'Subcommands').flatMap((line) => /^ {2}([\w-]+) /.exec(line)?.[1] ?? []);
  if (names.length === 0) return { verbs: [{ words, arguments: ['Positionals', 'Options'].flatMap((title) => section(help, title).flatMap(argumentIn)) }], groups: [] };
  const below = await Promise.all(names.map((name) => verbsOf(cli, [...words, name])));
  return { verbs: below.flatMap(({ verbs }) => verbs), groups: [words, ...below.flatMap(({ groups }) => groups)] };
}

// Of a program of libs/service: one page says all. "token NAME SCOPE…" is a verb with what it takes.
export async function ownVerbs(cli: Cli): Promise<Verbs> {
  const lines = (await cli.output(['--help'])).split('\n\n')[1]?.split('\n') ?? [];
  const usages = lines.flatMap((line) => /^ {2}([a-z]\S*(?: \S+)*)(?: {2}.*)?$/.exec(line)?.[1] ?? []);
  const verbs = usages.map((text) => {
    const words = text.split(' ');
    const taken = words.filter((word) => /^[A-Z]/.test(word)).map((word) => ({ name: word.replace('…', ''), kind: word.replace('…', ''), required: true, many: word.endsWith('…') }));
    return { words: words.filter((word) => !/^[A-Z]/.test(word)), arguments: taken };
  });
  return { verbs, groups: [] };
}

function section(help: string, title: string): string[] {
  return (new RegExp(`^${title}:\n((?: .*\n)+)`, 'm').exec(help)?.[1] ?? '').split('\n');
}

// "  -q,--query QUERY            Only entries that it finds", "  --limit INT:INT in [1 - 1000]", "  log LOG ... REQUIRED  Which"
function argumentIn(line: string): Argument[] {
  const [, name, kind, more = ''] = /^ {2}(?:-\w,)?([a-z-][\w-]*)(?: (?!Excludes|Needs|REQUIRED)([A-Z][\w|/-]*))?(.*?)(?: {2,}.*)?$/.exec(line) ?? [];
  if (name === undefined || name === '--help' || name === '--version') return [];
  return [{ name, kind, required: / REQUIRED\b/.test(more), many: / \.\.\./.test(more) }];
}
