import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';

// What `tools/install test` has installed: mostly the one without windows, which needs half of the time (ADR 28).
const executablePath = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find((path) => existsSync(path)) ?? 'no Chromium: tools/install test';
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

// One Chromium for all scenarios of a cucumber worker, begun by the first that needs it.
let browser: Promise<Browser> | undefined;

// Playwright is loaded here, since that takes a second, and most features have no page.
async function launched(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  const { PATH, TENSTONE_FEATURES_ROOT } = process.env;
  const env = { PATH, LANG: 'C.UTF-8', HOME: TENSTONE_FEATURES_ROOT, TENSTONE_FEATURES_ROOT };
  return chromium.launch({ executablePath, headless: true, args, env });
}

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

// A page as somebody with a fresh profile sees it; what it reported and whom it asked, from its first moment on.
export class Visit {
  readonly page: Page;
  // Errors on the console, and those that nobody caught.
  readonly errors: string[] = [];
  readonly #hosts = new Set<string>();
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    context.on('request', (request) => this.#hosts.add(new URL(request.url()).host));
    context.on('weberror', (error) => this.errors.push(error.error().message));
    context.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  static async to(url: string): Promise<Visit> {
    const context = await (await (browser ??= launched())).newContext();
    const visit = new Visit(context, await context.newPage());
    visit.page.setDefaultTimeout(15_000);
    await visit.page.goto(url);
    return visit;
  }

  // Images in data: URLs ask nobody.
  get hosts(): string[] {
    return [...this.#hosts].filter((host) => host !== '');
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  // What has the keyboard, as it is read out: radio "fixed". Playwright quotes a name that has braces.
  async focused(): Promise<string> {
    const told = await this.page.locator(':focus').ariaSnapshot();
    return /^- '?(\w+ "[^"]*")/.exec(told)?.[1] ?? told;
  }

  close(): Promise<void> {
    return this.#context.close();
  }
}
