import { folded } from '../../cycle/sameToTarget.ts';
import type { HttpExchange } from '../../protocol/provisioning.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError } from '../targetDirectory.ts';
import { createBatching, type Batching, type Outcome } from './batching.ts';
import type { BusinessConnection, Response } from './connection.ts';
import { routeError } from './errors.ts';
import { field, listField, tagOf, textField } from './fields.ts';
import { endOfJob } from './jobs.ts';
import { readProfile } from './profile.ts';

/** A member to add (Dropbox API specification, `team.MemberAddV2Arg`). */
export interface NewMember {
  readonly member_email: string;
  readonly member_given_name?: string;
  readonly member_surname?: string;
  readonly member_external_id?: string;
  readonly send_welcome_email: boolean;
}

/** What became of one member: its own part of the result, or that Dropbox is still at it. */
export type Added =
  { readonly kind: 'told'; readonly result: unknown; readonly exchange: HttpExchange } | { readonly kind: 'underWay' };

/** Members that are added at about the same time are added by one request (Dropbox API specification, `team.MembersAddV2Arg`). */
export const mostAtOnce = 20;
/** Milliseconds that a request waits for others to join it. */
const linger = 15;
const refused = 'The creation was refused';

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

/** Adds members; a request that is refused as a whole (400) is halved until the member is found that spoils it. */
async function addAll(
  connection: BusinessConnection,
  members: readonly NewMember[],
  signal: AbortSignal,
): Promise<readonly Outcome<Added>[]> {
  const argument = { new_members: members, force_async: false };
  let response: Response;
  try {
    response = await connection.call({ route: 'team/members/add_v2', argument, does: 'writeOnce', refused }, signal);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    if (error.kind !== 'rejected' || error.ambiguous || members.length === 1)
      return members.map((member) => ({ error: aboutOne(connection, error, member) }));
    const half = Math.ceil(members.length / 2);
    const first = await addAll(connection, members.slice(0, half), signal);
    return [...first, ...(await addAll(connection, members.slice(half), signal))];
  }
  if (response.kind === 'refused') {
    const error = routeError(response, refused);
    return members.map((member) => ({ error: aboutOne(connection, error, member) }));
  }
  const end = await endOfJob(connection, response, 'team/members/add/job_status/get_v2', signal);
  switch (end.kind) {
    case 'underWay':
      return members.map(() => ({ result: { kind: 'underWay' } }));
    case 'complete':
      return toldOf(connection, end.response, response.answer, members);
    default: {
      const words = end.kind === 'failed' ? `: ${end.words}` : '';
      const message = `Dropbox doesn’t tell what became of the creation, which it was to carry out later${words}`;
      const told = end.kind === 'failed' ? end.response.answer.exchange() : response.answer.exchange();
      const error = new TargetError('serverError', message, told, { ambiguous: true });
      return members.map((member) => ({ error: aboutOne(connection, error, member) }));
    }
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
    const message = `Dropbox’s response tells nothing of ${email}.`;
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
  const { kind, message, exchange, ambiguous, advice } = error;
  if (exchange === null) return error;
  const { request, response } = exchange;
  const isJson = response?.body.trimStart().startsWith('{') === true;
  const quoted = {
    ...exchange,
    request: { ...request, body: http.redactor.quote(JSON.stringify({ new_members: [member] })) },
    // An error tells of no single member; half a result may tell of others.
    response: response === null || !isJson || response.status !== 200 ? response : { ...response, body: notShown },
  };
  return new TargetError(kind, message, quoted, { ambiguous, advice, cause: error });
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
