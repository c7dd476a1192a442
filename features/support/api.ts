import { randomInt } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import type { Contract } from './contract.ts';

export interface Attempt {
  attempt: number;
  outcome: string | null;
  started_at: string;
  finished_at: string | null;
  error: unknown;
  logs: { at: string; level: string; text: string }[];
}

export interface Job {
  id: string;
  action: string;
  state: 'queued' | 'running' | 'retrying' | 'succeeded' | 'failed' | 'cancelled';
  attempt: number;
  next_run_at: string | null;
  request_id: string;
  result: unknown;
  files: { id: string; name: string; content_type: string; size: number; expires_at: string; href: string }[];
  attempts: Attempt[];
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface Ask {
  token?: string | undefined;
  body?: string | undefined;
  headers?: Record<string, string>;
  from?: string | undefined; // the client's address, of 127.0.0.0/8
}

// One process's HTTP interface. A connection for each request: what is killed in between disturbs no other. What the
// service's own document does not describe is an error.
export class Api {
  readonly port: number;
  readonly #contract: Contract | undefined;

  constructor(port: number, contract?: Contract) {
    this.port = port;
    this.#contract = contract;
  }

  ask(method: string, path: string, { token, body, headers, from }: Ask = {}): Promise<Answer> {
    const all = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      ...headers,
    };
    return new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port: this.port, method, path, headers: all, localAddress: from, agent: false, timeout: 10_000 }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 401 && response.headers['www-authenticate'] === undefined) {
            reject(new Error(`${method} ${path}: a 401 without WWW-Authenticate`));
            return;
          }
          const answer = { status: response.statusCode ?? 0, headers: response.headers, text };
          if (!path.startsWith('/v1/logs') && text.includes(`${tmpdir()}/`)) {
            reject(new Error(`${method} ${path} shows a path of the machine:\n${text}`));
            return;
          }
          const fault = this.#contract?.fault(method, path, answer);
          if (fault !== undefined) reject(new Error(`${method} ${path} is not answered as /openapi.json says: ${fault}\n${answer.status} ${text}`));
          else resolve(answer);
        });
      });
      call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer within 10 s`)));
      call.on('error', reject);
      call.end(body);
    });
  }

  start(action: string, body: string, token?: string): Promise<Answer> {
    return this.ask('POST', `/v1/actions/${action}`, { token, body });
  }

  declare(action: string, declaration: string, token: string): Promise<Answer> {
    return this.ask('PUT', `/v1/actions/${action}`, { token, body: declaration });
  }

  undeclare(action: string, token: string): Promise<Answer> {
    return this.ask('DELETE', `/v1/actions/${action}`, { token });
  }

  async job(id: string, token: string): Promise<Job> {
    return json<{ job: Job }>(expecting(200, await this.ask('GET', `/v1/jobs/${id}`, { token }))).job;
  }

  async jobs(token: string): Promise<Job[]> {
    return json<{ data: Job[] }>(expecting(200, await this.ask('GET', '/v1/jobs', { token }))).data;
  }

  // The jobs of one page, and the address of the next one. It stands in the header Link and, as a cursor, in the body.
  async page(path: string, token: string): Promise<{ ids: string[]; next: string | undefined }> {
    const answer = expecting(200, await this.ask('GET', path, { token }));
    const { data, next_cursor } = json<{ data: Job[]; next_cursor: string | null }>(answer);
    const next = /^<([^>]+)>; rel="next"$/.exec(String(answer.headers['link']))?.[1];
    if ((next === undefined) !== (next_cursor === null)) throw new Error(`Link and next_cursor differ: ${answer.text}`);
    return { ids: data.map(({ id }) => id), next };
  }
}

// An address of a client, and most likely nobody else's.
export const somewhere = () => `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;

export function expecting(status: number, answer: Answer): Answer {
  if (answer.status !== status) throw new Error(`answered ${answer.status} instead of ${status}: ${answer.text}`);
  return answer;
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says what it expects
export function json<T>(answer: Answer): T {
  return JSON.parse(answer.text) as T;
}
