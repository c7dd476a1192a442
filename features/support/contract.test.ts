import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from './api.ts';
import { Contract } from './contract.ts';

const json = (schema: object) => ({ description: 'OK', content: { 'application/json': { schema } } });
const problem = (...codes: string[]) => ({
  description: 'A problem',
  content: { 'application/problem+json': { schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { enum: codes } } }] } } },
});

const contract = new Contract({
  openapi: '3.1.0',
  paths: {
    '/notes/{id}': {
      get: { responses: { 200: json({ $ref: '#/components/schemas/Note' }), 404: problem('note_not_found'), 503: { $ref: '#/components/responses/Unavailable' } } },
      delete: { responses: { 204: { description: 'No Content' } } },
    },
    '/notes/latest': { get: { responses: { 200: json({ type: 'object', required: ['latest'], properties: { latest: { type: 'integer' } } }) } } },
    '/raw': { get: { responses: { '2XX': { description: 'The handler decides' } } } },
  },
  components: {
    schemas: {
      Note: { type: 'object', required: ['id', 'by'], properties: { id: { type: 'string', format: 'uuid' }, by: { $ref: '#/components/schemas/Person' } } },
      Person: { type: 'object', required: ['name'], properties: { name: { type: ['string', 'null'] } } },
      Problem: { type: 'object', required: ['code'], properties: { code: { type: 'string' } }, additionalProperties: true },
    },
    responses: { Unavailable: problem('busy') },
  },
});

const id = '0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f';
function answer(status: number, body: unknown, type = status < 400 ? 'application/json' : 'application/problem+json'): Answer {
  return { status, headers: body === '' ? {} : { 'content-type': type }, text: body === '' ? '' : JSON.stringify(body) };
}
const fault = (method: string, path: string, given: Answer) => contract.fault(method, path, given) ?? '';

test('an answer that the document describes is right', () => {
  assert.equal(fault('GET', `/notes/${id}?full=1`, answer(200, { id, by: { name: 'Mia' } })), '');
  assert.equal(fault('GET', `/notes/${id}`, answer(200, { id, by: { name: null } })), '');
  assert.equal(fault('GET', `/notes/${id}`, answer(404, { code: 'note_not_found', more: 1 })), '');
  assert.equal(fault('GET', `/notes/${id}`, answer(503, { code: 'busy' })), '');
  assert.equal(fault('DELETE', `/notes/${id}`, answer(204, '')), '');
  assert.equal(fault('GET', '/notes/latest', answer(200, { latest: 1 })), '');
  assert.equal(fault('HEAD', `/notes/${id}`, answer(200, '')), '');
  assert.equal(fault('GET', '/raw', answer(203, 'anything', 'text/plain')), '');
});

test('what the document does not say is a fault', () => {
  assert.match(fault('GET', `/notes/${id}`, answer(410, { code: 'gone' })), /410 gone is not among its answers: 200, 404, 503/);
  assert.match(fault('GET', `/notes/${id}`, answer(404, { code: 'other' })), /\/code must be equal to one of/);
  assert.match(fault('GET', `/notes/${id}`, answer(503, { code: 'other' })), /\/code must be equal to one of/);
  assert.match(fault('GET', `/notes/${id}`, answer(200, { id, by: { name: 'Mia' } }, 'text/html')), /it is text\/html, and not application\/json/);
  assert.match(fault('GET', `/notes/${id}`, answer(200, { id })), /must have required property 'by'/);
  assert.match(fault('GET', `/notes/${id}`, answer(200, { id: 7, by: { name: 'Mia' } })), /\/id must be string/);
  assert.match(fault('GET', `/notes/${id}`, answer(200, { id: 'x', by: { name: 'Mia' } })), /must match format "uuid"/);
  assert.match(fault('DELETE', `/notes/${id}`, answer(204, { id }, 'application/json')), /has a body/);
  assert.match(fault('GET', '/notes/latest', answer(200, { id, by: { name: 'Mia' } })), /latest/);
});

test('a member that is not described is a fault, at any depth', () => {
  assert.match(fault('GET', `/notes/${id}`, answer(200, { id, by: { name: 'Mia' }, secret: 1 })), /unevaluated.*"secret"/);
  assert.match(fault('GET', `/notes/${id}`, answer(200, { id, by: { name: 'Mia', age: 7 } })), /\/by .*"age"/);
});

test('a path or a method that is not described must not work', () => {
  assert.match(fault('GET', '/hidden', answer(200, {})), /\/hidden answers 200, and is not in the document/);
  assert.match(fault('POST', `/notes/${id}`, answer(200, {})), /is not in the document/);
  assert.equal(fault('GET', '/hidden', answer(404, { code: 'no_route' })), '');
  assert.equal(fault('POST', `/notes/${id}`, answer(405, { code: 'method_not_allowed' })), '');
  assert.equal(fault('GET', '/readyz', answer(200, {})), '');
});

test('what is said of a connection is no operation\'s', () => {
  assert.equal(fault('GET', `/notes/${id}`, answer(431, { code: 'header_too_large' })), '');
});
