// The platform's main job as a team would write it with NestJS on Fastify: a guard for the token with a copy of it in Redis, one
// for the limit, one for the flag, zod, then the job and its audit row in one statement (nest_store.js). Decorators are called
// as functions (nest_common.js); nothing else differs from TypeScript.
//   [serve] | migrate
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { BadRequestException, Bind, Body, Controller, Dependencies, ForbiddenException, Get, HttpCode, HttpException, Module, NotFoundException, Param, Post, Req, Res, SetMetadata, UnauthorizedException, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { z } from 'zod';
import { kHour, kPlenty, redisClient } from './common.js';
import { decorate, serve } from './nest_common.js';
import { Flags, Jobs, migrate, Tokens } from './nest_store.js';
import { pool } from './postgres.js';

const input = z.strictObject({ name: z.string().min(1).max(100) });
const actions = new Map([
  ['hello', { flag: 'greetings', input }],
  ['hello-limited', { flag: 'greetings', limit: { points: kPlenty, duration: kHour }, input }],
]);

const redis = redisClient();
const limiters = new Map([...actions].flatMap(([name, { limit }]) => (limit ? [[name, new RateLimiterRedis({ storeClient: redis, keyPrefix: `limit:${name}`, ...limit })]] : [])));

class TokenGuard {
  constructor(tokens, reflector) {
    this.tokens = tokens;
    this.reflector = reflector;
  }

  async canActivate(context) {
    const request = context.switchToHttp().getRequest();
    const credentials = request.headers.authorization ?? '';
    const caller = credentials.startsWith('Bearer ') ? await this.tokens.find(credentials.slice(7)) : undefined;
    if (!caller) throw new UnauthorizedException();
    const scope = this.reflector.get('scope', context.getHandler());
    if (scope && !caller.scopes.includes('*') && !caller.scopes.includes(scope)) throw new ForbiddenException();
    request.caller = caller;
    return true;
  }
}
Dependencies(Tokens, Reflector)(TokenGuard);

class LimitGuard {
  async canActivate(context) {
    const http = context.switchToHttp();
    const { params, caller } = http.getRequest();
    const limiter = limiters.get(params.name);
    if (!limiter) return true;
    const outcome = await limiter.consume(caller.user).catch((denied) => denied);
    if (outcome instanceof Error) throw outcome;
    const reset = Math.ceil(outcome.msBeforeNext / 1000);
    const response = http.getResponse();
    response.header('RateLimit', `limit=${limiter.points}, remaining=${outcome.remainingPoints}, reset=${reset}`);
    response.header('RateLimit-Policy', `${limiter.points};w=${limiter.duration}`);
    if (outcome.consumedPoints > limiter.points) throw new HttpException('Too many requests', 429);
    return true;
  }
}

class FlagGuard {
  constructor(flags) {
    this.flags = flags;
  }

  canActivate(context) {
    const action = actions.get(context.switchToHttp().getRequest().params.name);
    if (!action) throw new NotFoundException();
    if (!this.flags.on(action.flag)) throw new ForbiddenException();
    return true;
  }
}
Dependencies(Flags)(FlagGuard);

class ActionsController {
  constructor(jobs) {
    this.jobs = jobs;
  }

  async trigger(name, body, { id: trace, caller }, response) {
    const valid = actions.get(name).input.safeParse(body);
    if (!valid.success) throw new BadRequestException(valid.error.issues);
    const job = await this.jobs.enqueue(caller, name, valid.data, trace);
    response.header('Location', `/v1/jobs/${job.id}`);
    return { job };
  }
}
Dependencies(Jobs)(ActionsController);
decorate(ActionsController, 'trigger', [Post(':name'), HttpCode(202), SetMetadata('scope', 'actions:run'), UseGuards(TokenGuard, LimitGuard, FlagGuard), Bind(Param('name'), Body(), Req(), Res({ passthrough: true }))]);
Controller('v1/actions')(ActionsController);

class JobsController {
  constructor(jobs) {
    this.jobs = jobs;
  }

  async find(id, { caller }) {
    if (!z.uuid().safeParse(id).success) throw new BadRequestException();
    const job = await this.jobs.find(caller, id);
    if (!job) throw new NotFoundException();
    return { job };
  }
}
Dependencies(Jobs)(JobsController);
decorate(JobsController, 'find', [Get(':id'), SetMetadata('scope', 'jobs:read'), UseGuards(TokenGuard), Bind(Param('id'), Req())]);
Controller('v1/jobs')(JobsController);

class LimitsController {
  mine() {
    return { allowed: true, limits: [] };
  }
}
decorate(LimitsController, 'mine', [Get('me'), UseGuards(TokenGuard)]);
Controller('v1/limits')(LimitsController);

function AppModule() {}
Module({
  controllers: [ActionsController, JobsController, LimitsController],
  providers: [Jobs, { provide: Tokens, useFactory: () => new Tokens(redis) }, { provide: Flags, useFactory: () => Flags.follow() }],
})(AppModule);

function adapter() {
  const adapter = new FastifyAdapter({ genReqId: () => randomUUID() });
  adapter.getInstance().addHook('onRequest', async (request, reply) => {
    reply.header('X-Request-Id', request.id);
  });
  return adapter;
}

if (process.argv[2] === 'migrate') {
  redis.disconnect();
  await migrate();
  await pool.end();
} else {
  await serve(AppModule, adapter());
}
