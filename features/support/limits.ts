import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from './deployment.ts';
import { eventually } from './eventually.ts';
import type { Project } from './project.ts';

export interface Limit {
  limit: number;
  window_s: number;
  algorithm?: 'fixed' | 'log';
  on_store_error?: 'local' | 'open' | 'closed';
}

// The limits of project 01 in a file of its own, which may change while it runs.
export class Limits {
  readonly #project: Project;
  readonly #file: LimitsFile;

  constructor(project: Project) {
    this.#project = project;
    this.#file = new LimitsFile(project, join(project.folder, 'limits.json'));
  }

  // What the one route that everybody asks is limited to from the project's next start on.
  async start(...limits: Limit[]): Promise<void> {
    this.#file.write(documentOf(limits));
    await this.#project.stop('api');
    await this.#project.start('api', { TENSTONE_LIMITS_POLICIES: this.#file.path });
  }

  async change(...limits: Limit[]): Promise<void> {
    await this.#file.replace(documentOf(limits), 'limits.changed');
  }

  async spoil(): Promise<void> {
    await this.#file.replace('{"policies": [{"name": "first", "limit": 0}]}', 'limits.refused');
  }
}

// A file of limits that processes of a deployment look at.
export class LimitsFile {
  readonly path: string;
  readonly #deployment: Deployment;

  constructor(deployment: Deployment, path: string) {
    this.#deployment = deployment;
    this.path = path;
  }

  // Returns once a process has said what it makes of it.
  async replace(text: string, event: 'limits.changed' | 'limits.refused'): Promise<void> {
    const before = this.#deployment.logged({ event }).length;
    this.write(text);
    await eventually(event, () => this.#deployment.logged({ event }).length, (count) => count > before);
  }

  // At once, as an editor does it.
  write(text: string): void {
    writeFileSync(`${this.path}.new`, text);
    renameSync(`${this.path}.new`, this.path);
  }
}

// All of them count one subject, so that they are asked together.
function documentOf(limits: Limit[]): string {
  const names = ['first', 'second'];
  const policies = limits.map((limit, i) => ({ name: names[i], algorithm: 'fixed', key: ['ip'], match: { routes: ['/ping'] }, ...limit }));
  return JSON.stringify({ policies });
}
