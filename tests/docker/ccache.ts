// `tools/node features run ccache`: lends the machine's compiler cache to image builds, which ask for it as ccache's HTTP
// storage does (layout subdirs). Read-only, on 127.0.0.1, until it is ended; the first line of output is its port.
//
// ccache 4.7 sends the same bytes to remote storage as it keeps in its own folder. Only the names differ: the remote one of
// the key abcdef… is ab/cdef…, the local one a/b/cdef…R, or with more folders, and with M for a manifest.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const folder = execFileSync('ccache', ['--get-config', 'cache_dir'], { encoding: 'utf8' }).trim();

function entry(key: string): Buffer | undefined {
  for (const depth of [2, 3, 4]) {
    for (const kind of ['R', 'M']) {
      try {
        return readFileSync(join(folder, ...key.slice(0, depth), key.slice(depth) + kind));
      } catch {
        continue; // not there
      }
    }
  }
  return undefined;
}

const server = createServer((request, response) => {
  const key = /^\/([0-9a-z]{2})\/([0-9a-z]+)$/.exec(request.url ?? '');
  const found = request.method === 'GET' && key ? entry(`${key[1] ?? ''}${key[2] ?? ''}`) : undefined;
  response.writeHead(found ? 200 : 404).end(found);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
