import { isObject, textField } from './fields.ts';
import { parseJson } from '../parseJson.ts';
import { TargetError } from '../targetDirectory.ts';
import type { BusinessConnection, Response } from './connection.ts';
import { routeError, unreadable } from './errors.ts';
import { text } from '../../protocol/text.ts';

/**
 * Which team a token is for. Every team has the same address, so that a token of another team would let a job take strangers
 * for the members that it knows: the team is remembered with the job's state, and another one is refused.
 */
export interface TeamPin {
  /** What is remembered, as `TargetDirectory.learned` gives it; null when that is nothing. */
  learned(): string | null;
  /** @throws TargetError of kind `forbidden` when the token is for another team than was remembered. */
  check(response: Extract<Response, { kind: 'done' }>): void;
}

export function createTeamPin(learned: string | null): TeamPin {
  const kept = learned === null ? null : parseJson(learned);
  let known = isObject(kept) ? textField(kept, 'teamId') : null;
  return {
    learned: () => (known === null ? null : JSON.stringify({ teamId: known })),
    check({ value, answer }) {
      const teamId = textField(value, 'team_id');
      if (teamId === null)
        throw unreadable(answer, text`Dropbox’s response does not tell which team the token is for.`);
      if (known !== null && known !== teamId) {
        const name = textField(value, 'name') ?? teamId;
        const message = text`The token is for the team ${name} (${teamId}), and the job has provisioned ${known}.`;
        const advice = text`Enter a token of the team that the job is for. If the job is for another team now, give its file a new id: it begins with a state of its own.`;
        throw new TargetError('forbidden', message, answer.exchange(), { advice });
      }
      known = teamId;
    },
  };
}

/**
 * Proves that Dropbox is there and takes the token, by asking for the team; a token that may not ask for that is asked for one
 * member.
 *
 * @throws TargetError, also when the token is for another team than before.
 */
export async function proveTeam(connection: BusinessConnection, pin: TeamPin, signal: AbortSignal): Promise<void> {
  const refused = text`Reading the team was refused`;
  let response: Response;
  try {
    response = await connection.call({ route: 'team/get_info', argument: null, does: 'read', refused }, signal);
  } catch (error) {
    if (!(error instanceof TargetError) || error.kind !== 'forbidden') throw error;
    await proveByMember(connection, signal);
    return;
  }
  if (response.kind === 'refused') throw routeError(response, refused);
  pin.check(response);
}

async function proveByMember(connection: BusinessConnection, signal: AbortSignal): Promise<void> {
  const refused = text`Listing the members was refused`;
  const argument = { limit: 1, include_removed: false };
  const call = { route: 'team/members/list_v2', argument, does: 'read', refused } as const;
  const response = await connection.call(call, signal);
  if (response.kind === 'refused') throw routeError(response, refused);
  if (!isObject(response.value) || !Array.isArray(response.value['members']))
    throw unreadable(response.answer, text`Dropbox’s response is no list of members.`);
}
