import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Answer } from './api.ts';

// A service's /openapi.json, to which every answer that a scenario gets is held: its status is one of the operation's, its
// content type and body fit, a problem's code is listed. Objects count as closed, so a member that is not described is a
// fault, too.

interface Json {
  [name: string]: Json | undefined;
}
export interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas?: Record<string, unknown>; responses?: Record<string, Response> };
}
interface Operation {
  responses: Record<string, Response | { $ref: string }>;
}
interface Response {
  description: string;
  content?: Record<string, { schema: object }>;
}

// What is no controller's route: it stands in no document. OFREP has one of its own, which its authors publish.
const isBare = (path: string): boolean => path.startsWith('/ofrep/v1/') || bare.includes(path);
const bare = ['/health', '/healthz', '/livez', '/readyz', '/metrics', '/openapi.json', '/docs', '/'];
// What is said of a connection, or of a request before its operation is known.
const before = ['malformed_request', 'request_timeout', 'target_too_long', 'expectation_failed', 'header_too_large', 'not_implemented', 'http_version_unsupported', 'too_many_connections'];

const ajvFormats = formats as unknown as (ajv: Ajv2020) => void;

export class Contract {
  readonly #document: Document;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #compiled = new Map<object, ValidateFunction>();

  constructor(document: Document) {
    this.#document = structuredClone(document);
    ajvFormats(this.#ajv);
    closed(this.#document.paths, false);
    closed(this.#document.components, false);
  }

  // What is wrong with an answer; undefined: nothing is, or nothing is said about its path.
  fault(method: string, target: string, answer: Answer): string | undefined {
    const [path = ''] = target.split('?');
    const found = this.#operations(path);
    if (!found) return answer.status < 400 && !isBare(path) ? `${path} answers ${answer.status}, and is not in the document` : undefined;
    const code = codeOf(answer);
    if (code !== undefined && before.includes(code)) return undefined;
    const operation = found[method === 'HEAD' ? 'get' : method.toLowerCase()];
    if (!operation) return answer.status < 400 && method !== 'OPTIONS' ? `${method} ${path} answers ${answer.status}, and is not in the document` : undefined;
    const said = operation.responses[String(answer.status)] ?? operation.responses[`${String(answer.status)[0]}XX`];
    if (!said) return `${answer.status} ${code ?? ''} is not among its answers: ${Object.keys(operation.responses).join(', ')}`;
    return this.#faultOfBody(method, '$ref' in said ? this.#response(said.$ref) : said, answer);
  }

  #faultOfBody(method: string, response: Response, answer: Answer): string | undefined {
    if (method === 'HEAD') return undefined;
    if (!response.content) return answer.text === '' || response.description === anything ? undefined : `it has a body, and ${answer.status} says none`;
    const [type = ''] = (answer.headers['content-type'] ?? '').split(';');
    const schema = response.content[type]?.schema;
    if (!schema) return `it is ${type || 'of no type'}, and not ${Object.keys(response.content).join(' or ')}`;
    const validate = this.#validator(schema);
    let body: unknown;
    try {
      body = JSON.parse(answer.text);
    } catch {
      return 'its body is no JSON';
    }
    if (validate(body)) return undefined;
    return (validate.errors ?? []).map(({ instancePath, message, params }) => `${instancePath || 'the body'} ${message ?? ''} ${JSON.stringify(params)}`).join('; ');
  }

  // Those of the path that fits best: the one with the most literal segments.
  #operations(path: string): Record<string, Operation> | undefined {
    const parts = path.split('/');
    const fits = Object.keys(this.#document.paths).filter((template) => {
      const wanted = template.split('/');
      return wanted.length === parts.length && wanted.every((segment, i) => segment === parts[i] || (segment.startsWith('{') && parts[i] !== ''));
    });
    const literal = (template: string) => template.split('/').map((segment) => (segment.startsWith('{') ? '1' : '0')).join('');
    const [best] = fits.sort((a, b) => literal(a).localeCompare(literal(b)));
    return best === undefined ? undefined : this.#document.paths[best];
  }

  #response(reference: string): Response {
    const found = this.#document.components.responses?.[reference.replace('#/components/responses/', '')];
    if (!found) throw new Error(`the document has no ${reference}`);
    return found;
  }

  #validator(schema: object): ValidateFunction {
    const known = this.#compiled.get(schema);
    if (known) return known;
    const made = this.#ajv.compile({ ...schema, components: this.#document.components });
    this.#compiled.set(schema, made);
    return made;
  }
}

// Where the handler makes the answer by itself, nothing is known of it.
const anything = 'The handler decides';

function codeOf(answer: Answer): string | undefined {
  if (!String(answer.headers['content-type']).startsWith('application/problem+json')) return undefined;
  return (JSON.parse(answer.text) as { code?: string }).code;
}

// Every object that lists its properties and says nothing of others has no others. A part of allOf sees only itself, so the
// whole is closed in its place.
function closed(node: unknown, part: boolean): void {
  if (Array.isArray(node)) {
    for (const each of node) closed(each, part);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Json;
  for (const [name, value] of Object.entries(schema)) closed(value, name === 'allOf');
  const lists = (schema['type'] !== undefined && schema['properties'] !== undefined) || schema['allOf'] !== undefined;
  if (lists && !part && schema['additionalProperties'] === undefined) (schema as Record<string, unknown>)['unevaluatedProperties'] = false;
}
