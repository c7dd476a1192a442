// What the peers of row "flags" share with bench/flags/flags_bench.cpp: the context, the checks and the figures. Other rows
// of rates measure with it, too.
export const kFlags = 1_000;
export const kEvaluations = 50_000; // of a round
export const kContext = '{"targetingKey":"0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4f44","plan":"pro","age":41,"mail":"mia@example.org","country":"SE"}';

export function require(holds, what) {
  if (!holds) throw new Error(what);
}

// Both say whether a flag is on: for a context as text, and for a unit without other attributes.
export function check(isOn, isOnFor) {
  for (const key of ['static-flag', 'three-clauses', 'rollout']) require(isOn(key, kContext), `${key} is off where it is to be on`);
  for (const [part, other] of [['pro', 'free'], ['41', '17'], ['example.org', 'example.com']])
    require(!isOn('three-clauses', kContext.replace(part, other)), 'the rule holds where one clause does not');
  const units = Array.from({ length: 10_000 }, (_, i) => `user-${i}`).filter((unit) => isOnFor('rollout', unit));
  require(units.length > 1_800 && units.length < 2_200, 'the rollout is not to a fifth of all');
}

// `rounds`: of each figure a function that does it so many times, in a loop of its own, so that nothing of one is compiled
// for another. Prints "FIGURE NUMBER", how often a second in the best round.
export async function measure(rounds) {
  const seconds = Number(process.argv[2]);
  const best = new Map(Object.keys(rounds).map((figure) => [figure, 0]));
  const began = performance.now();
  do {
    for (const [figure, [times, round]] of Object.entries(rounds)) {
      const start = performance.now();
      await round();
      best.set(figure, Math.max(best.get(figure), (times * 1000) / (performance.now() - start)));
    }
  } while (performance.now() - began < seconds * 1000);
  for (const [figure, rate] of best) console.log(figure, Math.round(rate));
}
