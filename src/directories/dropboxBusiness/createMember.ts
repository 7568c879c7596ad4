import { folded } from '../../decision/sameToTarget.ts';
import { TargetError, type CreationReceipt, type TargetValues } from '../targetDirectory.ts';
import { mostAtOnce, type Added, type NewMember } from './addMembers.ts';
import type { Batching } from './batching.ts';
import { changeProfile, setActive } from './changeMember.ts';
import type { BusinessConnection } from './connection.ts';
import { reasonOf, refusedWith, routeError } from './errors.ts';
import { tagOf } from './fields.ts';
import { refusedBefore } from './limits.ts';
import { byEmail, byExternalId, byMemberId, findMember, type RemovedMembers } from './memberReads.ts';
import { readProfile, valuesOf, type MemberProfile } from './profile.ts';
import { wantedOf, type Wanted } from './wanted.ts';
import { type Text, text } from '../../protocol/text.ts';

/** Four requests of as many members as one takes are under way or being filled. */
export const creationsAtOnce = 4 * mostAtOnce;

/** What creating members takes. */
export interface Creating {
  readonly connection: BusinessConnection;
  readonly batches: Batching<NewMember, Added>;
  readonly removed: RemovedMembers;
}

const pending: CreationReceipt = { id: null, queued: true, told: {}, settled: false };

/**
 * Adds a member, or recovers one who was removed less than seven days ago.
 *
 * @throws TargetError
 */
export async function createMember(
  creating: Creating,
  values: TargetValues,
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<CreationReceipt> {
  const wanted = wantedOf(values);
  const added = await creating.batches.add(newMember(wanted), signal);
  if (added.kind === 'underWay') return pending;
  if (added.kind === 'found') return receiptOf(added.profile, attributes);
  const { result, exchange } = added;
  const tag = tagOf(result) ?? 'other';
  const profile = tag === 'success' ? readProfile(result) : null;
  if (profile !== null) return receiptOf(profile, attributes);
  if (tag === 'success')
    throw new TargetError('unreadable', text`Dropbox’s response tells no member that was created.`, exchange, {
      ambiguous: true,
    });
  const { kind, words, advice } = reasonOf(tag);
  const error = new TargetError(kind, refusedWith(text`The creation was refused`, tag, words), exchange, { advice });
  if (kind !== 'conflict') throw error;
  return receiptOf(await recover(creating, wanted, error, signal), attributes);
}

function receiptOf(profile: MemberProfile, attributes: readonly string[]): CreationReceipt {
  return { id: profile.id, queued: false, told: valuesOf(profile, attributes), settled: true };
}

/** What is sent for somebody new. @throws TargetError of kind `rejected`, when Dropbox would refuse it. */
export function newMember({ email, externalId, givenName, surname, active }: Wanted): NewMember {
  if (email === undefined)
    throw refusedBefore('userName', text`userName is missing, and is the address that Dropbox invites`);
  if (active === false) throw refusedBefore('active', text`active is false, and Dropbox creates nobody suspended`);
  return {
    member_email: email,
    ...(givenName === undefined || givenName === '' ? {} : { member_given_name: givenName }),
    ...(surname === undefined || surname === '' ? {} : { member_surname: surname }),
    ...(externalId === undefined ? {} : { member_external_id: externalId }),
    // Dropbox's default: without the invitation nobody knows that they have an account.
    send_welcome_email: true,
  };
}

/**
 * Brings back whoever was removed and is in the way, when it is the same person.
 *
 * @param conflict thrown when it's somebody else, or nobody who was removed.
 */
async function recover(
  { connection, removed }: Creating,
  wanted: Wanted,
  conflict: TargetError,
  signal: AbortSignal,
): Promise<MemberProfile> {
  if (await isPresent(connection, wanted, signal)) throw conflict;
  const member = inTheWay(await removed(signal), wanted);
  if (member === undefined) throw conflict;
  const problem = problemOf(member, wanted);
  if (problem !== null) throw withWords(conflict, problem);
  const refused = text`Recovering the removed member was refused`;
  const argument = { user: byMemberId(member.id) };
  const call = { route: 'team/members/recover', argument, does: 'write', refused } as const;
  const response = await connection.call(call, signal);
  if (response.kind === 'refused') throw routeError(response, refused);
  return bringUpToDate(connection, member.id, wanted, signal);
}

async function isPresent(connection: BusinessConnection, wanted: Wanted, signal: AbortSignal): Promise<boolean> {
  const { email, externalId } = wanted;
  const selectors = [
    ...(email === undefined ? [] : [byEmail(email)]),
    ...(externalId === undefined ? [] : [byExternalId(externalId)]),
  ];
  for (const selector of selectors) if ((await findMember(connection, selector, signal)) !== null) return true;
  return false;
}

function inTheWay(removed: readonly MemberProfile[], { email = '', externalId }: Wanted): MemberProfile | undefined {
  return (
    removed.find((member) => externalId !== undefined && member.externalId === externalId) ??
    removed.find((member) => folded(member.email) === folded(email))
  );
}

interface RecoveryProblem {
  readonly words: Text;
  readonly advice: Text;
}

/** Why a removed member isn't brought back; the files of an account belong to one person. */
function problemOf(member: MemberProfile, { externalId }: Wanted): RecoveryProblem | null {
  if (externalId !== undefined && member.externalId !== null && member.externalId !== externalId)
    return {
      words: text`The address was that of somebody else, who was removed less than seven days ago (external id ${member.externalId}) and whose files would come along.`,
      advice: text`Wait until Dropbox has deleted the removed account, or delete it in the admin console after its files were transferred. If it is the same person, recover it there.`,
    };
  if (member.isRecoverable) return null;
  return {
    words: text`Who had it was removed, and can’t be recovered.`,
    advice: text`Wait until Dropbox has deleted the removed account, or give the person another address.`,
  };
}

function withWords(error: TargetError, { words, advice }: RecoveryProblem): TargetError {
  // Nothing is in the way that a look at the team would show.
  return new TargetError('rejected', text`${error.text} ${words}`, error.exchange, { advice, cause: error });
}

/** Writes what differs of a member who was brought back. What fails then leaves an account that is there. */
async function bringUpToDate(
  connection: BusinessConnection,
  id: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<MemberProfile> {
  try {
    const found = await findMember(connection, byMemberId(id), signal);
    if (found === null)
      throw new TargetError('notFound', text`Dropbox recovered ${id}, and then says that there is none.`, null);
    const changed = await changeProfile(connection, id, differing(found, wanted), signal);
    if (found.status === 'suspended') await setActive(connection, id, true, signal);
    return { ...(changed ?? found), status: found.status === 'suspended' ? 'active' : found.status };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const { kind, text: told, exchange, advice } = error;
    throw new TargetError(kind, told, exchange, { ambiguous: true, advice, cause: error });
  }
}

function differing(found: MemberProfile, { email, externalId, givenName, surname }: Wanted): Wanted {
  return {
    ...(email === undefined || folded(email) === folded(found.email) ? {} : { email }),
    ...(externalId === undefined || externalId === found.externalId ? {} : { externalId }),
    ...(givenName === undefined || givenName === (found.givenName ?? '') ? {} : { givenName }),
    ...(surname === undefined || surname === (found.surname ?? '') ? {} : { surname }),
  };
}
