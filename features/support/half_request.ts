import { connect, type Socket } from 'node:net';
import { within } from './eventually.ts';

// A POST whose second half is held back. The server has read the first half when `arrived` returns: it came in one piece
// with a whole request before it, which has been answered.
export class HalfRequest {
  readonly #socket: Socket;
  readonly #rest: string;
  #received = '';

  private constructor(socket: Socket, rest: string) {
    this.#socket = socket;
    this.#rest = rest;
    socket.setEncoding('utf8').on('data', (text: string) => (this.#received += text));
    // A reset shows in what was not received.
    socket.on('error', () => undefined);
  }

  static async arrived(port: number, path: string, token: string, body: string): Promise<HalfRequest> {
    const half = Math.ceil(body.length / 2);
    const socket = connect(port, '127.0.0.1');
    const request = new HalfRequest(socket, body.slice(half));
    const head = [`POST ${path} HTTP/1.1`, 'Host: localhost', `Authorization: Bearer ${token}`, 'Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close'];
    socket.write(`GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n${head.join('\r\n')}\r\n\r\n${body.slice(0, half)}`);
    await request.#receives(/^HTTP\/1\.1 200 [\s\S]*ok/);
    request.#received = '';
    return request;
  }

  // Sends the rest; the answer's status and body.
  async finish(): Promise<{ status: number; text: string }> {
    this.#socket.write(this.#rest);
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    await within('the answer to the rest of the request', closed);
    const [head = '', text = ''] = this.#received.split('\r\n\r\n');
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), text };
  }

  #receives(pattern: RegExp): Promise<void> {
    const seen = new Promise<void>((resolve) => {
      this.#socket.on('data', () => {
        if (pattern.test(this.#received)) resolve();
      });
    });
    return within('an answer to the request before', seen);
  }
}
