// The row "echo" on Fastify: one JSON Schema, by which ajv checks the body and Fastify writes the answer. Its defaults would drop
// unknown keys and take "1" for 1; all others refuse both, so those two are switched off.
import Fastify from 'fastify';
import { port } from './common.js';

const text = (minLength, maxLength) => ({ type: 'string', minLength, maxLength });
const object = (properties) => ({ type: 'object', required: Object.keys(properties), additionalProperties: false, properties });
const address = object({ street: text(1, 80), city: text(1, 80), country: text(2, 2), zip: { type: 'integer', minimum: 1, maximum: 99_999 } });
const customer = object({ name: text(1, 80), email: { ...text(1, 254), format: 'email' }, address });
const line = object({ sku: text(1, 20), quantity: { type: 'integer', minimum: 1, maximum: 100 }, price: { type: 'number', minimum: 0, maximum: 1e6 } });
const order = object({ customer, lines: { type: 'array', minItems: 1, maxItems: 50, items: line }, note: text(0, 500), express: { type: 'boolean' } });

const app = Fastify({ ajv: { customOptions: { removeAdditional: false, coerceTypes: false } } });
app.post('/echo', { schema: { body: order, response: { 200: order } } }, async (request) => request.body);
await app.listen({ port, host: '127.0.0.1', backlog: 1024 });
