// json_schema_ajv.js SECONDS FOLDER meta|large|lines: as bench/json_schema/json_schema_bench.cpp, with ajv.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { measure, require } from './flags.js';

const ajv = addFormats(new Ajv2020({ allowUnionTypes: true }));
const records = readFileSync('bench/json_schema/records.ndjson', 'utf8');
const recordsSchema = JSON.parse(readFileSync('bench/json_schema/records.schema.json', 'utf8'));

function replaced(text, part, by) {
  require(text.includes(part), part);
  return text.replace(part, by);
}

const kinds = {
  meta() {
    const text = readFileSync('libs/json-schema/schemas/schema.json', 'utf8');
    const fits = ajv.getSchema('https://json-schema.org/draft/2020-12/schema');
    const document = JSON.parse(text);
    require(!fits(JSON.parse(replaced(text, '"type": ["object", "boolean"]', '"type": 1'))), 'it takes anything');
    return measure({ check: [1_000, () => { for (let i = 0; i < 1_000; ++i) require(fits(document), 'the meta-schema does not hold for itself'); }] });
  },
  large() {
    const fits = ajv.compile(recordsSchema);
    const joined = records.trimEnd().replaceAll('\n', ',');
    let text = `{"records":[${joined}`;
    while (Buffer.byteLength(text) + Buffer.byteLength(joined) < 64 * 1024) text += `,${joined}`;
    text += ']}';
    const document = JSON.parse(text);
    for (const [part, other] of [['"quantity":1,', '"quantity":0,'], ['@example.org', '@'], ['"kind":"event"', '"kind":"order"']])
      require(!fits(JSON.parse(replaced(text, part, other))), 'a fault is not found');
    return measure({
      check: [20, () => { for (let i = 0; i < 20; ++i) require(fits(document), 'the records do not fit'); }],
      'parse and check': [20, () => { for (let i = 0; i < 20; ++i) require(fits(JSON.parse(text)), 'the records do not fit'); }],
    });
  },
  // Line by line out of bytes, as they come from a file or a socket.
  lines() {
    ajv.addSchema(recordsSchema);
    const fits = ajv.compile({ $ref: `${recordsSchema.$id}#/$defs/record` });
    const size = Buffer.byteLength(records);
    const bytes = Buffer.from(records.repeat(Math.floor((16 * 1024 * 1024) / size)));
    const count = (of) => {
      let valid = 0;
      for (let at = 0, end = 0; at < of.length; at = end + 1) {
        end = of.indexOf(10, at);
        if (fits(JSON.parse(of.toString('utf8', at, end)))) ++valid;
      }
      return valid;
    };
    const lines = records.trimEnd().split('\n').length;
    require(count(Buffer.from(replaced(records, '"quantity":1,', '"quantity":0,'))) === lines - 1, 'a fault is not found');
    const all = lines * (bytes.length / size);
    return measure({ bytes: [bytes.length, () => require(count(bytes) === all, 'a line does not fit')] });
  },
};
await kinds[process.argv[4]]();
