import type { DropboxScope } from '../../authorization/scopes.ts';
import type { HttpExchange } from '../../protocol/provisioning.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { parseJson } from '../parseJson.ts';
import type { BusinessConnection } from './connection.ts';
import { accessTrouble } from './errors.ts';

/** Whether a token has a scope; unknown when the response tells something else. */
export interface ScopeReading {
  readonly scope: DropboxScope;
  readonly state: 'granted' | 'missing' | 'unknown';
  readonly exchange: HttpExchange;
}

/** The work that is asked for isn't there, so nothing comes of the question but whether it may be asked. */
const noJob = { async_job_id: 'dropbox-provisioning-connection-test' };

/**
 * A question for each scope that changes nothing. Those that allow to write are found by asking what became of work that nobody
 * has begun (Dropbox API specification, team.stone: `scope` of each route).
 */
const questions: readonly (readonly [scope: DropboxScope, route: string, argument: object | null])[] = [
  ['team_info.read', 'team/get_info', null],
  ['members.read', 'team/members/list_v2', { limit: 1, include_removed: false }],
  ['members.write', 'team/members/add/job_status/get_v2', noJob],
  ['members.delete', 'team/members/remove/job_status/get', noJob],
  ['groups.read', 'team/groups/list', { limit: 1 }],
  ['groups.write', 'team/groups/job_status/get', noJob],
];

/**
 * Asks for each scope that a job needs whether the token has it.
 *
 * @param needed null for all that this adapter uses.
 * @throws HttpFailure
 */
export async function readScopes(
  connection: BusinessConnection,
  needed: readonly string[] | null,
  signal: AbortSignal,
): Promise<readonly ScopeReading[]> {
  const readings: ScopeReading[] = [];
  for (const [scope, route, argument] of questions) {
    if (needed?.includes(scope) === false) continue;
    const answer = await connection.probe(route, argument, signal);
    readings.push({ scope, state: stateOf(answer), exchange: answer.exchange() });
  }
  return readings;
}

function stateOf({ status, text }: HttpAnswer): ScopeReading['state'] {
  // 409 is the route's own error: the token may ask.
  if (status === 200 || status === 409) return 'granted';
  return accessTrouble(status, parseJson(text), text)?.scope == null ? 'unknown' : 'missing';
}
