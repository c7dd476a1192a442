import { defineParameterType } from '@cucumber/cucumber';

// Why a request is refused: what its answer's status and code say to a program.
export interface Refusal {
  status: number;
  code: string;
}
const refusals: Record<string, Refusal> = {
  'it came without a token': { status: 401, code: 'unauthenticated' },
  'its token is not valid': { status: 401, code: 'invalid_token' },
  'there is no such action': { status: 404, code: 'action_not_found' },
  'its body cannot be read': { status: 400, code: 'invalid_json' },
};

defineParameterType({ name: 'person', regexp: /Mia|Nora/ });
defineParameterType({ name: 'role', regexp: /api|worker/ });
defineParameterType({ name: 'refusal', regexp: Object.keys(refusals), transformer: (text: string) => refusals[text] });
