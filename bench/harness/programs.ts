// How the subjects are started.
import type { Subject } from './row.ts';

const modules = 'bench/node_modules';
const [nodeArch, bunArch] = process.arch === 'arm64' ? ['arm64', 'aarch64'] : ['x64', 'x64'];
export const nodeProgram = `${modules}/node-linux-${nodeArch}/bin/node`;
export const bunProgram = `${modules}/@oven/bun-linux-${bunArch}/bin/bun`;

export function tenstone(name: string, env: Record<string, string> = {}): Subject {
  const quiet = { TENSTONE_ENV: 'production', TENSTONE_LOG_LEVEL: 'warn', TENSTONE_LOG_DESTINATION: 'stderr' };
  return { name, program: 'build/release/bench/bench_server', env: { ...quiet, ...env } };
}

export function node(name: string, file: string, env: Record<string, string> = {}): Subject {
  return { name, program: nodeProgram, args: [`bench/peers/${file}`], env };
}

export function bun(name: string, file: string, env: Record<string, string> = {}): Subject {
  return { name, program: bunProgram, args: [`bench/peers/${file}`], env };
}
