import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deployment } from '../../features/support/deployment.ts';

export type Query = (query: string) => string[][];

// The rows' values of a query, which have no line breaks and no "|". Of the private server, whose socket's folder is in the fifth line of its file.
export function rowsOf(deployment: Deployment, query: string): string[][] {
  const folder = readFileSync(join(deployment.data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4] ?? '';
  const where = `postgresql:///tenstone?user=tenstone&host=${encodeURIComponent(folder)}&options=-csearch_path%3Dtenstone`;
  const text = execFileSync('psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-d', where, '-c', query], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return text.trimEnd() === '' ? [] : text.trimEnd().split('\n').map((line) => line.split('|'));
}

// By the values in the first column, those in the others; each of the first must be there once.
export function once(found: readonly (readonly string[])[], faults: string[]): Map<string, readonly string[]> {
  const by = new Map<string, readonly string[]>();
  for (const [key = '', ...others] of found) {
    if (by.has(key)) faults.push(`${key} is there more than once`);
    by.set(key, others);
  }
  return by;
}
