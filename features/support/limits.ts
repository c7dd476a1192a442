import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import type { Project } from './project.ts';

export interface Limit {
  limit: number;
  window_s: number;
  on_store_error?: 'local' | 'open' | 'closed';
}

// The limits of project 01 in a file of its own, which may change while it runs.
export class Limits {
  readonly #project: Project;
  readonly #file: string;

  constructor(project: Project) {
    this.#project = project;
    this.#file = join(project.folder, 'limits.json');
  }

  // What the one route that everybody asks is limited to from the project's next start on.
  async start(...limits: Limit[]): Promise<void> {
    this.#write(documentOf(limits));
    await this.#project.stop('api');
    await this.#project.start('api', { TENSTONE_THROTTLER_POLICIES: this.#file });
  }

  async change(...limits: Limit[]): Promise<void> {
    await this.#replace(documentOf(limits), 'limits.changed');
  }

  async spoil(): Promise<void> {
    await this.#replace('{"policies": [{"name": "first", "limit": 0}]}', 'limits.refused');
  }

  // Returns once the process has said what it makes of it.
  async #replace(text: string, event: string): Promise<void> {
    const before = this.#project.logged({ event }).length;
    this.#write(text);
    await eventually(event, () => this.#project.logged({ event }).length, (count) => count > before);
  }

  // At once, as an editor does it.
  #write(text: string): void {
    writeFileSync(`${this.#file}.new`, text);
    renameSync(`${this.#file}.new`, this.#file);
  }
}

// All of them count one subject, so that they are asked together.
function documentOf(limits: Limit[]): string {
  const names = ['first', 'second'];
  const policies = limits.map((limit, i) => ({ name: names[i], algorithm: 'fixed', key: ['ip'], match: { routes: ['/ping'] }, ...limit }));
  return JSON.stringify({ policies });
}
