import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Given, Then, When } from '@cucumber/cucumber';
import { Cache } from '../support/cache.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { flip } from './file_based_cache_damage.ts';

const names = ['one', 'two', 'three'];

// A machine is a folder with the sources and a ccache of its own, which knows the cache as Debian's ccache is set to it.
class Machine {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(world: TenstoneWorld, name: string) {
    const cache = Cache.of(world);
    this.#folder = join(world.deployment.folder, name);
    mkdirSync(this.#folder);
    // Without a token for the port it had while it was up, too.
    const remote = `http://127.0.0.1:${cache.port}/cache/ccache|bearer-token=${cache.token}`;
    this.#env = { PATH: process.env['PATH'], HOME: this.#folder, CCACHE_DIR: join(this.#folder, '.ccache'), CCACHE_REMOTE_STORAGE: remote, CCACHE_BASEDIR: this.#folder, CCACHE_NOHASHDIR: '1' };
    for (const [i, each] of names.entries()) writeFileSync(join(this.#folder, `${each}.c`), `int ${each}(void) { return ${10 ** i}; }\n`);
    writeFileSync(join(this.#folder, 'main.c'), 'int one(void), two(void), three(void);\nint main(void) { return one() + two() + three(); }\n');
  }

  compile(): void {
    for (const each of [...names, 'main']) this.#run('ccache', 'clang-19', '-O1', '-c', `${each}.c`, '-o', `${each}.o`);
    this.#run('clang-19', '-o', 'program', ...names.map((each) => `${each}.o`), 'main.o');
  }
  count(counter: string): number {
    return Number(new RegExp(`^${counter}\\t(\\d+)$`, 'm').exec(this.#run('ccache', '--print-stats'))?.[1] ?? NaN);
  }
  // 1 + 10 + 100
  works(): boolean {
    try {
      this.#run('./program');
    } catch (error) {
      return (error as { status?: number }).status === 111;
    }
    return false;
  }
  #run(program: string, ...words: string[]): string {
    return execFileSync(program, words, { cwd: this.#folder, env: this.#env, encoding: 'utf8' });
  }
}
const machines = new WeakMap<TenstoneWorld, Map<string, Machine>>();
function compileOn(world: TenstoneWorld, name: string): void {
  const all = machines.get(world) ?? new Map<string, Machine>();
  machines.set(world, all);
  const machine = new Machine(world, name);
  all.set(name, machine);
  machine.compile();
}
function last(world: TenstoneWorld): Machine {
  const machine = [...(machines.get(world)?.values() ?? [])].at(-1);
  assert.ok(machine, 'nothing was compiled');
  return machine;
}

const miaCompiles = function (this: TenstoneWorld) {
  compileOn(this, 'mia');
};
const noraCompiles = function (this: TenstoneWorld) {
  compileOn(this, 'nora');
};
Given('Mia has compiled a program on her machine', function (this: TenstoneWorld) {
  compileOn(this, 'mia');
  assert.equal(last(this).count('cache_miss'), 4);
});
When('Mia compiles a program on her machine', miaCompiles);
Given('Nora has compiled the same program on hers', function (this: TenstoneWorld) {
  compileOn(this, 'nora');
  assert.equal(last(this).count('cache_miss'), 4);
});
When('Nora compiles the same program on hers', noraCompiles);
When('another machine compiles the same program', function (this: TenstoneWorld) {
  compileOn(this, 'another');
});

Then('all of it comes from the cache', function (this: TenstoneWorld) {
  assert.deepEqual([last(this).count('remote_storage_hit'), last(this).count('cache_miss')], [4, 0]);
});
Then('her program works, and nothing came from the cache', function (this: TenstoneWorld) {
  assert.deepEqual([last(this).works(), last(this).count('cache_miss'), last(this).count('remote_storage_hit')], [true, 4, 0]);
});
Then("Nora's program works", function (this: TenstoneWorld) {
  assert.ok(machines.get(this)?.get('nora')?.works());
});

Given('all files of entries are damaged', function (this: TenstoneWorld) {
  const files = Cache.of(this).files();
  assert.ok(files.length >= 4, `${files.length} files`);
  for (const file of files) flip(file, statSync(file).size - 1);
});
Given('the cache is stopped', async function (this: TenstoneWorld) {
  await this.project.stop('api');
});
