import { existsSync, globSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Cli } from './cli.ts';
import { Project } from './project.ts';
import { needsOf } from './servers.ts';

const isFeature = /\.feature(:\d+)*$/;

// What `tools/node features test` was asked for, as cucumber takes it. A project is named by its folder, from the root of
// the repository: projects/01-request-throttler. Without a name: everything.
export function selected(words: readonly string[]): string[] {
  const names = words.filter((word) => isFeature.test(word) || word.startsWith('projects/'));
  const options = words.filter((word) => !names.includes(word));
  if (names.length === 0) return [...everything(), ...options];
  const files = names.flatMap((name) => {
    const path = name.startsWith('projects/') ? `../${name.replace(/\/+$/, '')}` : name;
    return existsSync(path) && statSync(path).isDirectory() ? globSync(`${path}/features/*.feature`).sort() : [path];
  });
  return [...files, ...options];
}

export function everything(): string[] {
  return ['*.feature', ...globSync('../projects/*/features/*.feature').sort()];
}

// Of whom all scenarios were asked for, and nothing else: projects by their names, the platform as undefined.
export function wholeGroups(words: readonly string[]): (string | undefined)[] {
  const files = words.length === 0 ? everything() : words.every((word) => /^projects\/[^/]+\/*$/.test(word)) ? selected(words) : [];
  return [...new Set(files.map((file) => Project.of(file)))];
}

// The programs whose scenarios these are.
export function programsOf(selection: readonly string[]): string[] {
  const projects = selection.filter((word) => isFeature.test(word)).map((file) => Project.of(file));
  return [...new Set(projects.map((project) => (project === undefined ? Cli.tenstone : Project.program(project))))];
}

// A line for each binary that these features run and that is not there.
export function missingBinaries(selection: readonly string[]): string[] {
  const programs = programsOf(selection);
  const lends = programs.some((program) => existsSync(program) && needsOf(program).postgres); // tenstone lends PostgreSQL
  const missing = new Set([...programs, ...(lends ? [Cli.tenstone] : [])].filter((program) => !existsSync(program)));
  return [...missing].map((program) => `${program} is missing. Build it first: tools/build release ${basename(program)}`);
}
