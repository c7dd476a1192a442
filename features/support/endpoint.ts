import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { freePort } from './processes.ts';

export interface Call {
  headers: IncomingHttpHeaders;
  body: string;
  at: number; // milliseconds, by the machine's clock
}
interface Reply {
  status: number;
  headers?: Record<string, string>;
}

// Somebody's endpoint: a server that keeps what it is sent, and answers as a scenario wants it.
export class Endpoint {
  readonly calls: Call[] = [];
  readonly #server: Server;
  readonly port: number;
  #next: (Reply | 'never')[] = [];
  #always: Reply | 'never' = { status: 204 };
  open = 0; // calls that have no answer yet
  mostOpen = 0;

  private constructor(port: number) {
    this.port = port;
    this.#server = createServer((request, response) => {
      this.#take(request, response);
    });
  }
  static async start(): Promise<Endpoint> {
    const endpoint = new Endpoint(await freePort());
    await new Promise<void>((resolve, reject) => {
      endpoint.#server.once('error', reject);
      endpoint.#server.listen(endpoint.port, '127.0.0.1', resolve);
    });
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hooks`;
  }
  // Each of these answers once, in order.
  answerNext(...replies: (Reply | 'never')[]): void {
    this.#next.push(...replies);
  }
  answerAlways(reply: Reply | 'never'): void {
    this.#always = reply;
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    let body = '';
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    response.once('close', () => (this.open -= 1));
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      this.calls.push({ headers: request.headers, body, at: Date.now() });
      const reply = this.#next.shift() ?? this.#always;
      if (reply !== 'never') response.writeHead(reply.status, reply.headers).end();
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

// Throws unless the library of Standard Webhooks finds the call signed with this secret. It compares with the time of this
// process, and scenarios move theirs.
export function verifySigned(call: Call, secret: string, now: Date): void {
  const own = Date.now;
  Date.now = () => now.getTime();
  try {
    new Webhook(secret).verify(call.body, call.headers as Record<string, string>);
  } finally {
    Date.now = own;
  }
}
