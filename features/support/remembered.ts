// Within one run of tests no scenarios run twice with the same binary, unless they failed: PASSED_IN_THIS_RUN names a folder of
// that run, which has a file for each group of scenarios that passed. Without it nothing is remembered.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The platform's scenarios, or those of one project, and all that they depend on.
export interface Group {
  name: string;
  files: readonly string[];
}

const folder = process.env['PASSED_IN_THIS_RUN'];

export function groupOf(project: string | undefined, root: string): Group {
  const common = ['features/support/*.ts', 'features/steps/*.ts', 'features/*.json'];
  const own = project === undefined ? ['features/*.feature', 'build/release/apps/tenstone/tenstone', 'build/release/projects/*/[0-9][0-9]-*', 'tools/project'] : [`projects/${project}/features/*.feature`, `build/release/projects/${project}/${project}`];
  return { name: project ?? 'platform', files: globSync([...common, ...own], { cwd: root }).sort().map((file) => join(root, file)) };
}

// How many of the group's scenarios passed earlier in this run; undefined when they did not, or something has changed.
export function passedEarlier(group: Group, where = folder): number | undefined {
  if (where === undefined) return undefined;
  const record = join(where, keyOf(group));
  return existsSync(record) ? Number(readFileSync(record, 'utf8')) : undefined;
}

export function remember(group: Group, passed: number, where = folder): void {
  if (where !== undefined) writeFileSync(join(where, keyOf(group)), String(passed));
}

function keyOf({ name, files }: Group): string {
  const hash = createHash('sha256').update(name);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}
