import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError } from '../targetDirectory.ts';
import type { Seats } from '../teamPort.ts';
import type { BusinessConnection } from './connection.ts';
import { routeError, unreadable } from './errors.ts';
import { field } from './fields.ts';
import { text } from '../../protocol/text.ts';

const refused = text`Reading the team was refused`;

/**
 * Reads how many seats there are (Dropbox API specification, `team.TeamGetInfoResult`).
 *
 * @returns null when the token lacks the scope.
 * @throws TargetError
 */
export async function readSeats(connection: BusinessConnection, signal: AbortSignal): Promise<Seats | null> {
  try {
    const call = { route: 'team/get_info', argument: null, does: 'read', refused } as const;
    const response = await connection.call(call, signal);
    if (response.kind === 'refused') throw routeError(response, refused);
    return seatsIn(response.value) ?? noSeats(response.answer);
  } catch (error) {
    if (error instanceof TargetError && error.kind === 'forbidden') return null;
    throw error;
  }
}

/**
 * The seats that a team tells of; null when it tells none. `num_used_licenses` is what is counted where it's told: it's zero
 * by default, and the number of invited and active members stands in then.
 */
export function seatsIn(team: unknown): Seats | null {
  const count = (name: string): number | null => {
    const told = field(team, name);
    return typeof told === 'number' && Number.isFinite(told) ? told : null;
  };
  const licensed = count('num_licensed_users');
  const used = (count('num_used_licenses') ?? 0) || count('num_provisioned_users');
  return licensed === null || used === null ? null : { licensed, free: Math.max(0, licensed - used) };
}

function noSeats(answer: HttpAnswer): never {
  throw unreadable(answer, text`Dropbox’s response does not tell how many seats the team has.`);
}
