import { randomUUID } from 'node:crypto';
import { expecting, json, somewhere, type Answer, type Api } from './api.ts';

// A person's browser: signs up and in, keeps the cookie, and sends what a browser sends.
export class SignedIn {
  readonly #api: Api;
  readonly email: string;
  readonly password: string;
  firstAnswer: { status: number; text: string } = { status: 0, text: '' };
  session = '';
  from = somewhere(); // her address: guesses are counted by it
  #cookie = '';

  private constructor(api: Api, email: string, password: string) {
    this.#api = api;
    this.email = email;
    this.password = password;
  }

  // Without an account.
  static stranger(api: Api, email: string, password = `correct horse ${randomUUID()}`): SignedIn {
    return new SignedIn(api, email, password);
  }

  static async signUp(api: Api): Promise<SignedIn> {
    const person = SignedIn.stranger(api, `mia-${randomUUID()}@example.test`);
    const { status, text } = expecting(202, await person.trySignUp());
    person.firstAnswer = { status, text };
    return person;
  }

  get cookie(): string {
    return this.#cookie;
  }

  anotherDevice(): SignedIn {
    return new SignedIn(this.#api, this.email, this.password);
  }

  // The same browser, with what it has now, at another process.
  at(api: Api): SignedIn {
    const same = new SignedIn(api, this.email, this.password);
    same.from = this.from;
    same.#cookie = this.#cookie;
    return same;
  }

  trySignUp(): Promise<Answer> {
    return this.ask('POST', '/v1/auth/signup', JSON.stringify({ email: this.email, password: this.password }));
  }

  tryLogin({ email = this.email, password = this.password }: { email?: string; password?: string } = {}): Promise<Answer> {
    return this.ask('POST', '/v1/auth/login', JSON.stringify({ email, password }));
  }

  async signIn(email = this.email): Promise<Answer> {
    const answer = expecting(200, await this.tryLogin({ email }));
    this.#cookie = String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
    this.session = json<{ session: { id: string } }>(answer).session.id;
    return answer;
  }

  ask(method: string, path: string, body?: string, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }): Promise<Answer> {
    return this.#api.ask(method, path, { body, from: this.from, headers: { ...headers, ...(this.#cookie === '' ? {} : { cookie: this.#cookie }) } });
  }

  // What her cookie is answered with where one must be signed in.
  async opens(): Promise<number> {
    return (await this.ask('GET', '/v1/auth/session')).status;
  }

  async devices(): Promise<{ id: string; current: boolean }[]> {
    const { data } = json<{ data: { id: string; current: boolean }[] }>(expecting(200, await this.ask('GET', '/v1/auth/sessions')));
    return data.map(({ id, current }) => ({ id, current }));
  }
}
