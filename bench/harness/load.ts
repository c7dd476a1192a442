// wrk: a closed loop over keep-alive connections, one request at a time on each.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { kLoadCore, pinned } from './machine.ts';

export const kConnections = 64;

export interface Load {
  url: string;
  seconds: number; // whole
  connections: number;
  post?: string | undefined;
  headers?: Record<string, string>;
  clients?: number; // that many X-Forwarded-For, one after the other
  counting?: boolean; // {n} in a header's value is another number in each request
  pace?: number; // requests a second; a request whose time has come goes out once a connection has its answer
}

export interface Answered {
  requests: number;
  seconds: number;
  p99Ms: number;
  refused: number; // status above 399
  broken: number; // no answer
}

// wrk's own text rounds; these do not. Without request() and response() it runs no Lua for a request.
export function script(load: Load): string {
  const post = load.post === undefined ? '' : `wrk.method = "POST"\nwrk.body = [[${load.post}]]\nwrk.headers["Content-Type"] = "application/json"\n`;
  const headers = Object.entries(load.headers ?? {}).map(([name, value]) => `wrk.headers["${name}"] = ${JSON.stringify(value)}\n`).join('');
  const clients =
    load.clients === undefined
      ? ''
      : `local at = 0
request = function()
  at = at % ${load.clients} + 1
  local client = string.format("10.%d.%d.%d", math.floor(at / 65536), math.floor(at / 256) % 256, at % 256)
  return wrk.format(nil, nil, {["X-Forwarded-For"] = client})
end
`;
  return `${post}${headers}${clients}${counting(load)}${paced(load)}done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('\\n{"requests":%d,"seconds":%.6f,"p99Ms":%.3f,"refused":%d,"broken":%d}\\n', summary.requests, summary.duration / 1e6,
    latency:percentile(99) / 1000, e.status, e.connect + e.read + e.write + e.timeout))
end
`;
}

// The request is formatted once, and the number put where it belongs.
function counting({ counting: counts }: Load): string {
  if (counts !== true) return '';
  return `local head, tail
local at = 0
init = function()
  local text = wrk.format()
  local first, last = text:find("{n}", 1, true)
  head, tail = text:sub(1, first - 1), text:sub(last + 1)
end
request = function()
  at = at + 1
  return head .. at .. tail
end
`;
}

// Lua has no clock of the wall that is finer than a second; wrk's LuaJIT asks the system for one. Times are multiples of
// 1 / pace, and wrk waits for whole milliseconds.
function paced({ pace }: Load): string {
  if (pace === undefined) return '';
  return `local ffi = require("ffi")
ffi.cdef("struct time { int64_t seconds, nanoseconds; }; int clock_gettime(int clock, struct time *now);")
local time = ffi.new("struct time")
local began, sent = nil, 0
delay = function()
  ffi.C.clock_gettime(1, time)
  local now = tonumber(time.seconds) * 1000 + tonumber(time.nanoseconds) / 1e6
  began = began or now
  local due = began + sent * ${1000 / pace}
  sent = sent + 1
  return math.max(0, math.floor(due - now + 0.5))
end
`;
}

export function parse(output: string): Answered {
  const line = output.split('\n').findLast((each) => each.startsWith('{'));
  if (line === undefined) throw new Error(`wrk printed no result:\n${output}`);
  return JSON.parse(line) as Answered;
}

export async function run(load: Load): Promise<Answered> {
  const folder = mkdtempSync(join(tmpdir(), 'tenstone-bench-'));
  try {
    const file = join(folder, 'load.lua');
    writeFileSync(file, script(load));
    const [program, words] = pinned(kLoadCore, ['wrk', '-t', '1', '-c', String(load.connections), '-d', `${load.seconds}s`, '-s', file, load.url]);
    const { stdout } = await promisify(execFile)(program, words);
    return parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
