// What all peers on NestJS share.
import { BadRequestException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { port } from './common.js';

// Node runs no decorators, so they are called as functions.
export function decorate(type, name, decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(type.prototype, name);
  for (const decorator of decorators.toReversed()) decorator(type.prototype, name, descriptor);
  Object.defineProperty(type.prototype, name, descriptor);
}

// As Nest's documentation writes it.
export class ZodPipe {
  constructor(schema) {
    this.schema = schema;
  }

  transform(value) {
    const valid = this.schema.safeParse(value);
    if (!valid.success) throw new BadRequestException(valid.error.issues);
    return valid.data;
  }
}

export async function serve(module, adapter) {
  const app = await NestFactory.create(module, adapter, { logger: ['error'] });
  await app.listen({ port, host: '127.0.0.1', backlog: 1024 });
}
