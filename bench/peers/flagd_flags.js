// flagd's flags for the peers: 997 that are the same for everybody, and three of the kinds that are measured.
import { FlagdCore } from '@openfeature/flagd-core';

const flag = (defaultVariant, targeting) => ({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant, targeting });

export function flagdText(count) {
  const fillers = Array.from({ length: count - 3 }, (_, i) => [`filler-${i}`, flag('off')]);
  const clauses = [{ in: [{ var: 'plan' }, ['pro', 'team', 'enterprise']] }, { '>=': [{ var: 'age' }, 18] }, { ends_with: [{ var: 'mail' }, '@example.org'] }];
  const measured = {
    'static-flag': flag('on'),
    'three-clauses': flag('off', { if: [{ and: clauses }, 'on', 'off'] }),
    rollout: flag('off', { fractional: [['on', 20], ['off', 80]] }),
  };
  return JSON.stringify({ flags: { ...Object.fromEntries(fillers), ...measured } });
}

export function flagdCore(text) {
  const core = new FlagdCore();
  core.setConfigurations(text);
  return core;
}
