import assert from 'node:assert/strict';
import { json, type Answer, type Ask } from './api.ts';
import type { TenstoneWorld } from './world.ts';

// The requests of project 01's clients, one after the other: all answers, of which the last one is the scenario's.
export async function send(world: TenstoneWorld, name: string, count = 1, process = 'api', more: Ask = {}): Promise<Answer[]> {
  const answers = [];
  for (let i = 0; i < count; i += 1) answers.push(await world.project.http(process).ask('GET', '/ping', { ...world.originOf(name), ...more }));
  world.answer = answers.at(-1) ?? world.answer;
  return answers;
}

export async function sent(world: TenstoneWorld, name: string, count: number, process?: string): Promise<void> {
  for (const answer of await send(world, name, count, process)) assert.equal(answer.status, 200, answer.text);
}

// With a body that a program can read, whatever the code is called.
export function refused(answer: Answer): void {
  assert.equal(answer.status, 429, answer.text);
  assert.equal(json<{ status: number }>(answer).status, 429);
}
