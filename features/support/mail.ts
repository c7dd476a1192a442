import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort, Running } from './processes.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
  id: string;
}

// Every mail that lies in a folder: those that development writes, or that a mail service has accepted.
export function mailsIn(folder: string): Mail[] {
  return names(folder).map((name) => parsed(readFileSync(join(folder, name), 'latin1')));
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.eml')).sort();
  } catch {
    return []; // no mail yet
  }
}

function parsed(message: string): Mail {
  const end = message.indexOf('\r\n\r\n');
  const headers = message.slice(0, end).replaceAll(/\r\n (?==\?)/g, '').replaceAll(/\r\n /g, ' ').split('\r\n');
  const header = (name: string): string => headers.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  const body = message.slice(end + 4);
  const subject = header('Subject').replaceAll(/=\?utf-8\?q\?(.*?)\?=/g, (_, word: string) => unescaped(word.replaceAll('_', ' ')));
  return { to: header('To'), subject: utf8(subject), id: header('Message-ID'), text: utf8(header('Content-Transfer-Encoding') === '7bit' ? body : unescaped(body.replaceAll('=\r\n', ''))) };
}

const unescaped = (text: string): string => text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

const script = new URL('../../tests/mail/smtp_server.py', import.meta.url).pathname;

// A real SMTP server. What it does with a mail stands in the recipient's address (the script has the list).
export class MailService {
  readonly folder: string;
  readonly url: string;
  readonly #port: number;
  #process: Running | undefined;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.#port = port;
    this.url = `smtp://127.0.0.1:${port}`;
    mkdirSync(folder);
  }

  // One that does not run yet.
  static async in(folder: string): Promise<MailService> {
    return new MailService(folder, await freePort());
  }

  async start(): Promise<void> {
    this.#process = new Running('mail service', '/usr/bin/python3', [script, this.folder, '--port', String(this.#port)], {}, '/');
    await eventually('the mail service listens', () => readFileSync(join(this.folder, 'port'), 'utf8'), (seen) => seen === String(this.#port));
  }

  async stop(): Promise<void> {
    await this.#process?.kill();
  }
}
