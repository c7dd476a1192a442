// typed.js SECONDS FOLDER zod|zod-compiled|ajv|typebox|parse valid|errors: as bench/typed/typed_bench.cpp, by JSON.parse and one of
// these. `parse` is JSON.parse alone and checks nothing.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { z } from 'zod';
import { measure, require } from './flags.js';

const kReference = '^[A-Z]{2}-[0-9]{6}$';
const kPhone = '^[+][0-9]{7,15}$';
const kZip = '^[0-9]{5}$';
const kCountry = '^[A-Z]{2}$';
const kSku = '^[A-Z]{2}-[0-9]{4}-[A-Z]{1,3}$';
const kStates = ['new', 'paid', 'sent'];

function zodSchema() {
  const text = (least, most) => z.string().min(least).max(most);
  const like = (pattern) => z.string().regex(new RegExp(pattern));
  const address = z.strictObject({ street: text(1, 80), city: text(1, 80), zip: like(kZip), country: like(kCountry) });
  const customer = z.strictObject({ name: text(1, 80), email: z.email().max(254), phone: like(kPhone), vip: z.boolean(), address });
  const line = z.strictObject({ sku: like(kSku), name: text(1, 80), quantity: z.int().min(1).max(100), unit: text(1, 20), price: z.number().min(0).max(1e6) });
  return z.strictObject({
    id: z.uuid(),
    placed_at: z.iso.datetime({ offset: true }),
    state: z.enum(kStates),
    reference: like(kReference),
    customer,
    lines: z.array(line).min(1).max(50),
    note: text(0, 500).nullish(),
  });
}

function typeboxSchema() {
  const text = (minLength, maxLength) => Type.String({ minLength, maxLength });
  const like = (pattern) => Type.String({ pattern });
  const object = (members) => Type.Object(members, { additionalProperties: false });
  const address = object({ street: text(1, 80), city: text(1, 80), zip: like(kZip), country: like(kCountry) });
  const customer = object({ name: text(1, 80), email: Type.String({ format: 'email', maxLength: 254 }), phone: like(kPhone), vip: Type.Boolean(), address });
  const line = object({ sku: like(kSku), name: text(1, 80), quantity: Type.Integer({ minimum: 1, maximum: 100 }), unit: text(1, 20), price: Type.Number({ minimum: 0, maximum: 1e6 }) });
  return object({
    id: Type.String({ format: 'uuid' }),
    placed_at: Type.String({ format: 'date-time' }),
    state: Type.Enum(kStates),
    reference: like(kReference),
    customer,
    lines: Type.Array(line, { minItems: 1, maxItems: 50 }),
    note: Type.Optional(Type.Unsafe({ type: ['string', 'null'], maxLength: 500 })),
  });
}

const pointer = (keys) => keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
const zodPlaces = ({ code, path, keys }) => (code === 'unrecognized_keys' ? keys.map((key) => pointer([...path, key])) : [pointer(path)]);
const ajvPlaces = ({ instancePath, params }) => [`${instancePath}${pointer([params.additionalProperty ?? params.missingProperty ?? []].flat())}`];
const typeboxPlaces = ({ instancePath, params }) => {
  const keys = params.additionalProperties ?? params.requiredProperties;
  return keys ? keys.map((key) => `${instancePath}${pointer([key])}`) : [instancePath];
};

// `check`: the errors of a value as the library gives them, nothing when it has none. `places`: of one error, JSON Pointers.
function byZod(schema) {
  return { check: (value) => schema.safeParse(value).error?.issues, places: zodPlaces };
}
const kinds = {
  zod: () => byZod(zodSchema()),
  'zod-compiled': () => byZod(z.compile(zodSchema(), { strict: true })),
  ajv() {
    const fits = addFormats(new Ajv({ allErrors: true, allowUnionTypes: true })).compile(typeboxSchema());
    return { check: (value) => (fits(value) ? undefined : fits.errors), places: ajvPlaces };
  },
  typebox() {
    const schema = Compile(typeboxSchema());
    require(schema.IsAccelerated(), 'typebox does not compile');
    return { check: (value) => (schema.Check(value) ? undefined : schema.Errors(value)), places: typeboxPlaces };
  },
};

const [, , , , kind, what] = process.argv;
const order = readFileSync('bench/typed/order.json', 'utf8');
const faults = JSON.parse(readFileSync('bench/typed/faults.json', 'utf8'));
const spoilt = ({ edits }) => edits.reduce((text, { part, by }) => {
  require(text.includes(part), part);
  return text.replace(part, by);
}, order);
const text = what === 'errors' ? spoilt(faults.at(-1)) : order;
const times = 2_000;

if (kind === 'parse') {
  await measure({ check: [times, () => { for (let i = 0; i < times; ++i) require(JSON.parse(text).customer, 'no order'); }] });
} else {
  const { check, places } = kinds[kind]();
  require(check(JSON.parse(order)) === undefined, 'the order is refused');
  for (const fault of faults) {
    const found = (check(JSON.parse(spoilt(fault))) ?? []).flatMap(places);
    const all = [...new Set(found)].sort().join();
    require(all === fault.places.join(), `errors at ${all} instead of ${fault.places}`);
  }
  const errors = what === 'errors' ? faults.at(-1).places.length : undefined;
  await measure({ check: [times, () => { for (let i = 0; i < times; ++i) require(check(JSON.parse(text))?.length === errors, 'it finds other errors than before'); }] });
}
