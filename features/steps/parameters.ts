import { defineParameterType } from '@cucumber/cucumber';
import type { Refusal } from '../support/caller.ts';
import type { Server } from '../support/deployment.ts';

const refusals = {
  'it came without a token': { status: 401, code: 'unauthenticated' },
  'its token is not valid': { status: 401, code: 'invalid_token' },
  'there is no such action': { status: 404, code: 'action_not_found', says: 'There is no action' },
  'the database is away': { status: 503, code: 'deadline_exceeded|database_unavailable' },
  'its answer took too long': { status: 503, code: 'handler_timeout' },
  'the feature is switched off': { status: 403, code: 'feature_disabled', says: 'This feature is switched off' },
  'she came too often': { status: 429, code: 'quota_exceeded', says: 'Too many requests' },
  'its input breaks the rules': { status: 422, code: 'validation_failed', says: '/times' },
  'her input breaks the rules': { status: 422, code: 'validation_failed' },
  'a number has too many digits': { status: 422, code: 'limit_number', says: 'more than 400 digits' },
  'it is too far away': { status: 422, code: 'validation_failed' },
  'its sender may not': { status: 403, code: 'insufficient_scope' },
  'a token lives for a time, or never': { status: 422, code: 'token_lifetime_invalid' },
  'its declaration is wrong': { status: 422, code: 'action_invalid' },
  'a file declares it': { status: 409, code: 'action_in_file' },
  'its file declares it': { status: 409, code: 'schedule_declared', says: 'change that file' },
  'it was changed meanwhile': { status: 412, code: 'version_conflict' },
  'it does not say what it changes': { status: 428, code: 'precondition_required' },
  'only a failed job can be tried again': { status: 409, code: 'job_not_failed', says: 'Only a job that failed' },
  'there is no such log': { status: 404, code: 'log_not_found' },
  'its query is not well-formed': { status: 422, code: 'log_query_invalid' },
  'no log file is kept': { status: 503, code: 'logs_off', says: 'log.file' },
  'its body cannot be read': { status: 400, code: 'invalid_json' },
};

export function because(reason: string): Refusal {
  const refusal = new Map<string, Refusal>(Object.entries(refusals)).get(reason);
  if (!refusal) throw new Error(`nothing is refused because "${reason}"`);
  return refusal;
}

defineParameterType({ name: 'person', regexp: /Mia|Nora/ });
defineParameterType({ name: 'address', regexp: /another address of her network|the network next to hers|the same address, written at length/ });
defineParameterType({ name: 'role', regexp: /api|worker/ });
// What the platform's settings and the control listener call a unit of time.
const units: Record<string, string> = { second: 's', seconds: 's', minute: 'min', minutes: 'min', hour: 'h', hours: 'h', day: 'd', days: 'd' };
defineParameterType({ name: 'unit', regexp: Object.keys(units).reverse(), transformer: (text: string) => units[text] });
defineParameterType({ name: 'server', regexp: /PostgreSQL|Redis/, transformer: (text: string): Server => (text === 'Redis' ? 'redis' : 'postgres') });
defineParameterType({ name: 'refusal', regexp: Object.keys(refusals), transformer: because });
