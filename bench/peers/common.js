// What all peers share: each framework's documented production settings. NODE_ENV=production comes from outside.
import express from 'express';
import { Redis } from 'ioredis';
import { pino } from 'pino';

export const port = Number(process.env.PORT);
export const kPlenty = 1_000_000_000;
export const kHour = 3600;

// The work that we do not do either: no ETag, no X-Powered-By.
export function expressApp() {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  // The row about memory has many clients.
  if (process.env.TRUST_PROXY) app.set('trust proxy', 'loopback');
  return app;
}

export function serve(app) {
  app.listen(port, '127.0.0.1', 1024);
}

export function redisClient() {
  return new Redis(process.env.REDIS_URL, { enableAutoPipelining: true });
}

// pino's own advice for speed: asynchronous, in blocks of 4 KiB.
export function logger() {
  return pino({ base: undefined }, pino.destination({ dest: process.env.LOG, sync: false, minLength: 4096 }));
}
