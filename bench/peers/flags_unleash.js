// flags_unleash.js SECONDS: as bench/flags/flags_bench.cpp, with Unleash's client for programs. Its flags come from a text
// instead of a server; it counts nothing.
import { InMemStorageProvider, Unleash } from 'unleash-client';
import { check, kContext, kEvaluations, kFlags, measure, require } from './flags.js';

const feature = (name, enabled, strategies = [{ name: 'default', parameters: {} }]) => ({ name, type: 'release', enabled, stale: false, strategies });
const clauses = [
  { contextName: 'plan', operator: 'IN', values: ['pro', 'team', 'enterprise'] },
  { contextName: 'age', operator: 'NUM_GTE', value: '18' },
  { contextName: 'mail', operator: 'STR_ENDS_WITH', values: ['@example.org'] },
];
const features = [
  ...Array.from({ length: kFlags - 3 }, (_, i) => feature(`filler-${i}`, false)),
  feature('static-flag', true),
  feature('three-clauses', true, [{ name: 'default', parameters: {}, constraints: clauses }]),
  feature('rollout', true, [{ name: 'flexibleRollout', parameters: { rollout: '20', stickiness: 'userId', groupId: 'rollout' } }]),
];
const text = JSON.stringify({ version: 2, features });

async function load() {
  const unleash = new Unleash({
    url: 'http://127.0.0.1:9/api',
    appName: 'bench',
    refreshInterval: 0,
    disableMetrics: true,
    disableAutoStart: true,
    skipInstanceCountWarning: true,
    storageProvider: new InMemStorageProvider(),
    bootstrap: { data: JSON.parse(text).features },
  });
  const ready = new Promise((resolve) => unleash.once('ready', resolve));
  await unleash.start();
  await ready;
  return unleash;
}

function contextOf({ targetingKey: userId, ...properties }) {
  return { userId, properties };
}

const unleash = await load();
const contextText = JSON.stringify(contextOf(JSON.parse(kContext)));
const context = JSON.parse(contextText);
check((key, given) => unleash.isEnabled(key, contextOf(JSON.parse(given))), (key, userId) => unleash.isEnabled(key, { userId }));

await measure({
  static: [kEvaluations, () => { for (let i = 0; i < kEvaluations; ++i) require(unleash.isEnabled('static-flag', context), 'off'); }],
  rule: [kEvaluations, () => { for (let i = 0; i < kEvaluations; ++i) require(unleash.isEnabled('three-clauses', context), 'off'); }],
  rollout: [kEvaluations, () => { for (let i = 0; i < kEvaluations; ++i) require(unleash.isEnabled('rollout', context), 'off'); }],
  context: [kEvaluations, () => { for (let i = 0; i < kEvaluations; ++i) require(JSON.parse(contextText).properties.plan === 'pro', 'another context'); }],
  load: [1, async () => {
    const another = await load();
    require(another.isEnabled('static-flag'), 'not loaded');
    another.destroy();
  }],
});
