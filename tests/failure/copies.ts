// Backups that are taken while all else goes on: by the worker's schedule, and by command, where every second one is killed.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Platform } from '../../features/support/platform.ts';
import type { Outcome } from '../../features/support/cli.ts';

const kLongestMs = 120_000; // of one command

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

  async takeAgainAndAgain(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.take(this.begun % 2 === 1 ? this.#random() * 800 : undefined);
      await pause(200);
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

  async versions(): Promise<string[]> {
    const { stdout } = await this.#run('list', '--json');
    return (JSON.parse(stdout) as { items: { version: string }[] }).items.map(({ version }) => version);
  }

  // Every version that a command named is there, all of the repository is whole, and these versions can be restored.
  async faults(restored: readonly string[]): Promise<string[]> {
    const there = new Set(await this.versions());
    const faults = this.acknowledged.filter((version) => !there.has(version)).map((version) => `${version} was acknowledged, and is not there`);
    for (const words of [['verify'], ...restored.map((version) => ['drill', version])]) {
      const { code, output } = await this.#run(...words);
      if (code !== 0) faults.push(`backup ${words.join(' ')} ended with ${String(code)}: ${output}`);
    }
    return faults;
  }

  async #run(...words: string[]): Promise<Outcome> {
    const command = this.#platform.cli.start(['backup', ...words], this.settings);
    const { code } = await command.ended(kLongestMs);
    const { stdout, stderr, output } = command;
    return { code, stdout, stderr, output };
  }
}
