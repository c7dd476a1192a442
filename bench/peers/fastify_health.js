// Fastify as it comes, and with LOG one line an answer by its own logger, with the fields of ours. Its default would be
// two lines, so that is switched off.
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { logger, port } from './common.js';

const app = process.env.LOG ? Fastify({ loggerInstance: logger(), disableRequestLogging: true, genReqId: () => randomUUID() }) : Fastify();
if (process.env.LOG) {
  app.addHook('onSend', async (request, reply) => {
    reply.header('X-Request-Id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    app.log.info({
      event: 'request.done',
      method: request.method,
      path: request.url,
      status: reply.statusCode,
      ms: reply.elapsedTime,
      bytes: Number(reply.getHeader('content-length')),
      request_id: request.id,
      peer: request.ip,
    });
  });
}
app.get('/health', (request, reply) => {
  reply.type('text/plain; charset=utf-8').send('ok');
});
await app.listen({ port, host: '127.0.0.1', backlog: 1024 });
