// The decision API as one would write it on Fastify: schemas for both directions, rate-limiter-flexible on Redis.
import Fastify from 'fastify';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { kHour, kPlenty, port, redisClient } from './common.js';

const policies = new Map([['fixed', new RateLimiterRedis({ storeClient: redisClient(), points: kPlenty, duration: kHour, keyPrefix: 'fixed' })]]);
const check = {
  type: 'object',
  required: ['policy', 'key'],
  additionalProperties: false,
  properties: { policy: { type: 'string' }, key: { type: 'string', minLength: 1, maxLength: 256 }, cost: { type: 'integer', minimum: 0, maximum: kPlenty, default: 1 } },
};
const body = { type: 'object', required: ['checks'], additionalProperties: false, properties: { checks: { type: 'array', maxItems: 32, items: check } } };
const limit = { type: 'object', properties: { policy: { type: 'string' }, key: { type: 'string' }, allowed: { type: 'boolean' }, remaining: { type: 'integer' } } };
const response = { 200: { type: 'object', properties: { allowed: { type: 'boolean' }, limits: { type: 'array', items: limit } } } };

const app = Fastify();
app.post('/v1/ratelimit/check', { schema: { body, response } }, async (request, reply) => {
  const limits = [];
  for (const { policy, key, cost } of request.body.checks) {
    const limiter = policies.get(policy);
    if (!limiter) return reply.code(404).send();
    const outcome = await limiter.consume(key, cost).catch((denied) => denied);
    if (outcome instanceof Error) throw outcome;
    limits.push({ policy, key, allowed: outcome.consumedPoints <= kPlenty, remaining: outcome.remainingPoints });
  }
  const allowed = limits.every((each) => each.allowed);
  return reply.code(allowed ? 200 : 429).send({ allowed, limits });
});
await app.listen({ port, host: '127.0.0.1', backlog: 1024 });
