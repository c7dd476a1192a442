// The row "page" on Fastify: JSON Schemas for the query and, by Fastify's serializer, the answer.
import Fastify from 'fastify';
import { port } from './common.js';
import { Orders } from './orders.js';

const text = { type: 'string' };
const textOrNull = { type: ['string', 'null'] };
const object = (properties) => ({ type: 'object', required: Object.keys(properties), properties });
const order = object({ id: text, state: text, customer: text, total: text, note: textOrNull, created_at: { type: 'string', format: 'date-time' } });
const response = { 200: object({ data: { type: 'array', items: order }, next_cursor: textOrNull }) };
const querystring = {
  type: 'object',
  additionalProperties: false,
  properties: { limit: { type: 'integer', minimum: 1, maximum: 1000, default: 50 }, cursor: { type: 'string', maxLength: 4096 } },
};

const orders = new Orders();
const app = Fastify();
app.get('/orders', { schema: { querystring, response } }, async ({ query: { limit, cursor } }, reply) => {
  const page = await orders.page(limit, cursor);
  return page ?? reply.code(400).send({ error: 'this cursor is not of this list' });
});
await app.listen({ port, host: '127.0.0.1', backlog: 1024 });
