// A flag that somebody switches on and off, and what was acknowledged of it.
import { json, type Api } from '../../features/support/api.ts';
import { eventually } from '../../features/support/eventually.ts';
import type { Platform } from '../../features/support/platform.ts';
import type { Query } from './rows.ts';

interface Change {
  revision: number;
  description: string; // another one in each change
  on: boolean;
}

export class Switch {
  readonly acknowledged: Change[] = [];
  readonly odd: string[] = []; // answers that nobody should get
  readonly #key: string;
  #changes = 0;

  constructor(key: string) {
    this.#key = key;
  }

  async turnAgainAndAgain(api: () => Api, token: string, stop: AbortSignal, pause: () => Promise<void>): Promise<void> {
    while (!stop.aborted) {
      await this.turn(api(), token).catch(() => false); // nobody was told anything
      await pause();
    }
  }

  // Whether it was acknowledged.
  async turn(api: Api, token: string): Promise<boolean> {
    this.#changes += 1;
    const on = this.#changes % 2 === 1;
    const description = `change ${this.#changes}`;
    const body = JSON.stringify({ type: 'boolean', variants: { on: true, off: false }, default: on ? 'on' : 'off', description });
    const answer = await api.ask('PUT', `/v1/flags/${this.#key}`, { token, body, headers: this.acknowledged.length === 0 ? {} : { 'if-match': '*' } });
    if (answer.status === 200 || answer.status === 201) {
      this.acknowledged.push({ revision: json<{ revision: number }>(answer).revision, description, on });
      return true;
    }
    if (answer.status !== 503) this.odd.push(`${answer.status} ${answer.text}`);
    return false;
  }

  // Each acknowledged change is in the history under its number, which has no gaps.
  faults(rows: Query): string[] {
    const history = new Map(rows(`SELECT revision, after ->> 'description', after ->> 'default' FROM flag_revisions WHERE key = '${this.#key}' ORDER BY revision`).map(([revision, ...what]) => [Number(revision), what.join()]));
    const lost = this.acknowledged.filter(({ revision, description, on }) => history.get(revision) !== `${description},${on ? 'on' : 'off'}`);
    const gaps = [...history.keys()].filter((revision, i) => revision !== i + 1);
    return [...lost.map(({ revision, description }) => `revision ${revision} was acknowledged as ${description}, and is ${String(history.get(revision))}`), ...gaps.map((revision) => `there is a gap before revision ${revision}`)];
  }

  // One more change; then every process decides by it. How long that took, in milliseconds: at most `withinMs`.
  async settle(platform: Platform, names: readonly string[], token: string, action: string, withinMs: number): Promise<number> {
    await eventually('the flag can be changed', () => this.turn(platform.http('api'), token), Boolean);
    const began = performance.now();
    const { on } = this.acknowledged.at(-1) as Change;
    const version = (await platform.sql('SELECT version FROM flag_version')).trim();
    for (const name of names) await eventually(`the ${name} has version ${version} of the flags`, () => versionOf(platform, name), (seen) => seen === version, withinMs);
    await eventually(`the api says that the flag is ${on ? 'on' : 'off'}`, () => platform.http('api').start(action, '{}', token), ({ status }) => status === (on ? 202 : 403), withinMs);
    return performance.now() - began;
  }
}

async function versionOf(platform: Platform, name: string): Promise<string> {
  const { text } = await platform.http(name).ask('GET', '/metrics');
  return /^tenstone_flags_version_count (\d+)$/m.exec(text)?.[1] ?? '';
}
