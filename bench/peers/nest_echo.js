// The row "echo" on NestJS over Fastify: the body through a pipe with a zod schema, as Nest's documentation shows it.
import 'reflect-metadata';
import { Bind, Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { decorate, serve, ZodPipe } from './nest_common.js';

const text = (least, most) => z.string().min(least).max(most);
const address = z.strictObject({ street: text(1, 80), city: text(1, 80), country: text(2, 2), zip: z.int().min(1).max(99_999) });
const customer = z.strictObject({ name: text(1, 80), email: z.email().max(254), address });
const line = z.strictObject({ sku: text(1, 20), quantity: z.int().min(1).max(100), price: z.number().min(0).max(1e6) });
const order = z.strictObject({ customer, lines: z.array(line).min(1).max(50), note: text(0, 500), express: z.boolean() });

class EchoController {
  echo(order) {
    return order;
  }
}
decorate(EchoController, 'echo', [Post(), HttpCode(200), Bind(Body(new ZodPipe(order)))]);
Controller('echo')(EchoController);

function AppModule() {}
Module({ controllers: [EchoController] })(AppModule);

await serve(AppModule, new FastifyAdapter());
