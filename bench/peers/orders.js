// The list of the row "page", for both frameworks: keyset pages by prepared statements, behind a signed cursor.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { pool } from './postgres.js';

const kOrders = 'SELECT id, state, customer, total, note, created_at FROM orders';
const kFirst = { name: 'first_orders', text: `${kOrders} ORDER BY created_at, id LIMIT $1` };
const kNext = { name: 'next_orders', text: `${kOrders} WHERE (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3` };

const key = randomBytes(32);
const sign = (payload) => createHmac('sha256', key).update(payload).digest();

function seal({ created_at, id }) {
  const payload = Buffer.from(JSON.stringify([created_at, id])).toString('base64url');
  return `${payload}.${sign(payload).toString('base64url')}`;
}

// Nothing: it is not one of ours.
function open(cursor) {
  const [payload, signature = ''] = cursor.split('.');
  const given = Buffer.from(signature, 'base64url');
  const right = sign(payload);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url'));
}

export class Orders {
  // Nothing: the cursor is not one of ours.
  async page(limit, cursor) {
    const after = cursor === undefined ? [] : open(cursor);
    if (after === undefined) return undefined;
    const { rows } = await pool.query({ ...(after.length === 0 ? kFirst : kNext), values: [...after, limit + 1] });
    const data = rows.slice(0, limit);
    return { data, next_cursor: rows.length > limit ? seal(data.at(-1)) : null };
  }
}
