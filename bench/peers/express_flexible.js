// rate-limiter-flexible on Redis as its documentation shows it for Express. POLICIES of them count at once (its union);
// past LIMIT it denies from memory (inMemoryBlockOnConsumed), its fastest way. It sends no headers of its own.
import { RateLimiterRedis, RateLimiterUnion } from 'rate-limiter-flexible';
import { expressApp, kHour, kPlenty, redisClient, serve } from './common.js';

const points = Number(process.env.LIMIT ?? kPlenty);
const storeClient = redisClient();
const limiters = [1, 60, kHour]
  .slice(-Number(process.env.POLICIES ?? 1))
  .map((duration) => new RateLimiterRedis({ storeClient, points, duration, keyPrefix: `per${duration}`, inMemoryBlockOnConsumed: points + 1 }));
const limiter = limiters.length > 1 ? new RateLimiterUnion(...limiters) : limiters[0];

const app = expressApp();
app.use(async (request, response, next) => {
  try {
    await limiter.consume(request.ip);
  } catch (denied) {
    if (denied instanceof Error) throw denied;
    response.status(429).json({ error: 'Too many requests' });
    return;
  }
  next();
});
app.get('/ping', (request, response) => {
  response.json({ pong: true });
});
serve(app);
