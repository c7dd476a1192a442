import { Given, When } from '@cucumber/cucumber';
import { send, sent } from '../support/requests.ts';
import type { TenstoneWorld } from '../support/world.ts';

const told = (...addresses: string[]) => ({ headers: { 'x-forwarded-for': addresses.join(', ') } });

Given('a proxy that Olaf trusts stands in front', async function (this: TenstoneWorld) {
  await this.project.stop('api');
  await this.project.start('api', { TENSTONE_HTTP_TRUSTED_PROXIES: '127.0.0.1/32' });
  this.proxied = true;
});

// What she says of herself comes first; the proxy writes behind it from where her request came.
When('{person} claims to be {person} and sends a request', async function (this: TenstoneWorld, name: string, other: string) {
  const [hers, others] = [name, other].map((each) => this.addressOf(each));
  await send(this, name, 1, 'api', this.proxied ? told(String(others), String(hers)) : told(String(others)));
});

When('{person} sends a request through a proxy of her own', async function (this: TenstoneWorld, name: string) {
  await send(this, name, 1, 'api', told(this.addressOf(name), '198.51.100.7'));
});

// Of documentation's networks, RFC 3849.
const hers = '2001:db8:1:2';
const addresses: Record<string, string> = {
  'another address of her network': `${hers}:ffff:ffff:ffff:ffff`,
  'the network next to hers': '2001:db8:1:3::1',
  'the same address, written at length': '2001:0DB8:0001:0002:0000:0000:0000:0001',
};

Given('{person} comes from an IPv6 network and has used up her limit', async function (this: TenstoneWorld, name: string) {
  this.moveTo(name, `${hers}::1`);
  await sent(this, name, 10);
});

When('{person} sends a request from {address}', async function (this: TenstoneWorld, name: string, address: string) {
  this.moveTo(name, String(addresses[address]));
  await send(this, name);
});

Given('{person} comes by IPv4 and has used up her limit', async function (this: TenstoneWorld, name: string) {
  this.moveTo(name, '192.0.2.7');
  await sent(this, name, 10);
});

When('{person} sends a request from the same address, told as IPv6', async function (this: TenstoneWorld, name: string) {
  this.moveTo(name, '::ffff:192.0.2.7');
  await send(this, name);
});
