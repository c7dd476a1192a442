import { defineParameterType } from '@cucumber/cucumber';
import type { Server } from '../support/deployment.ts';

// Why a request is refused: what its answer's status and code say to a program.
export interface Refusal {
  status: number;
  code: string; // or several, with | between
}
const refusals: Record<string, Refusal> = {
  'it came without a token': { status: 401, code: 'unauthenticated' },
  'its token is not valid': { status: 401, code: 'invalid_token' },
  'there is no such action': { status: 404, code: 'action_not_found' },
  'the database is away': { status: 503, code: 'deadline_exceeded|database_unavailable' },
  'the feature is switched off': { status: 403, code: 'feature_disabled' },
  'she came too often': { status: 429, code: 'rate_limited' },
  'its input breaks the rules': { status: 422, code: 'validation_failed' },
  'only a failed job can be tried again': { status: 409, code: 'job_not_failed' },
  'its body cannot be read': { status: 400, code: 'invalid_json' },
};

defineParameterType({ name: 'person', regexp: /Mia|Nora/ });
defineParameterType({ name: 'role', regexp: /api|worker/ });
// What the platform's settings and the control listener call a unit of time.
const units: Record<string, string> = { second: 's', seconds: 's', minute: 'min', minutes: 'min', hour: 'h', hours: 'h', day: 'd', days: 'd' };
defineParameterType({ name: 'unit', regexp: Object.keys(units).reverse(), transformer: (text: string) => units[text] });
defineParameterType({ name: 'server', regexp: /PostgreSQL|Redis/, transformer: (text: string): Server => (text === 'Redis' ? 'redis' : 'postgres') });
defineParameterType({ name: 'refusal', regexp: Object.keys(refusals), transformer: (text: string) => refusals[text] });
