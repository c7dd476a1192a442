import assert from 'node:assert/strict';
import { json, type Answer, type Api, type Job } from './api.ts';
import type { Cli } from './cli.ts';

// Why something is refused: what the API's answer says to a program, and what the command line says to a person.
export interface Refusal {
  status: number;
  code: string; // or several, with | between
  says?: string; // undefined: the command line does not offer it
}

export interface Caller {
  start(who: { email: string; token: string }, action: string, body: string, delay?: string): Promise<Answer>;
  job(id: string, token: string): Promise<Job>;
  cancel(id: string, token: string): Promise<Answer>;
  retry(id: string, token: string): Promise<Answer>;
  assertRefused(answer: Answer, refusal: Refusal): void;
}

// What one who calls says and gets. @both-ways scenarios run once with each.
export class ByApi implements Caller {
  readonly #api: () => Api;

  constructor(api: () => Api) {
    this.#api = api;
  }
  start({ token }: { token: string }, action: string, body: string, delay?: string): Promise<Answer> {
    return this.#api().ask('POST', `/v1/actions/${action}${delay === undefined ? '' : `?delay=${delay}`}`, { token, body });
  }
  job(id: string, token: string): Promise<Job> {
    return this.#api().job(id, token);
  }
  cancel(id: string, token: string): Promise<Answer> {
    return this.#api().ask('POST', `/v1/jobs/${id}/cancel`, { token });
  }
  retry(id: string, token: string): Promise<Answer> {
    return this.#api().ask('POST', `/v1/jobs/${id}/retry`, { token });
  }
  assertRefused(answer: Answer, { status, code }: Refusal): void {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
    assert.ok(code.split('|').includes(json<{ code: string }>(answer).code), answer.text);
  }
}

// The exit code stands for the status: 0 is what the API answers 200 or 202 for.
export class ByCommandLine implements Caller {
  readonly #cli: () => Cli;

  constructor(cli: () => Cli) {
    this.#cli = cli;
  }
  start({ email }: { email: string }, action: string, body: string, delay?: string): Promise<Answer> {
    return this.#run(['action', 'run', action, '--as', email, '--input', body, '--json', ...(delay === undefined ? [] : ['--delay', delay])], 202);
  }
  async job(id: string): Promise<Job> {
    return (JSON.parse(await this.#cli().output(['job', 'show', id, '--json'])) as { job: Job }).job;
  }
  cancel(id: string): Promise<Answer> {
    return this.#run(['job', 'cancel', id], 200);
  }
  retry(id: string): Promise<Answer> {
    return this.#run(['job', 'retry', id], 200);
  }
  assertRefused(answer: Answer, { says }: Refusal): void {
    assert.ok(says, 'the command line can be refused for this reason');
    assert.ok([1, 2].includes(answer.status), answer.text);
    assert.match(answer.text, /^tenstone: [^\n]+\n$/);
    assert.ok(answer.text.includes(says), `"${says}" in: ${answer.text}`);
  }
  async #run(args: string[], done: number): Promise<Answer> {
    const { code, stdout, stderr } = await this.#cli().run(args);
    return code === 0 ? { status: done, headers: {}, text: stdout } : { status: code ?? 255, headers: {}, text: stderr };
  }
}
