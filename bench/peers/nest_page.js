// The row "page" on NestJS over Fastify: the query through a pipe with a zod schema, the list from a provider.
import 'reflect-metadata';
import { BadRequestException, Bind, Controller, Dependencies, Get, Module, Query } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { decorate, serve, ZodPipe } from './nest_common.js';
import { Orders } from './orders.js';

const query = z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(50), cursor: z.string().max(4096).optional() });

class OrdersController {
  constructor(orders) {
    this.orders = orders;
  }

  async list({ limit, cursor }) {
    const page = await this.orders.page(limit, cursor);
    if (!page) throw new BadRequestException('this cursor is not of this list');
    return page;
  }
}
Dependencies(Orders)(OrdersController);
decorate(OrdersController, 'list', [Get(), Bind(Query(new ZodPipe(query)))]);
Controller('orders')(OrdersController);

function AppModule() {}
Module({ controllers: [OrdersController], providers: [Orders] })(AppModule);

await serve(AppModule, new FastifyAdapter());
