// No package on npm counts by GCRA in one Redis script, so this is one written by hand for the stack: one policy, the
// arithmetic of ours, nothing that ours has besides.
import { expressApp, redisClient, serve } from './common.js';

const redis = redisClient();
redis.defineCommand('gcra', {
  numberOfKeys: 1,
  lua: `
local emission, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local t = redis.call('TIME')
local now = t[1] * 1e6 + t[2]
local tat = math.max(tonumber(redis.call('GET', KEYS[1])) or now, now)
local new = tat + emission
local wait = new - emission * burst - now
if wait > 0 then return {0, 0, wait} end
redis.call('SET', KEYS[1], string.format('%.0f', new), 'PX', math.ceil((new - now) / 1000) + 1)
return {1, math.floor(-wait / emission), 0}`,
});

const app = expressApp();
app.use(async (request, response, next) => {
  const [allowed] = await redis.gcra(`gcra:${request.ip}:${request.path}`, 1, 1_000_000);
  if (!allowed) {
    response.status(429).json({ error: 'Too many requests' });
    return;
  }
  next();
});
app.get('/ping', (request, response) => {
  response.json({ pong: true });
});
serve(app);
