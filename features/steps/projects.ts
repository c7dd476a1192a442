import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Then, When } from '@cucumber/cucumber';
import { eventually } from '../support/eventually.ts';
import { freePort, Running } from '../support/processes.ts';
import type { TenstoneWorld } from '../support/world.ts';

const root = new URL('../..', import.meta.url).pathname;
const projects = readdirSync(join(root, 'projects')).filter((name) => /^\d\d-/.test(name));

// What `make run-NN` does. Not through make: Ctrl-C reaches all of a terminal, a signal here only one process.
async function start(world: TenstoneWorld, number: string): Promise<Running> {
  const { PATH, HOME } = process.env;
  const data = join(world.deployment.data, number);
  const env = { PATH, HOME, LANG: 'C.UTF-8', PORT: String(await freePort()), TENSTONE_DATA: data };
  return world.deployment.track(number, new Running(`project ${number}`, join(root, 'tools/project'), ['run', number], env, root));
}

When('Olaf starts each project in turn, does what it prints, and presses Ctrl-C', { timeout: 300_000 }, async function (this: TenstoneWorld) {
  for (const name of projects) {
    const project = await start(this, name.slice(0, 2));
    const command = () => /^ +(curl .*)$/m.exec(project.output)?.[1];
    await eventually(`${name} prints a command`, () => command() ?? project.output, () => command() !== undefined || !project.running, 60_000);
    const shell = new Running(String(command()), 'bash', ['-c', `${String(command())} --fail-with-body`], { PATH: process.env['PATH'] }, this.deployment.folder);
    assert.equal((await shell.ended()).code, 0, `${shell.name}\n${shell.output}\n${project.output}`);
    this.answered.push(basename(name));
    project.signal('SIGINT');
    assert.equal((await project.ended()).code, 0, project.output);
  }
});

Then('each project has answered', function (this: TenstoneWorld) {
  assert.ok(projects.length > 0);
  assert.deepEqual(this.answered, projects);
});

When('Olaf starts project {word}', async function (this: TenstoneWorld, number: string) {
  const project = await start(this, number);
  const { code } = await project.ended();
  this.outcome = { code, stdout: project.stdout, stderr: project.stderr, output: project.output };
});

Then('he is told in one line which projects there are', function (this: TenstoneWorld) {
  const { code, stdout, stderr } = this.outcome;
  assert.deepEqual({ code, stdout, stderr }, { code: 2, stdout: '', stderr: `there is no project 00; there are: ${projects.join(', ')}\n` });
});
