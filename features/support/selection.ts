import { existsSync, globSync, statSync } from 'node:fs';
import { Cli } from './cli.ts';
import { Project } from './project.ts';

const isFeature = /\.feature(:\d+)*$/;

// What `tools/node features test` was asked for, as cucumber takes it. A project is named by its folder, from the root of
// the repository: projects/01-request-throttler. Without a name: everything.
export function selected(words: readonly string[]): string[] {
  const names = words.filter((word) => isFeature.test(word) || word.startsWith('projects/'));
  const options = words.filter((word) => !names.includes(word));
  if (names.length === 0) return ['*.feature', ...globSync('../projects/*/features/*.feature').sort(), ...options];
  const files = names.flatMap((name) => {
    const path = name.startsWith('projects/') ? `../${name.replace(/\/+$/, '')}` : name;
    return existsSync(path) && statSync(path).isDirectory() ? globSync(`${path}/features/*.feature`).sort() : [path];
  });
  return [...files, ...options];
}

// A line for each binary that these features run and that is not there.
export function missingBinaries(selection: readonly string[]): string[] {
  const features = selection.filter((word) => isFeature.test(word));
  const projects = [...new Set(features.map((file) => Project.of(file)))];
  return projects.flatMap((project) => {
    if (project !== undefined) return Project.missing(project) ?? [];
    return existsSync(Cli.tenstone) ? [] : [`${Cli.tenstone} is missing. Build it first: tools/build release tenstone`];
  });
}
