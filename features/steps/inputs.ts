import assert from 'node:assert/strict';
import { Given, Then, When } from '@cucumber/cucumber';
import { json } from '../support/api.ts';
import type { TenstoneWorld } from '../support/world.ts';
import { start } from './actions.ts';
import { declare, declared } from './declared_actions.ts';

interface Problem {
  errors: { in: string; pointer: string; code: string; params?: unknown }[];
  line?: number;
  column?: number;
}

const whole = { type: 'object', additionalProperties: false, required: ['pieces', 'price'], properties: { pieces: { type: 'integer', minimum: 1, maximum: 5 }, price: { type: 'number', multipleOf: 0.01 } } };
const orders = (world: TenstoneWorld, input?: unknown) => ({ name: world.actionName('order'), run: { builtin: 'echo' }, ...(input === undefined ? {} : { input }) });

async function order(world: TenstoneWorld, name: string, body: string): Promise<void> {
  await start(world, name, world.actionName('order'), body);
}

Given('Olaf has declared orders of 1 to 5 pieces, at a price of whole cents', async function (this: TenstoneWorld) {
  await declared(this, orders(this, whole));
});

Given('Olaf has declared orders of anything', async function (this: TenstoneWorld) {
  await declared(this, orders(this));
});

Given('Olaf has declared orders of the sizes S and M, of which only M is left', async function (this: TenstoneWorld) {
  await declared(this, orders(this, { properties: { size: { enum: ['S', 'M'], const: 'M' } } }));
});

When('{person} asks for {int} pieces at {float}, by a voucher that orders do not have', async function (this: TenstoneWorld, name: string, pieces: number, price: number) {
  await order(this, name, JSON.stringify({ pieces, price, voucher: 'SPRING' }));
});

When('{person} orders the size {word}', async function (this: TenstoneWorld, name: string, size: string) {
  await order(this, name, JSON.stringify({ size }));
});

// As text: JavaScript would round it.
When(/^(Mia) orders a piece at ([0-9.e]+)$/, async function (this: TenstoneWorld, name: string, price: string) {
  await order(this, name, `{"pieces": 1, "price": ${price}}`);
});

When('{person} sends an order with a comma too many in its second line', async function (this: TenstoneWorld, name: string) {
  await order(this, name, '{"pieces": 1,\n "price": 2.5,,\n "gift": true}');
});

When('Olaf declares orders without a colon in the third line', async function (this: TenstoneWorld) {
  const name = this.actionName('order');
  this.answer = await this.api.declare(name, `{\n"name": "${name}",\n"run" {"builtin": "echo"}}`, await this.operatorToken());
});

When('Olaf declares orders of a misspelt keyword and of a type that does not exist', async function (this: TenstoneWorld) {
  this.answer = await declare(this, orders(this, { properties: { price: { minimun: 1 }, pieces: { type: 'whole' } } }));
});

When('Olaf starts a greeting by command, with a value missing in its input', async function (this: TenstoneWorld) {
  this.outcome = await this.platform.cli.run(['action', 'run', 'hello', '--as', 'mia@example.com', '--input', '[1,}']);
});

Then('it names the most pieces, the cents and the voucher, each at its place', function (this: TenstoneWorld) {
  const { errors } = json<Problem>(this.answer);
  assert.deepEqual(
    errors.map(({ in: part, pointer, code, params }) => [part, pointer, code, params]),
    [
      ['body', '/pieces', 'range', { maximum: 5 }],
      ['body', '/price', 'multiple_of', { multipleOf: 0.01 }],
      ['body', '/voucher', 'unknown_key', {}],
    ],
  );
});

Then(/^its log shows ([0-9.]+)$/, async function (this: TenstoneWorld, price: string) {
  const { attempts } = await this.job();
  const lines = attempts.flatMap(({ logs }) => logs.map(({ text }) => text));
  assert.ok(lines.some((line) => line.includes(`"price": ${price}}`) || line.includes(`"price":${price}}`)), lines.join('\n'));
});

Then('it names line {int} and column {int}', function (this: TenstoneWorld, line: number, column: number) {
  const problem = json<Problem>(this.answer);
  assert.deepEqual({ line: problem.line, column: problem.column }, { line, column }, this.answer.text);
});

Then('both are named with their place', function (this: TenstoneWorld) {
  const { errors } = json<Problem>(this.answer);
  assert.deepEqual(errors.map(({ pointer }) => pointer).toSorted(), ['/input/properties/pieces/type', '/input/properties/price/minimun']);
});
