// Who may call what: asks every route of the platform with every kind of credentials, and says what is not as a table says.
import { randomUUID } from 'node:crypto';
import { headerFaults, passedOn } from './answer_headers.ts';
import { somewhere, type Answer } from './api.ts';
import type { Cli } from './cli.ts';
import type { Platform } from './platform.ts';
import { SignedIn } from './signed_in.ts';

export interface Row {
  route: string; // "GET /v1/jobs/{id}"
  open: string; // "everybody", "this machine", "a session", a scope, or what nobody here has: "who signs", "whose key it is"
}

const nobodys = ['nobody', 'a session that has ended', 'a session of a disabled person', 'a token that is none', 'a token of nobody', 'a revoked token', 'an expired token', 'a token of a disabled person', 'a revoked token beside a session'] as const;
type Kind = (typeof nobodys)[number] | 'a session' | 'the token' | 'a token for *' | 'a token for all else' | 'a token for all' | 'a token beside a session';

// The middleware's and the guards' answer: 401, 403, or none, which lets it through to the handler.
type Gate = 401 | 403 | undefined;

function expected({ open }: Row, kind: Kind): Gate {
  if (open === 'everybody' || open === 'this machine') return undefined;
  if (open === 'who signs' || open === 'whose key it is') return 401;
  if (nobodys.some((each) => each === kind)) return 401;
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
  readonly #platform: Platform;
  readonly #person: SignedIn;
  readonly #tokens = new Map<string, string>(); // by whose they are and their scopes
  readonly #scopes: string[];
  readonly #disabled: SignedIn;
  #ended: SignedIn;
  #revoked = '';
  #expired = '';
  #disabledToken = '';

  private constructor(platform: Platform, person: SignedIn, disabled: SignedIn, scopes: string[]) {
    this.#platform = platform;
    this.#person = person;
    this.#disabled = disabled;
    this.#scopes = scopes;
    this.#ended = person;
  }

  static async with(platform: Platform, rows: Row[]): Promise<Asker> {
    const scopes = [...new Set(rows.map(({ open }) => open).filter((open) => open.includes(':')))];
    const api = platform.http('api');
    const asker = new Asker(platform, await SignedIn.signUp(api), await SignedIn.signUp(api), scopes);
    await asker.#prepare();
    return asker;
  }

  async #prepare(): Promise<void> {
    this.#revoked = await this.#token(['*', 'revoked:soon']);
    await this.#platform.cli.output(['user', 'revoke-token', this.#revoked.slice(3, 11)]);
    this.#expired = await this.#token(['*', 'expired:soon']);
    await this.#platform.sql(`UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE prefix = '${this.#expired.slice(3, 11)}'`);
    this.#disabledToken = await this.#token(['*', ...this.#scopes], this.#disabled);
    await this.#disabled.signIn();
    await this.#platform.cli.output(['user', 'disable', this.#disabled.email]);
    this.#ended = await this.#device();
    await this.#ended.ask('POST', '/v1/auth/logout');
    await Promise.all([['*'], ['*', ...this.#scopes], ...this.#scopes.map((scope) => [scope]), ...this.#scopes.map((scope) => this.#allBut(scope))].map((scopes) => this.#token(scopes)));
  }

  #allBut(scope: string): string[] {
    return ['useless:scope', ...this.#scopes.filter((each) => each !== scope)];
  }

  async #token(scopes: string[], whose = this.#person): Promise<string> {
    const key = [whose.email, ...scopes].join();
    const known = this.#tokens.get(key);
    if (known !== undefined) return known;
    const printed = await this.#platform.cli.output(['user', 'token', whose.email, ...scopes.flatMap((scope) => ['--scope', scope])]);
    const secret = /^token: (\S+)$/m.exec(printed)?.[1];
    if (secret === undefined) throw new Error(`no token in:\n${printed}`);
    this.#tokens.set(key, secret);
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
    const ways: [Kind, () => Promise<Answer>][] = [
      ['nobody', () => this.#ask(row, undefined)],
      ['a session that has ended', () => this.#bySession(row, this.#ended)],
      ['a session of a disabled person', () => this.#bySession(row, this.#disabled)],
      ['a token that is none', () => this.#ask(row, 'nobody')],
      ['a token of nobody', () => this.#ask(row, 'ts_abcdefghABCDEFGHIJKLMNOPQRSTUVWXYZ234567')],
      ['an expired token', () => this.#ask(row, this.#expired)],
      ['a token of a disabled person', () => this.#ask(row, this.#disabledToken)],
      ['the token', () => this.#ask(row, one)],
      ['a token for *', () => this.#ask(row, star)],
      ['a token for all else', () => this.#ask(row, others)],
      ['a token for all', () => this.#ask(row, all)],
      ['a revoked token', () => this.#ask(row, this.#revoked)],
      ['a token beside a session', () => this.#bySession(row, device, others)],
      ['a revoked token beside a session', () => this.#bySession(row, device, this.#revoked)],
      ['a session', () => this.#bySession(row, device)],
    ];
    const found: string[] = [];
    for (const [kind, ask] of ways) {
      const answer = await ask();
      const { status, text } = answer;
      const gate = status === 401 || status === 403 ? status : undefined;
      const wanted = expected(row, kind);
      if (gate !== wanted) found.push(`${row.route} by ${kind}: ${status} instead of ${wanted ?? 'what lets it through'}: ${text.slice(0, 200)}`);
      found.push(...headerFaults(answer.headers, kind !== 'nobody', row.open).map((fault) => `${row.route} by ${kind}: ${fault}`));
    }
    if (row.open === 'this machine') found.push(...(await passedOn(this.#platform.http('api').port, row)));
    return found;
  }

  #ask(row: Row, token: string | undefined): Promise<Answer> {
    const [method, path] = addressed(row);
    return this.#platform.http('api').ask(method, path, { token, from: somewhere() });
  }

  #bySession(row: Row, device: SignedIn, token?: string): Promise<Answer> {
    const [method, path] = addressed(row);
    device.from = somewhere(); // an address whose credentials fail too often is not looked up
    return device.ask(method, path, undefined, token === undefined ? undefined : { authorization: `Bearer ${token}` });
  }
}

// Of nothing that there is, so that whoever is let through changes nothing.
function addressed({ route }: Row): [method: string, path: string] {
  const [method = '', path = ''] = route.split(' ');
  return [method, path.replaceAll('{id}', randomUUID()).replaceAll(/\{\w+\}/g, 'none-such')];
}
