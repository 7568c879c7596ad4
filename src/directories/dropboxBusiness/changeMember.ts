import type { WriteReceipt } from '../../decision/knowledge.ts';
import { TargetError, type TargetChange } from '../targetDirectory.ts';
import type { BusinessConnection, Response } from './connection.ts';
import { routeError, unreadable } from './errors.ts';
import { field, isObject } from './fields.ts';
import { byMemberId, findMember } from './memberReads.ts';
import { withdrawInvitation } from './removeMember.ts';
import { readProfile, valuesOf, type MemberProfile } from './profile.ts';
import { wantedOf, type Wanted } from './wanted.ts';
import { text } from '../../protocol/text.ts';

/**
 * Changes a member. Access is taken before anything else, and given after it: what fails in between leaves nobody with more
 * than they should have.
 *
 * @throws TargetError, an ambiguous one when a part was written.
 */
export async function updateMember(
  connection: BusinessConnection,
  id: string,
  changes: readonly TargetChange[],
  signal: AbortSignal,
): Promise<WriteReceipt> {
  const { active, ...profile } = wantedOf(Object.fromEntries(changes.map((change) => [change.attribute, change.new])));
  const written = changes.map(({ attribute }) => attribute).filter((attribute) => attribute !== 'active');
  let settled = true;
  if (active === false) {
    const outcome = await setActive(connection, id, false, signal);
    // An invitation that is withdrawn leaves nobody whose profile could be changed.
    if (outcome === 'withdrawn') return { told: {}, settled: true };
    settled = outcome === 'done';
  }
  let changed: MemberProfile | null;
  try {
    changed = await changeProfile(connection, id, profile, signal);
  } catch (error) {
    throw active === false && error instanceof TargetError ? ambiguous(error) : error;
  }
  if (active === true) {
    try {
      settled = (await setActive(connection, id, true, signal)) === 'done';
    } catch (error) {
      throw changed !== null && error instanceof TargetError ? ambiguous(error) : error;
    }
  }
  return { told: changed === null ? {} : valuesOf(changed, written), settled };
}

/** Writes a profile; the member is selected by an id that never changes. Null when there is nothing to write. */
export async function changeProfile(
  connection: BusinessConnection,
  id: string,
  { email, externalId, givenName, surname }: Wanted,
  signal: AbortSignal,
): Promise<MemberProfile | null> {
  const argument = {
    user: byMemberId(id),
    ...(email === undefined ? {} : { new_email: email }),
    ...(externalId === undefined ? {} : { new_external_id: externalId }),
    ...(givenName === undefined ? {} : { new_given_name: givenName }),
    ...(surname === undefined ? {} : { new_surname: surname }),
  };
  if (Object.keys(argument).length === 1) return null;
  const refused = text`The change was refused`;
  const call = { route: 'team/members/set_profile_v2', argument, does: 'write', refused } as const;
  const response = await connection.call(call, signal);
  if (response.kind === 'refused') throw routeError(response, refused);
  const profile = readProfile(field(response.value, 'member_info'));
  if (profile?.id !== id)
    throw unreadable(response.answer, text`Dropbox’s response to the change does not show the member.`, true);
  return profile;
}

/** What came of giving or taking access; `open` when the response doesn't say that it's done. */
export type AccessOutcome = 'done' | 'withdrawn' | 'open';

/**
 * Suspends a member or ends that. The files on the member's devices stay. Dropbox suspends nobody who is only invited: the
 * invitation is withdrawn then, which the engine announces as the deletion that it is.
 */
export async function setActive(
  connection: BusinessConnection,
  id: string,
  active: boolean,
  signal: AbortSignal,
): Promise<AccessOutcome> {
  const refused = active ? text`Ending the suspension was refused` : text`Suspending the member was refused`;
  const user = byMemberId(id);
  const argument = active ? { user } : { user, wipe_data: false };
  const route = active ? 'team/members/unsuspend' : 'team/members/suspend';
  const response = await connection.call({ route, argument, does: 'write', refused }, signal);
  if (response.kind === 'done') return saysNothing(response) ? 'done' : 'open';
  const isOtherwise = response.tag === (active ? 'unsuspend_non_suspended_member' : 'suspend_inactive_user');
  const found = isOtherwise ? await findMember(connection, user, signal) : null;
  if (active && (found?.status === 'active' || found?.status === 'invited')) return 'done';
  if (!active && found?.status === 'suspended') return 'done';
  if (active || found?.status !== 'invited') throw routeError(response, refused);
  return (await withdrawInvitation(connection, id, signal)) === 'accepted' ? 'open' : 'withdrawn';
}

/** A route without a result responds with null; anything else may be somebody else's response. */
function saysNothing({ value }: Extract<Response, { kind: 'done' }>): boolean {
  return value === null || (isObject(value) && Object.keys(value).length === 0);
}

function ambiguous({ kind, text, exchange, advice, cause }: TargetError): TargetError {
  return new TargetError(kind, text, exchange, { ambiguous: true, advice, cause });
}
