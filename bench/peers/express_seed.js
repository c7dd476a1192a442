// The seed's own limiter: INCR, EXPIRE on the first, key rate:{ip}:{route}. Whether LIMIT is ever reached is the row's.
import { expressApp, kHour, kPlenty, redisClient, serve } from './common.js';

const limit = Number(process.env.LIMIT ?? kPlenty);
const redis = redisClient();
const app = expressApp();
app.use(async (request, response, next) => {
  const key = `rate:${request.ip}:${request.path}`;
  const count = await redis.incr(key);
  if (count === 1) await redis.expire(key, kHour);
  if (count > limit) {
    response.status(429).json({ error: 'Too many requests' });
    return;
  }
  next();
});
app.get('/ping', (request, response) => {
  response.json({ pong: true });
});
serve(app);
