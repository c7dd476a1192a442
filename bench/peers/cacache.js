// cacache.js SECONDS FOLDER [AT ONCE]: as bench/file_cache/rates.cpp, with npm's own cache.
import cacache from 'cacache';

const [seconds, folder, atOnce] = [Number(process.argv[2]), process.argv[3], Number(process.argv[4] ?? 1)];
const entries = seconds < 1 ? 500 : 10_000; // a look
const bodies = Array.from({ length: entries }, (_, i) => Buffer.from(String(i).padStart(8, '0').padEnd(4096, String.fromCharCode(97 + (i % 26)))));

async function measure(what, work) {
  const began = performance.now();
  let done = 0;
  const lane = async () => {
    while (performance.now() - began < seconds * 1000) await work(done++ % entries);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  if (what) console.log(what, Math.round(done / ((performance.now() - began) / 1000)));
}

const set = (i) => cacache.put(folder, `key ${i}`, bodies[i]);
for (let i = 0; i < entries; i += 100) await Promise.all(Array.from({ length: 100 }, (_, j) => set(i + j)));
await measure('set', set);
await measure('get', async (i) => {
  const { data } = await cacache.get(folder, `key ${i}`);
  if (!data.equals(bodies[i])) throw new Error('a get did not give what was put');
});
await measure('miss', async (i) => {
  if ((await cacache.get.info(folder, `missing ${i}`)) !== null) throw new Error('a hit where nothing is');
});
