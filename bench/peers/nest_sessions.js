// A signed-in GET as a team would write it with NestJS: by the usual packages on Express (express-session, connect-redis), or
// by hand on Fastify, a guard that reads the session from Redis. Who signs in is not the row's: any password will do.
//   express | fastify
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { Bind, Controller, Dependencies, Get, HttpCode, Module, Post, Req, Res, UnauthorizedException, UseGuards } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RedisStore } from 'connect-redis';
import session from 'express-session';
import { createClient } from 'redis';
import { expressApp, redisClient } from './common.js';
import { decorate, serve } from './nest_common.js';

const onExpress = process.argv[2] === 'express';
const hour = 3600;
const answer = (user) => ({ session: { user, organisation: user } });
const cookie = '__Host-sid';
const ioredis = onExpress ? undefined : redisClient();

class SessionGuard {
  async canActivate(context) {
    const request = context.switchToHttp().getRequest();
    if (!onExpress) {
      const token = new RegExp(`(?:^|; )${cookie}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1];
      const stored = token && (await ioredis.get(`session:${token}`));
      request.session = stored ? JSON.parse(stored) : {};
    }
    if (!request.session.user) throw new UnauthorizedException();
    return true;
  }
}

class AuthController {
  signUp() {
    return { status: 'accepted' };
  }

  async login(request, response) {
    const user = randomBytes(16).toString('hex');
    if (onExpress) request.session.user = user;
    else {
      const token = randomBytes(32).toString('base64url');
      await ioredis.set(`session:${token}`, JSON.stringify({ user, expires: Date.now() + hour * 1000 }), 'EX', hour);
      response.header('Set-Cookie', `${cookie}=${token}; Path=/; Secure; HttpOnly; SameSite=Lax`);
    }
    return answer(user);
  }

  session(request) {
    return answer(request.session.user);
  }
}
decorate(AuthController, 'signUp', [Post('signup'), HttpCode(202)]);
decorate(AuthController, 'login', [Post('login'), HttpCode(200), Bind(Req(), Res({ passthrough: true }))]);
decorate(AuthController, 'session', [Get('session'), UseGuards(SessionGuard), Bind(Req())]);
Controller('v1/auth')(AuthController);
Dependencies()(AuthController);

function AppModule() {}
Module({ controllers: [AuthController] })(AppModule);

async function express() {
  const client = await createClient({ url: process.env.REDIS_URL }).connect();
  const app = expressApp();
  // Behind TLS, as in production; sessions are saved when they change, and their time in Redis is left alone.
  app.set('trust proxy', true).use((request, _response, next) => {
    request.headers['x-forwarded-proto'] = 'https';
    next();
  });
  app.use(session({ store: new RedisStore({ client, ttl: hour, disableTouch: true }), secret: 'a secret of the bench', name: cookie, resave: false, saveUninitialized: false, cookie: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' } }));
  return new ExpressAdapter(app);
}

await serve(AppModule, onExpress ? await express() : new FastifyAdapter());
