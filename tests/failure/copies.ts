// Backups that are taken while all else goes on: by the worker's schedule, and by command, where every second one is killed.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Platform } from '../../features/support/platform.ts';
import type { Outcome } from '../../features/support/cli.ts';

const kLongestMs = 120_000; // of one command
const kKilledWithinMs = 800; // a backup takes about as long

export class Copies {
  readonly settings: Record<string, string>;
  readonly acknowledged: string[] = []; // versions that a command has named
  begun = 0;
  killed = 0;
  readonly #platform: Platform;
  readonly #random: () => number;

  constructor(platform: Platform, random: () => number) {
    this.#platform = platform;
    this.#random = random;
    this.settings = { TENSTONE_BACKUP_FOLDER: join(platform.folder, 'backups'), TENSTONE_BACKUP_SCHEDULE: '* * * * *', TENSTONE_BACKUP_DRILL: 'never' };
  }

  async takeAgainAndAgain(stop: AbortSignal, betweenMs: number): Promise<void> {
    while (!stop.aborted) {
      await this.take(this.begun % 2 === 1 ? this.#random() * kKilledWithinMs : undefined);
      await pause(betweenMs);
    }
  }

  // Killed after so many milliseconds, if any. Refused ones are nothing that somebody relies on.
  async take(killAfterMs?: number): Promise<void> {
    this.begun += 1;
    const taking = this.#platform.cli.start(['backup', 'take'], this.settings);
    if (killAfterMs !== undefined) {
      await pause(killAfterMs);
      if (taking.running) this.killed += 1;
      await taking.kill();
    }
    const { code } = await taking.ended(kLongestMs);
    const version = /^\S+@\d+/m.exec(taking.stdout)?.[0];
    if (code === 0 && version !== undefined) this.acknowledged.push(version);
  }

  // Every version that a command has named is there, all of the repository is whole, and the one in the middle can be restored.
  async look(): Promise<{ faults: string[]; versions: number }> {
    const { stdout } = await this.#run('list', '--json');
    const versions = (JSON.parse(stdout) as { items: { version: string }[] }).items.map(({ version }) => version);
    const middle = versions[Math.floor(versions.length / 2)];
    const faults = this.acknowledged.filter((version) => !versions.includes(version)).map((version) => `${version} was acknowledged, and is not there`);
    if (middle === undefined) return { faults: [...faults, 'there is no version'], versions: 0 };
    for (const words of [['verify'], ['drill', middle]]) {
      const { code, output } = await this.#run(...words);
      if (code !== 0) faults.push(`backup ${words.join(' ')} ended with ${String(code)}: ${output}`);
    }
    return { faults, versions: versions.length };
  }

  async #run(...words: string[]): Promise<Outcome> {
    const command = this.#platform.cli.start(['backup', ...words], this.settings);
    const { code } = await command.ended(kLongestMs);
    const { stdout, stderr, output } = command;
    return { code, stdout, stderr, output };
  }
}
