// The body of the row "echo", and bodies like it that no subject may take.
export const order = {
  customer: { name: 'Mia Berg', email: 'mia.berg@example.com', address: { street: 'Hafenstrasse 12', city: 'Hamburg', country: 'DE', zip: 20457 } },
  lines: [
    { sku: 'TS-1042', quantity: 2, price: 19.9 },
    { sku: 'TS-2077', quantity: 1, price: 149.5 },
  ],
  note: 'Please leave it with the neighbour',
  express: true,
};

const { customer, lines } = order;
const [line] = lines;
export const wrongOrders = [
  '',
  '{',
  ...[
    { ...order, note: undefined }, // is missing
    { ...order, unknown: 1 },
    { ...order, express: 'true' },
    { ...order, note: 'x'.repeat(501) },
    { ...order, lines: [] },
    { ...order, lines: [{ ...line, quantity: 101 }] },
    { ...order, lines: [{ ...line, quantity: 1.5 }] },
    { ...order, lines: [{ ...line, price: '1' }] },
    { ...order, customer: { ...customer, name: '' } },
    { ...order, customer: { ...customer, email: 'mia.berg' } },
    { ...order, customer: { ...customer, address: { ...customer.address, zip: 0 } } },
  ].map((wrong) => JSON.stringify(wrong)),
];
