import { mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const enough = 3 * 2 ** 30; // bytes; a run of everything takes a third of it

// A new folder for what does not outlive the run: in memory where there is room, since clusters are made and removed all the
// time and a disk that others use holds each of them up for seconds. Else where TMPDIR says.
export function temporaryFolder(prefix: string): string {
  const place = process.env['TENSTONE_FEATURES_ROOT'] ?? (hasRoom('/dev/shm') ? '/dev/shm' : tmpdir());
  return mkdtempSync(join(place, prefix));
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return Math.min(bavail * bsize, process.availableMemory()) > enough;
  } catch {
    return false;
  }
}
