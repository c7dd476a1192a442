// OFREP on Fastify with schemas both ways, and flagd's evaluator. Flags and key are those of bench/flags/flags.sql.
import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import { port } from './common.js';
import { flag, flagdCore, rolledOut, ruled } from './flagd_flags.js';

const kinds = [['static', (metadata) => flag('on', undefined, metadata)], ['rule', ruled], ['rollout', rolledOut]];
const flags = Array.from({ length: 1_000 }, (_, n) => {
  const [kind, make] = kinds[n % 3];
  return [`${kind}-${n}`, make({ client: n % 20 === 0 })];
});
const core = flagdCore(JSON.stringify({ flags: Object.fromEntries(flags) }));
const visible = [...core.getFlags().values()].filter(({ metadata }) => metadata.client);
const metadata = { version: 1 };

const sha256 = (text) => createHash('sha256').update(text).digest();
const known = sha256('key-of-a-client');
function isAllowed({ authorization = '', 'x-api-key': key = '' }) {
  const shown = authorization.startsWith('Bearer ') ? authorization.slice(7) : key;
  return timingSafeEqual(sha256(shown), known);
}

const text = { type: 'string' };
const versioned = { type: 'object', properties: { version: { type: 'integer' } } };
const evaluation = { key: text, reason: text, variant: text, value: {} };
const one = { type: 'object', properties: { ...evaluation, metadata: versioned } };
const all = { type: 'object', properties: { flags: { type: 'array', items: { type: 'object', properties: evaluation } }, metadata: versioned } };
const failure = { type: 'object', properties: { key: text, errorCode: text, errorDetails: text } };
const body = { type: 'object', required: ['context'], properties: { context: { type: 'object' } } };
const answers = (answer) => ({ schema: { body, response: { 200: answer, '4xx': failure } } });
const refused = { errorDetails: 'This needs an evaluation key' };

const app = Fastify();
// A key is refused before the body is read.
app.addHook('onRequest', (request, reply, done) => {
  if (isAllowed(request.headers)) done();
  else reply.code(401).send(refused);
});
app.post('/ofrep/v1/evaluate/flags/:key', answers(one), ({ params: { key }, body: { context } }, reply) => {
  const found = core.getFlag(key);
  if (!found?.metadata.client) return reply.code(404).send({ key, errorCode: 'FLAG_NOT_FOUND' });
  const { value, reason, variant } = found.evaluate(context);
  reply.send({ key, reason, variant, value, metadata });
});
app.post('/ofrep/v1/evaluate/flags', answers(all), ({ body: { context }, headers }, reply) => {
  const evaluated = visible.map((each) => {
    const { value, reason, variant } = each.evaluate(context);
    return { key: each.key, reason, variant, value };
  });
  const answer = reply.serialize({ flags: evaluated, metadata });
  const tag = `"${createHash('sha1').update(JSON.stringify(context)).update(answer).digest('base64')}"`;
  reply.header('ETag', tag);
  if (headers['if-none-match'] === tag) return reply.code(304).send();
  reply.type('application/json; charset=utf-8').send(answer);
});
await app.listen({ port, host: '127.0.0.1', backlog: 1024 });
