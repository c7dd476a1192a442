// flags_flagd.js SECONDS: as bench/flags/flags_bench.cpp, with flagd's evaluator for programs.
import { check, kContext, kEvaluations, kFlags, measure, require } from './flags.js';
import { flag, flagdCore, rolledOut, ruled } from './flagd_flags.js';

const fillers = Array.from({ length: kFlags - 3 }, (_, i) => [`filler-${i}`, flag('off')]);
const text = JSON.stringify({ flags: { ...Object.fromEntries(fillers), 'static-flag': flag('on'), 'three-clauses': ruled(), rollout: rolledOut() } });
const core = flagdCore(text);
const context = JSON.parse(kContext);
const isOn = (key, given) => core.resolveBooleanEvaluation(key, false, given).value;
check((key, given) => isOn(key, JSON.parse(given)), (key, targetingKey) => isOn(key, { targetingKey }));

await measure({
  static: [kEvaluations, () => { for (let i = 0; i < kEvaluations; ++i) require(core.resolveBooleanEvaluation('static-flag', false, context).value, 'off'); }],
  rule: [kEvaluations, () => { for (let i = 0; i < kEvaluations; ++i) require(core.resolveBooleanEvaluation('three-clauses', false, context).value, 'off'); }],
  rollout: [kEvaluations, () => { for (let i = 0; i < kEvaluations; ++i) require(core.resolveBooleanEvaluation('rollout', false, context).value, 'off'); }],
  context: [kEvaluations, () => { for (let i = 0; i < kEvaluations; ++i) require(JSON.parse(kContext).plan === 'pro', 'another context'); }],
  load: [1, () => require(flagdCore(text).getFlag('rollout'), 'not loaded')],
});
