// `tools/node features pictures`: takes the pictures of README.md anew, from the built programs, into docs/images/.
// Look at them before you commit them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expecting } from './api.ts';
import { closeBrowser, Visit } from './browser.ts';
import { Project } from './project.ts';
import { temporaryFolder } from './temporary.ts';

const images = new URL('../../docs/images/', import.meta.url).pathname;

interface Picture {
  file: string;
  height: number; // of a page that is 1000 pixels wide
  settings?: Record<string, string>;
  arrange: (page: Page, project: Project, token: string) => Promise<void>;
}
// Starts a project with a data folder of its own, opens its page and takes what `arrange` has left there.
async function picture(name: string, { file, height, settings = {}, arrange }: Picture): Promise<void> {
  const project = new Project(name);
  try {
    project.bringServers();
    await project.start('api', settings);
    const token = readFileSync(join(project.data, 'token'), 'utf8').trim();
    const visit = await Visit.to(`http://127.0.0.1:${project.http('api').port}/#token=${token}`);
    await visit.page.setViewportSize({ width: 1000, height });
    await arrange(visit.page, project, token);
    await visit.page.screenshot({ path: join(images, file) });
    if (visit.errors.length > 0) throw new Error(`${name}: ${visit.errors.join('\n')}`);
    await visit.close();
  } finally {
    await project.close();
  }
}

// A new checkout in two forms: who would get the second one if its share grew from 15 to 30 %.
async function rollout(page: Page, project: Project, token: string): Promise<void> {
  const flag = {
    type: 'string',
    variants: { new: 'new', fast: 'fast', old: 'old' },
    off: 'old',
    default: { ranges: [{ variant: 'new', from: 0, to: 20_000 }, { variant: 'fast', from: 20_000, to: 35_000 }], rest: 'old' },
  };
  expecting(201, await project.http('api').ask('PUT', '/v1/flags/new-checkout', { token, body: JSON.stringify(flag) }));
  await page.getByRole('button', { name: 'Open new-checkout' }).click();
  await page.getByLabel('Share').fill('30');
  await page.locator('#crowd circle[fill=none]').first().waitFor();
  await page.evaluate("document.getElementById('one-title').scrollIntoView()");
}

// Half a day of a shop; for two hours its payment service is away.
function shopLog(): string {
  const begin = Date.parse('2026-11-20T06:00:00Z');
  const lines = [];
  for (let second = 0; second < 43_200; second += 4 + ((second * 7919) % 11)) {
    const hour = second / 3600;
    const load = hour > 7 && hour < 9 ? 12 : 160;
    const [level, status] = (second * 31) % load === 0 ? ['error', 503] : (second * 17) % 90 === 0 ? ['warn', 429] : ['info', 200];
    const order = 10_000 + Math.floor(second / 4);
    const message = status === 503 ? 'the payment service does not answer' : status === 429 ? 'too many orders from one address' : 'the order is accepted';
    lines.push(JSON.stringify({ time: new Date(begin + second * 1000).toISOString(), level, msg: message, order, status, ms: status === 503 ? 2000 : 12 + (second % 40) }));
  }
  return `${lines.join('\n')}\n`;
}
async function log(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^shop:/ }).click();
  await page.getByRole('textbox', { name: 'Filter' }).fill('level>=warn');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('option').filter({ hasText: 'payment' }).first().waitFor();
  await page.getByText(/^For these entries/).waitFor();
}

const root = temporaryFolder('tenstone-pictures-');
process.env['TENSTONE_FEATURES_ROOT'] = root;
mkdirSync(images, { recursive: true });
try {
  writeFileSync(join(root, 'shop.log'), shopLog());
  await picture('07-feature-toggle', { file: 'rollout.png', height: 412, arrange: rollout });
  await picture('08-log-viewer', { file: 'log.png', height: 600, settings: { TENSTONE_LOGS_FOLDERS: `shop=${root}:*.log` }, arrange: log });
} finally {
  await closeBrowser();
  rmSync(root, { recursive: true, force: true });
}
