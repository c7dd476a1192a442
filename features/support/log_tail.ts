import { request, type IncomingMessage } from 'node:http';
import { eventually, within } from './eventually.ts';

export interface TailEvent {
  type: string;
  id: string;
  data: string;
}

// One stream of server-sent events, read as a browser reads it.
export class TailReader {
  readonly status: number;
  readonly events: TailEvent[] = [];
  lastId = '';
  readonly #response: IncomingMessage;
  #rest = '';
  #block = { type: '', id: undefined as string | undefined, data: [] as string[] };

  private constructor(response: IncomingMessage) {
    this.status = response.statusCode ?? 0;
    this.#response = response;
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      this.#take(text);
    });
    response.on('error', () => undefined); // the scenario cuts it
  }

  // Returns when the stream has its first id.
  static async open(port: number, path: string, token: string, lastId?: string): Promise<TailReader> {
    const headers = { authorization: `Bearer ${token}`, ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
    const response = await within('the tail is answered', new Promise<IncomingMessage>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers, agent: false }, resolve).on('error', reject).end();
    }));
    const tail = new TailReader(response);
    if (tail.status === 200) await eventually('the tail has begun', () => tail.lastId, (id) => id !== '');
    return tail;
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }
  #line(line: string): void {
    if (line === '') {
      this.#end();
      return;
    }
    const colon = line.indexOf(': ');
    const value = line.slice(colon + 2);
    if (line.startsWith('event: ')) this.#block.type = value;
    else if (line.startsWith('id: ')) this.#block.id = value;
    else if (line.startsWith('data: ')) this.#block.data.push(value);
  }
  #end(): void {
    const { type, id, data } = this.#block;
    this.#block = { type: '', id: undefined, data: [] };
    this.lastId = id ?? this.lastId;
    if (data.length > 0) this.events.push({ type, id: this.lastId, data: data.join('\n') });
  }

  of(type: string): unknown[] {
    return this.events.filter((event) => event.type === type).map(({ data }) => JSON.parse(data) as unknown);
  }
  // The first lines of its entries.
  get lines(): string[] {
    return (this.of('entry') as { raw: string }[]).flatMap(({ raw }) => raw.split('\n'));
  }
  // Takes nothing from the network any more.
  pause(): void {
    this.#response.pause();
  }
  resume(): void {
    this.#response.resume();
  }
  close(): void {
    this.#response.destroy();
  }
}
