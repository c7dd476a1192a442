// Express as it comes, and with LOG one line an answer by pino, with the fields of ours.
import { randomUUID } from 'node:crypto';
import { expressApp, logger, serve } from './common.js';

const app = expressApp();
if (process.env.LOG) {
  const log = logger();
  app.use((request, response, next) => {
    const began = performance.now();
    const id = randomUUID();
    response.set('X-Request-Id', id);
    response.on('finish', () => {
      log.info({
        event: 'request.done',
        method: request.method,
        path: request.path,
        status: response.statusCode,
        ms: performance.now() - began,
        bytes: Number(response.get('Content-Length')),
        request_id: id,
        peer: request.ip,
      });
    });
    next();
  });
}
app.get('/health', (request, response) => {
  response.type('text/plain').send('ok');
});
serve(app);
