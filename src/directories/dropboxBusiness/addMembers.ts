import { folded } from '../../decision/sameToTarget.ts';
import type { HttpExchange } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError } from '../targetDirectory.ts';
import { createBatching, type Batching, type Outcome } from './batching.ts';
import type { BusinessConnection, Response } from './connection.ts';
import { routeError } from './errors.ts';
import { field, listField, tagOf, textField } from './fields.ts';
import { endOfJob } from './jobs.ts';
import { findByEmails } from './memberReads.ts';
import { readProfile, type MemberProfile } from './profile.ts';

/** A member to add (Dropbox API specification, `team.MemberAddV2Arg`). */
export interface NewMember {
  readonly member_email: string;
  readonly member_given_name?: string;
  readonly member_surname?: string;
  readonly member_external_id?: string;
  readonly send_welcome_email: boolean;
}

/** What became of one member: its own part of the result, the member itself, or that Dropbox is still at it. */
export type Added =
  | { readonly kind: 'found'; readonly profile: MemberProfile }
  | { readonly kind: 'told'; readonly result: unknown; readonly exchange: HttpExchange }
  | { readonly kind: 'underWay' };

/** Members that are added at about the same time are added by one request (Dropbox API specification, `team.MembersAddV2Arg`). */
export const mostAtOnce = 20;
/** Milliseconds that a request waits for others to join it. */
const linger = 15;
const refused = text`The creation was refused`;

export function createMemberBatches(connection: BusinessConnection): Batching<NewMember, Added> {
  return createBatching<NewMember, Added>({
    most: mostAtOnce,
    linger: (signal) => connection.clock.sleep(linger, signal),
    keysOf: (member) => [`email ${folded(member.member_email)}`, ...externalKey(member)],
    send: (members, signal) => addAll(connection, members, signal),
  });
}

function externalKey({ member_external_id: id }: NewMember): readonly string[] {
  return id === undefined ? [] : [`externalId ${id}`];
}

/** What came of one request: its part for each member, or its refusal as a whole. */
type Sent =
  | { readonly kind: 'each'; readonly outcomes: readonly Outcome<Added>[] }
  | { readonly kind: 'whole'; readonly error: TargetError; readonly mayBeSpoilt: boolean };

/** How many requests in a row Dropbox fails at (500) before it is Dropbox that has trouble, and no member who spoils them. */
const mostFailuresInARow = 8;

/**
 * Adds members. What one member may spoil for the others is halved until that one is found; where it may have taken effect,
 * everybody is looked up before that, and only those who aren't there are sent again.
 *
 * @param failures how many requests in a row ended with the error of a server.
 */
async function addAll(
  connection: BusinessConnection,
  members: readonly NewMember[],
  signal: AbortSignal,
  failures = { inARow: 0 },
): Promise<readonly Outcome<Added>[]> {
  const sent = await sendOnce(connection, members, signal);
  if (sent.kind === 'each') {
    failures.inARow = 0;
    return sent.outcomes;
  }
  const { error, mayBeSpoilt } = sent;
  const failed = (each: readonly NewMember[]): readonly Outcome<Added>[] =>
    each.map((member) => ({ error: aboutOne(connection, error, member) }));
  if (error.ambiguous) failures.inARow++;
  if (!mayBeSpoilt || members.length === 1) return failed(members);
  const found = error.ambiguous ? await findAdded(connection, members, signal) : new Map<NewMember, MemberProfile>();
  if (found === null) return failed(members);
  const missing = members.filter((member) => !found.has(member));
  const half = Math.ceil(missing.length / 2);
  const outcomes = new Map<NewMember, Outcome<Added>>();
  for (const [member, profile] of found) outcomes.set(member, { result: { kind: 'found', profile } });
  for (const part of [missing.slice(0, half), missing.slice(half)]) {
    const isHopeless = failures.inARow >= mostFailuresInARow;
    const parts = isHopeless || part.length === 0 ? failed(part) : await addAll(connection, part, signal, failures);
    part.forEach((member, index) => outcomes.set(member, parts[index] ?? { error }));
  }
  return members.map((member) => outcomes.get(member) ?? { error });
}

