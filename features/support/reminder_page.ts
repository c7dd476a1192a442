import type { Locator } from 'playwright-core';
import type { Visit } from './browser.ts';
import { eventually } from './eventually.ts';

// The page of project 03, as it is read and written.
export const button = (visit: Visit, name: string) => visit.page.getByRole('button', { name, exact: true });
export function field(visit: Visit, name: string): Locator {
  const form = visit.page.locator('#write');
  return form.getByRole('textbox', { name, exact: true }).or(form.getByRole('combobox', { name, exact: true }));
}
export const answered = (visit: Visit, what: RegExp) => eventually(`the page shows ${String(what)}`, () => visit.page.getByRole('status').innerText(), (seen) => what.test(seen));
// The cells of each row: of the list title, when, next, channel, state; of its times due, state, went off after, acknowledged.
export async function rows(visit: Visit, of: '#list' | '#occurrences' | '#attempts'): Promise<string[][]> {
  const found = await visit.page.locator(`${of} tbody tr`).all();
  return Promise.all(found.map((row) => row.locator('td').allInnerTexts()));
}
// The bars of the time line: "is sent 1: failed".
export const bars = (visit: Visit) => visit.page.locator('#line rect title').allTextContents();
export const planned = (visit: Visit) => visit.page.locator('#line [data-mark=planned]').count();
export const times = (visit: Visit) => visit.page.getByRole('list', { name: 'The next times' }).getByRole('listitem').allInnerTexts();
