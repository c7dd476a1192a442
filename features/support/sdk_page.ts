import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { Visit } from './browser.ts';

// A page of another origin with OpenFeature's libraries for browsers, as npm has them.
const modules = new URL('../node_modules/@openfeature', import.meta.url).pathname;
const imports = {
  '@openfeature/core': '/m/core/dist/esm/index.js',
  '@openfeature/web-sdk': '/m/web-sdk/dist/esm/index.js',
  '@openfeature/ofrep-core': '/m/ofrep-web-provider/node_modules/@openfeature/ofrep-core/index.esm.js',
  '@openfeature/ofrep-web-provider': '/m/ofrep-web-provider/index.esm.js',
};
const html = `<!doctype html><meta charset="utf-8"><title>A page with flags</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">
import { OpenFeature } from '@openfeature/web-sdk';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
window.begin = async (baseUrl, key, context) => {
  await OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl, headers: [['X-API-Key', key]], pollInterval: 600000 }), context);
};
window.become = (context) => OpenFeature.setContext(context);
window.values = (defaults) => {
  const client = OpenFeature.getClient();
  const of = { boolean: 'getBooleanDetails', string: 'getStringDetails', number: 'getNumberDetails', object: 'getObjectDetails' };
  return Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, client[of[typeof value]](key, value)]));
};
document.title = 'ready';
</script>`;

// What the page's script offers; the browser knows no more of it than these names.
interface Offered {
  begin: (baseUrl: string, key: string, context: object) => Promise<void>;
  become: (context: object) => Promise<void>;
  values: (defaults: Record<string, unknown>) => Record<string, { value: unknown; variant?: string; reason?: string; errorCode?: string }>;
}

export class SdkPage {
  readonly #server: Server;
  visit: Visit | undefined;
  readonly answers: { method: string; path: string; status: number }[] = [];
  loads = 0;

  private constructor(server: Server) {
    this.#server = server;
  }
  static async serve(): Promise<SdkPage> {
    const server = createServer((request, response) => {
      const path = normalize(request.url ?? '/');
      const script = path.startsWith('/m/');
      response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
      response.end(script ? readFileSync(join(modules, path.slice(3))) : html);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new SdkPage(server);
  }
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async open(baseUrl: string, key: string, context: object): Promise<Visit> {
    const visit = await Visit.to(this.origin);
    this.visit = visit;
    visit.page.on('response', (response) => {
      this.answers.push({ method: response.request().method(), path: new URL(response.url()).pathname, status: response.status() });
    });
    visit.page.on('load', () => (this.loads += 1));
    await visit.page.waitForFunction('document.title === "ready"');
    await visit.page.evaluate(([url, secret, about]) => (globalThis as unknown as Offered).begin(url, secret, about), [baseUrl, key, context] as const);
    return visit;
  }
  async become(context: object): Promise<void> {
    await this.visit?.page.evaluate((about) => (globalThis as unknown as Offered).become(about), context);
  }
  async values(defaults: Record<string, unknown>): Promise<ReturnType<Offered['values']>> {
    if (!this.visit) throw new Error('the page was not opened');
    return this.visit.page.evaluate((given) => (globalThis as unknown as Offered).values(given), defaults);
  }
  // As when somebody comes back to the page's tab.
  async comeBack(): Promise<void> {
    await this.visit?.page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
  }
  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