async function sendOnce(
  connection: BusinessConnection,
  members: readonly NewMember[],
  signal: AbortSignal,
): Promise<Sent> {
  const argument = { new_members: members, force_async: false };
  let response: Response;
  try {
    response = await connection.call({ route: 'team/members/add_v2', argument, does: 'writeOnce', refused }, signal);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const isRefused = error.kind === 'rejected' && !error.ambiguous;
    // A server that fails (500) does so at something; a gateway's error says that nobody got to it.
    const mayBeSpoilt = isRefused || error.exchange?.response?.status === 500;
    return { kind: 'whole', error, mayBeSpoilt };
  }
  if (response.kind === 'refused') return { kind: 'whole', error: routeError(response, refused), mayBeSpoilt: true };
  const end = await endOfJob(connection, response, 'team/members/add/job_status/get_v2', signal);
  switch (end.kind) {
    case 'underWay':
      return { kind: 'each', outcomes: members.map(() => ({ result: { kind: 'underWay' } })) };
    case 'complete':
      return { kind: 'each', outcomes: toldOf(connection, end.response, response.answer, members) };
    default: {
      const hasFailed = end.kind === 'failed';
      const message = hasFailed
        ? text`Dropbox doesn’t tell what became of the creation, which it was to carry out later: ${end.words}`
        : text`Dropbox doesn’t tell what became of the creation, which it was to carry out later`;
      const told = hasFailed ? end.response.answer.exchange() : response.answer.exchange();
      const error = new TargetError('serverError', message, told, { ambiguous: true });
      // What may still be under way isn't sent again.
      return { kind: 'whole', error, mayBeSpoilt: hasFailed };
    }
  }
}

/** Who of these was added although the request failed; null when that can't be found out. */
async function findAdded(
  connection: BusinessConnection,
  members: readonly NewMember[],
  signal: AbortSignal,
): Promise<ReadonlyMap<NewMember, MemberProfile> | null> {
  try {
    const emails = members.map((member) => member.member_email);
    const profiles = await findByEmails(connection, emails, signal);
    return new Map(
      members.flatMap((member) => {
        const profile = profiles.get(folded(member.member_email));
        // Somebody else with the address is told as what is in the way, once the creation is sent again.
        if (profile?.externalId !== (member.member_external_id ?? null)) return [];
        return [[member, profile]];
      }),
    );
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}

/** Takes a result apart by address: Dropbox doesn't say that it keeps the order. */
function toldOf(
  connection: BusinessConnection,
  { value, answer }: Extract<Response, { kind: 'done' }>,
  sent: HttpAnswer,
  members: readonly NewMember[],
): readonly Outcome<Added>[] {
  const results = listField(value, 'complete');
  const byEmail = new Map(results.map((result) => [folded(emailIn(result)), result]));
  const byExternalId = new Map(results.map((result) => [readProfile(result)?.externalId ?? '', result]));
  return members.map((member): Outcome<Added> => {
    const { member_email: email, member_external_id: id = '' } = member;
    const result = byEmail.get(folded(email)) ?? (id === '' ? undefined : byExternalId.get(id));
    const exchange = exchangeOf(connection, sent.exchange(), answer.exchange(), member, result);
    if (result !== undefined) return { result: { kind: 'told', result, exchange } };
    const message = text`Dropbox’s response tells nothing of ${email}.`;
    return { error: new TargetError('unreadable', message, exchange, { ambiguous: true }) };
  });
}

/** Whom a result is about: a refused address stands under the result's own tag. */
function emailIn(result: unknown): string {
  return (
    readProfile(result)?.email ??
    textField(result, tagOf(result) ?? '') ??
    textField(field(result, 'profile'), 'email') ??
    ''
  );
}

/** The same error with only this member in the quoted exchange: what is to be kept out of the log is told for each. */
function aboutOne({ http }: BusinessConnection, error: TargetError, member: NewMember): TargetError {
  const { kind, text, exchange, ambiguous, advice } = error;
  if (exchange === null) return error;
  const { request, response } = exchange;
  const isJson = response?.body.trimStart().startsWith('{') === true;
  const quoted = {
    ...exchange,
    request: { ...request, body: http.redactor.quote(JSON.stringify({ new_members: [member] })) },
    // An error tells of no single member; half a result may tell of others.
    response: response === null || !isJson || response.status !== 200 ? response : { ...response, body: notShown },
  };
  return new TargetError(kind, text, quoted, { ambiguous, advice, cause: error });
}

const notShown = '(not shown: it is about other members as well)';

/** The exchange with only this member in it. */
function exchangeOf(
  { http: { redactor } }: BusinessConnection,
  sent: HttpExchange,
  told: HttpExchange,
  member: NewMember,
  result: unknown,
): HttpExchange {
  const response = told.response;
  const body = result === undefined ? notShown : redactor.quote(JSON.stringify(result));
  return {
    ...sent,
    request: { ...sent.request, body: redactor.quote(JSON.stringify({ new_members: [member] })) },
    response: response === null ? null : { ...response, body },
  };
}
