// express-rate-limit with its Redis store, as its documentation shows it for ioredis. draft-7: the two headers that we
// send, without the hash of draft-8; validate: false skips the checks that are for development.
import { rateLimit } from 'express-rate-limit';
import { RedisStore } from 'rate-limit-redis';
import { expressApp, kHour, kPlenty, redisClient, serve } from './common.js';

const redis = redisClient();
const app = expressApp();
app.use(
  rateLimit({
    windowMs: kHour * 1000,
    limit: kPlenty,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    validate: false,
    store: new RedisStore({ sendCommand: (command, ...args) => redis.call(command, ...args) }),
  }),
);
app.get('/ping', (request, response) => {
  response.json({ pong: true });
});
serve(app);
