// For the tests: a small repository with one project whose lesson is as it must be.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { readPage, type Page } from './page.ts';

export const project = '01-request-throttler';

const good = `---
id: 01
title: Request throttler
minutes: 50
needs: redis
style: bare, so that you order the middleware yourself
redis: yes, two processes must count as one
---
# 01 · Request throttler

## Goal
\`\`\`gherkin file=features/x.feature#seed
Scenario: S
\`\`\`

## Run it
\`\`\`console
$ echo hello
hello
\`\`\`

## See it break
## The idea
![A window](idea.svg)

## Build it
\`\`\`cpp file=src/x.cpp#limit
int limit() {
  return 10;
}
\`\`\`

## Prove it
${'A line of text.\n'.repeat(230)}
## Exercises
${['One', 'Two', 'Three'].map((name) => `### ${name}\n<details><summary>Hint</summary>\n</details>\n`).join('')}
## In production
## Further reading
${['a', 'b', 'c'].map((name) => `- [${name}](https://example.org/${name}): why\n`).join('')}`;

const files: Record<string, string> = {
  'idea.svg': '<svg/>',
  'features/x.feature': 'Feature: F\n\n  # [snippet:seed]\n  Scenario: S\n  # [/snippet:seed]\n',
  'src/x.cpp': 'namespace x {\n  // [snippet:limit]\n  int limit() {\n    // [snippet:inner]\n    return 10;\n    // [/snippet:inner]\n  }\n  // [/snippet:limit]\n}\n',
  'steps/naive.cpp': 'int main() {}\n',
  'exercises/01/a.hpp': '',
  'exercises/02/a.hpp': '',
  'exercises/03/a.hpp': '',
};

const made: Repository[] = [];
after(() => {
  for (const { root } of made) rmSync(root, { recursive: true, force: true });
});

export class Repository {
  readonly root = mkdtempSync(join(tmpdir(), 'tenstone-fixture-'));
  readonly #folder = join(this.root, 'projects', project);

  constructor() {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    execFileSync('git', ['init', '-q', this.root]);
    made.push(this);
  }

  // A file of the project.
  write(name: string, text: string): void {
    const file = join(this.#folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  path(name: string): string {
    return join(this.#folder, name);
  }
  remove(name: string): void {
    rmSync(join(this.#folder, name), { recursive: true });
  }

  // The lesson, with one thing changed.
  lesson(change: (text: string) => string = (text) => text): Page {
    this.write('README.md', change(good));
    return readPage(this.path('README.md'));
  }
}
