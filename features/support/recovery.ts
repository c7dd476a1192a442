import { randomUUID } from 'node:crypto';
import { expecting, somewhere, type Answer, type Api } from './api.ts';
import { eventually } from './eventually.ts';
import { mailsIn, type Mail } from './mail.ts';

// Letters to one person, and what their links do.
export class Recovery {
  readonly #api: Api;
  readonly #folder: string;
  readonly #email: string;
  readonly #from = somewhere(); // letters are counted by it
  readonly #tokens: string[] = []; // of the letters that were asked for here

  constructor(api: Api, folder: string, email: string) {
    this.#api = api;
    this.#folder = folder;
    this.#email = email;
  }

  letters(): Mail[] {
    return mailsIn(this.#folder).filter(({ to }) => to === this.#email);
  }
  letter(subject: string): Promise<Mail> {
    return eventually(`a letter "${subject}" has come`, () => this.letters().find((mail) => mail.subject === subject), (seen) => seen !== undefined) as Promise<Mail>;
  }

  ask(email = this.#email): Promise<Answer> {
    return this.#post('password/forgot', { email });
  }
  // Asks for a letter and waits for it: one with a link that was not there before.
  async letterForNewPassword(): Promise<void> {
    expecting(202, await this.ask());
    const links = () => this.letters().flatMap(({ text }) => /#reset=([\w-]+)/.exec(text)?.[1] ?? []);
    const seen = await eventually('a letter for a new password has come', links, (found) => found.length > this.#tokens.length);
    this.#tokens.push(...seen.filter((token) => !this.#tokens.includes(token)));
  }
  async verifyToken(): Promise<string> {
    const { text } = await this.letter('Confirm your e-mail address');
    return /#verify=([\w-]+)/.exec(text)?.[1] ?? '';
  }

  // By the link of the last letter, or of an earlier one.
  reset(password = `new horse ${randomUUID()}`, which = this.#tokens.length - 1): Promise<Answer> {
    return this.#post('password/reset', { token: this.#tokens[which], password });
  }
  verify(token = this.#tokens.at(-1)): Promise<Answer> {
    return this.#post('email/verify', { token });
  }

  #post(path: string, body: object): Promise<Answer> {
    return this.#api.ask('POST', `/v1/auth/${path}`, { from: this.#from, body: JSON.stringify(body) });
  }
}
