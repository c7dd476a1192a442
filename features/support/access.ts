// Who may call what: asks every route of the platform with every kind of credentials, and says what is not as a table says.
import { randomUUID } from 'node:crypto';
import type { Api } from './api.ts';
import type { Cli } from './cli.ts';
import { SignedIn } from './signed_in.ts';

export interface Row {
  route: string; // "GET /v1/jobs/{id}"
  open: string; // "everybody", "a session", a scope, or what nobody here has: "who signs", "whose key it is"
}

type Kind = 'nobody' | 'a session' | 'a session that has ended' | 'the token' | 'a token for *' | 'a token for all else' | 'a token for all' | 'a revoked token' | 'a token beside a session' | 'a revoked token beside a session';

// The middleware's and the guards' answer: 401, 403, or none, which lets it through to the handler.
type Gate = 401 | 403 | undefined;

function expected({ open }: Row, kind: Kind): Gate {
  if (open === 'everybody') return undefined;
  if (open === 'who signs' || open === 'whose key it is') return 401;
  if (kind === 'nobody' || /ended|revoked/.test(kind)) return 401;
  if (open === 'a session') return kind === 'a session' ? undefined : 403;
  const byStar = !open.startsWith('installation:');
  if (kind === 'a session' || kind === 'a token for *') return byStar ? undefined : 403;
  return kind === 'the token' || kind === 'a token for all' ? undefined : 403;
}

// The routes that the program lists itself.
export async function routes(cli: Cli): Promise<string[]> {
  const listed = (await cli.output(['routes'])).split('\n').flatMap((line) => {
    const [, method, paths] = /^ {2}(GET|POST|PUT|PATCH|DELETE) +(\/[^\s,]*(?:, \/[^\s,]*)*)/.exec(line) ?? [];
    return (paths ?? '').split(', ').flatMap((path) => (method === undefined || path === '' ? [] : [`${method} ${path}`]));
  });
  return listed.sort();
}

// One person with every kind of credentials.
export class Asker {
  readonly #api: Api;
  readonly #cli: Cli;
  readonly #person: SignedIn;
  readonly #tokens = new Map<string, string>(); // by their scopes
  readonly #scopes: string[];
  #ended: SignedIn;

  private constructor(api: Api, cli: Cli, person: SignedIn, scopes: string[]) {
    this.#api = api;
    this.#cli = cli;
    this.#person = person;
    this.#scopes = scopes;
    this.#ended = person;
  }

  static async with(api: Api, cli: Cli, rows: Row[]): Promise<Asker> {
    const scopes = [...new Set(rows.map(({ open }) => open).filter((open) => open.includes(':')))];
    const asker = new Asker(api, cli, await SignedIn.signUp(api), scopes);
    await asker.#prepare();
    return asker;
  }

  async #prepare(): Promise<void> {
    const revoked = await this.#token(['*', 'revoked:soon']);
    await this.#cli.output(['user', 'revoke-token', revoked.slice(3, 11)]);
    this.#ended = await this.#device();
    await this.#ended.ask('POST', '/v1/auth/logout');
    await Promise.all([['*'], ['*', ...this.#scopes], ...this.#scopes.map((scope) => [scope]), ...this.#scopes.map((scope) => this.#allBut(scope))].map((scopes) => this.#token(scopes)));
  }

  #allBut(scope: string): string[] {
    return ['useless:scope', ...this.#scopes.filter((each) => each !== scope)];
  }

  async #token(scopes: string[]): Promise<string> {
    const known = this.#tokens.get(scopes.join());
    if (known !== undefined) return known;
    const printed = await this.#cli.output(['user', 'token', this.#person.email, ...scopes.flatMap((scope) => ['--scope', scope])]);
    const secret = /^token: (\S+)$/m.exec(printed)?.[1];
    if (secret === undefined) throw new Error(`no token in:\n${printed}`);
    this.#tokens.set(scopes.join(), secret);
    return secret;
  }

  async #device(): Promise<SignedIn> {
    const device = this.#person.anotherDevice();
    await device.signIn();
    return device;
  }

  // What is not as the row says. The session is asked last: what a token ends with it beside, it would miss.
  async faults(row: Row): Promise<string[]> {
    const scope = row.open.includes(':') ? row.open : 'useless:scope';
    const device = await this.#device();
    const [one, star, others, all] = await Promise.all([[scope], ['*'], this.#allBut(scope), ['*', ...this.#scopes]].map((scopes) => this.#token(scopes)));
    const revoked = await this.#token(['*', 'revoked:soon']);
    const ways: [Kind, () => Promise<{ status: number; text: string }>][] = [
      ['nobody', () => this.#ask(row, undefined)],
      ['a session that has ended', () => this.#bySession(row, this.#ended)],
      ['the token', () => this.#ask(row, one)],
      ['a token for *', () => this.#ask(row, star)],
      ['a token for all else', () => this.#ask(row, others)],
      ['a token for all', () => this.#ask(row, all)],
      ['a revoked token', () => this.#ask(row, revoked)],
      ['a token beside a session', () => this.#bySession(row, device, others)],
      ['a revoked token beside a session', () => this.#bySession(row, device, revoked)],
      ['a session', () => this.#bySession(row, device)],
    ];
    const found: string[] = [];
    for (const [kind, ask] of ways) {
      const { status, text } = await ask();
      const gate = status === 401 || status === 403 ? status : undefined;
      const wanted = expected(row, kind);
      if (gate !== wanted) found.push(`${row.route} by ${kind}: ${status} instead of ${wanted ?? 'what lets it through'}: ${text.slice(0, 200)}`);
    }
    return found;
  }

  #ask(row: Row, token: string | undefined): Promise<{ status: number; text: string }> {
    const [method, path] = addressed(row);
    return this.#api.ask(method, path, { token });
  }

  #bySession(row: Row, device: SignedIn, token?: string): Promise<{ status: number; text: string }> {
    const [method, path] = addressed(row);
    return device.ask(method, path, undefined, token === undefined ? undefined : { authorization: `Bearer ${token}` });
  }
}

// Of nothing that there is, so that whoever is let through changes nothing.
function addressed({ route }: Row): [method: string, path: string] {
  const [method = '', path = ''] = route.split(' ');
  return [method, path.replaceAll('{id}', randomUUID()).replaceAll(/\{\w+\}/g, 'none-such')];
}
