// What every answer of every program says of itself, whoever asked.
import type { IncomingHttpHeaders } from 'node:http';
import { Api } from './api.ts';

// `credentials`: the request showed some, whether they held or not. What it is answered is for one person then, unless
// the route is open to everybody and says that it may be kept: a page.
export function headerFaults(headers: IncomingHttpHeaders, credentials: boolean, open: string): string[] {
  const found = headers['x-content-type-options'] === 'nosniff' ? [] : ['no nosniff'];
  const kept = open === 'everybody' ? /\bno-store\b|\bno-cache$/ : /\bno-store\b|^private, no-cache$/;
  if (credentials && !kept.test(headers['cache-control'] ?? '')) found.push(`Cache-Control: ${headers['cache-control'] ?? 'none'}`);
  return found;
}

// A route for this machine is not for those whose requests a proxy on it passes on.
export async function passedOn(port: number, { route }: { route: string }): Promise<string[]> {
  const [method = '', path = ''] = route.split(' ');
  const found: string[] = [];
  for (const name of ['X-Forwarded-For', 'Forwarded', 'Via']) {
    const { status } = await new Api(port).ask(method, path, { headers: { [name]: name === 'Forwarded' ? 'for=203.0.113.7' : '203.0.113.7' } });
    if (status !== 403) found.push(`${route} through a proxy that says ${name}: ${String(status)} instead of 403`);
  }
  return found;
}
