// Every route of a project with every kind of credential that its program knows.
import { createHash, randomUUID } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import type { Row } from './access.ts';
import { headerFaults, passedOn } from './answer_headers.ts';
import { expecting, json, somewhere } from './api.ts';
import type { Project } from './project.ts';
import { SignedIn } from './signed_in.ts';

type Gate = 401 | 403 | undefined; // undefined: it lets through to the handler

// What is shown, and what it opens: the words of a table's second column. A route that is open to everybody asks nobody.
interface Credential {
  name: string;
  authorization?: string;
  cookie?: () => Promise<string>;
  opens: string[];
  known: boolean; // the program knows whose it is, and answers 403 where it is not enough
}

const bearer = (token: string): string => `Bearer ${token}`;
const unknown = (name: string, authorization?: string): Credential => ({ name, ...(authorization === undefined ? {} : { authorization }), opens: [], known: false });

// Of no program.
const strangers: Credential[] = [
  unknown('no credential'),
  unknown('a password', 'Basic bWlhOnRlYQ=='),
  unknown('a token without text', 'Bearer'),
  unknown('two words for a token', 'Bearer reader writer'),
  unknown('a token of nobody', bearer('nobody')),
  unknown('a well-formed token of nobody', bearer('ts_abcdefghABCDEFGHIJKLMNOPQRSTUVWXYZ234567')),
  unknown('a token of 4,000 characters', bearer('a'.repeat(4_000))),
];

const hash = (token: string): string => createHash('sha256').update(token).digest('hex');

// How a program is started so that it knows a token of each kind. Routes may depend on it.
export interface Start {
  settings: Record<string, string>;
  credentials: (project: Project) => Promise<Credential[]>; // once it runs
}

export async function startOf(project: Project): Promise<Start> {
  const settings = await project.cli.output(['config']);
  const more = /^access\.(write|download|operate)_tokens\b/m.exec(settings)?.[1];
  if (more !== undefined) return accessTokens(more);
  if (/^auth\./m.test(settings)) return { settings: {}, credentials: withSessions };
  if (!/^throttler\.token\b/m.test(settings)) return { settings: {}, credentials: withScopes };
  const token = { name: 'the token', authorization: bearer('operator'), opens: ['the token'], known: true };
  return { settings: { TENSTONE_THROTTLER_TOKEN: 'operator' }, credentials: () => Promise.resolve([...strangers, token]) };
}

function accessTokens(more: string): Start {
  const [read, both] = ['a token that may read', `a token that may ${more}`];
  const known = [
    unknown('the hash of a token', bearer(hash('writer'))),
    { name: read, authorization: bearer('reader'), opens: [read], known: true },
    { name: both, authorization: bearer('writer'), opens: [read, both], known: true },
  ];
  return {
    settings: { TENSTONE_ACCESS_READ_TOKENS: hash('reader'), [`TENSTONE_ACCESS_${more.toUpperCase()}_TOKENS`]: hash('writer') },
    credentials: () => Promise.resolve([...strangers, ...known]),
  };
}

async function withSessions(project: Project): Promise<Credential[]> {
  const person = await SignedIn.signUp(project.http('api'));
  const newSession = async () => {
    const device = person.anotherDevice();
    await device.signIn();
    return device;
  };
  const ended = await newSession();
  expecting(204, await ended.ask('POST', '/v1/auth/logout'));
  const device = await newSession();
  const { token: secret } = json<{ token: string }>(expecting(201, await device.ask('POST', '/v1/tokens', JSON.stringify({ name: 'all', scopes: ['*'] }))));
  const shown = (name: string, value: string) => ({ ...unknown(name), cookie: () => Promise.resolve(`__Host-sid=${value}`) });
  return [
    ...strangers,
    { ...unknown('a session that has ended'), cookie: () => Promise.resolve(ended.cookie) },
    shown('a session of nobody', 'a'.repeat(43)),
    shown('a cookie that is none', 'nobody'),
    shown('a cookie of 4,000 characters', 'a'.repeat(4_000)),
    // Another one for each route: some end it.
    { name: 'a session', cookie: async () => (await newSession()).cookie, opens: ['a session', 'who is signed in'], known: true },
    { name: 'a token', authorization: bearer(secret), opens: ['who is signed in'], known: true },
  ];
}

async function withScopes(project: Project): Promise<Credential[]> {
  const make = async (name: string, scopes: string[]) => bearer((await project.cli.output(['token', name, ...scopes])).trim());
  const [read, write] = ['orders:read', 'orders:write'];
  const revoked = await make('revoked', [read, write]);
  await project.cli.output(['revoke', 'revoked']);
  return [
    ...strangers,
    unknown('a revoked token', revoked),
    { name: read, authorization: await make('reader', [read]), opens: [read], known: true },
    { name: write, authorization: await make('writer', [write]), opens: [write], known: true },
    { name: 'both', authorization: await make('both', [read, write]), opens: [read, write], known: true },
  ];
}

function expected({ open }: Row, { opens, known }: Credential): Gate {
  if (open === 'everybody' || open === 'this machine' || opens.includes(open)) return undefined;
  return known && open !== 'who signs' && open !== 'whose key it is' ? 403 : 401;
}

// "GET    /cache/{ns}/{key...}   guards"
export async function routesOf(project: Project, settings: Record<string, string>): Promise<string[]> {
  const lines = (await project.cli.output(['routes'], settings)).split('\n');
  return lines.flatMap((line) => /^([A-Z]+) +(\/\S*)/.exec(line)?.slice(1, 3).join(' ') ?? []);
}

export async function faultsOf(project: Project, rows: Row[], credentials: Credential[]): Promise<string[]> {
  const found: string[] = [];
  for (const row of rows) {
    const { port } = project.http('api');
    for (const credential of credentials) {
      const [method = '', path = ''] = row.route.split(' ');
      const { statusCode: status = 0, headers } = await headOf(port, method, addressed(path), await headersOf(credential));
      const gate = status === 401 || status === 403 ? status : undefined;
      const wanted = expected(row, credential);
      if (gate !== wanted) found.push(`${row.route} with ${credential.name}: ${String(status)} instead of ${wanted ?? 'what lets it through'}`);
      found.push(...headerFaults(headers, credential.authorization !== undefined || credential.cookie !== undefined, row.open).map((fault) => `${row.route} with ${credential.name}: ${fault}`));
    }
    if (row.open === 'this machine') found.push(...(await passedOn(port, row)));
  }
  return found;
}

// Of nothing that there is, so that who is let through changes nothing.
function addressed(path: string): string {
  return path.replaceAll('{id}', randomUUID()).replaceAll(/\{[\w.]+\}/g, 'none-such');
}

async function headersOf({ authorization, cookie }: Credential): Promise<Record<string, string>> {
  return { 'sec-fetch-site': 'same-origin', ...(authorization === undefined ? {} : { authorization }), ...(cookie === undefined ? {} : { cookie: await cookie() }) };
}

// Its head is enough: a stream has no end.
function headOf(port: number, method: string, path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, method, path, headers, localAddress: somewhere(), agent: false, timeout: 20_000 }, (response) => {
      resolve(response);
      response.destroy();
    });
    call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer within 20 s`)));
    call.on('error', reject);
    call.end();
  });
}
