// flagd's flags for the peers of the rows "flags" and "ofrep…".
import { FlagdCore } from '@openfeature/flagd-core';

const clauses = [{ in: [{ var: 'plan' }, ['pro', 'team', 'enterprise']] }, { '>=': [{ var: 'age' }, 18] }, { ends_with: [{ var: 'mail' }, '@example.org'] }];

export const flag = (defaultVariant, targeting, metadata) => ({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant, targeting, metadata });
export const ruled = (metadata) => flag('off', { if: [{ and: clauses }, 'on', 'off'] }, metadata);
export const rolledOut = (metadata) => flag('off', { fractional: [['on', 20], ['off', 80]] }, metadata);

export function flagdCore(text) {
  const core = new FlagdCore();
  core.setConfigurations(text);
  return core;
}
