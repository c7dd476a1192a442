// Where reminders arrive: a receiver of webhooks that notes when, and under which id. It answers 200 to each.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Ring {
  at: number; // milliseconds of the epoch
  id: string; // webhook-id
  occurrence: string;
  reminder: string;
  due: number;
}

interface Message {
  data: { reminder: { id: string }; occurrence: { id: string; due_at: string } };
}

export class Bell {
  readonly rings: Ring[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const at = Date.now();
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        const { data } = JSON.parse(text) as Message;
        this.rings.push({ at, id: String(request.headers['webhook-id']), occurrence: data.occurrence.id, reminder: data.reminder.id, due: Date.parse(data.occurrence.due_at) });
        response.end();
      });
    });
  }

  static async hang(): Promise<Bell> {
    const bell = new Bell();
    await new Promise<void>((resolve) => bell.#server.listen(0, '127.0.0.1', resolve));
    return bell;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
