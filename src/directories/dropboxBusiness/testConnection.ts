import type { ConnectionStep, ConnectionStepId } from '../../protocol/connectionReport.ts';
import { type Text, text, joined } from '../../protocol/text.ts';
import {
  adviceOnServerTrouble,
  connectionStepLog,
  logNetworkFailure,
  logReached,
  type ConnectionStepLog,
} from '../connectionSteps.ts';
import { BearerFailure } from '../http/bearer.ts';
import { HttpFailure, type HttpAnswer } from '../http/httpClient.ts';
import { parseJson } from '../parseJson.ts';
import { TargetError } from '../targetDirectory.ts';
import type { BusinessConnection } from './connection.ts';
import { accessTrouble, refusedAnswer } from './errors.ts';
import { field, tagOf } from './fields.ts';
import { readProfile } from './profile.ts';
import { seatsIn } from './seats.ts';
import { readScopes, type ScopeReading } from './scopes.ts';
import type { TeamPin } from './team.ts';

const steps: readonly ConnectionStepId[] = [
  'address',
  'proxy',
  'tls',
  'authentication',
  'admin',
  'permission',
  'seats',
  'answer',
  'matchingFilter',
];

/** An address that nobody has: the domain is reserved for documentation (RFC 2606). */
const nobody = 'nobody.dropbox-provisioning@example.com';

/**
 * Tests the connection without writing anything: the address, the token, who has authorized it, each of its scopes, the seats,
 * a list of one member, and the question by which members are matched.
 */
export async function testBusinessConnection(
  connection: BusinessConnection,
  pin: TeamPin,
  { hasToken, scopes }: { readonly hasToken: boolean; readonly scopes: readonly string[] | null },
  signal: AbortSignal,
): Promise<readonly ConnectionStep[]> {
  const log = connectionStepLog('target', steps);
  const { origin } = connection.http;
  try {
    const team = await connection.probe('team/get_info', null, signal);
    logReached(log, origin);
    if (!checkToken(log, team, hasToken, origin)) return log.finish();
    logAdmin(log, await connection.probe('team/token/get_authenticated_admin', null, signal));
    logScopes(log, await readScopes(connection, scopes, signal));
    logSeats(log, team, pin);
    logList(log, await connection.probe('team/members/list_v2', { limit: 1, include_removed: false }, signal));
    const members = [{ '.tag': 'email', email: nobody }];
    logMatching(log, await connection.probe('team/members/get_info_v2', { members }, signal));
  } catch (error) {
    if (error instanceof BearerFailure) logNoToken(log, error);
    else if (error instanceof HttpFailure) logNetworkFailure(log, error, origin);
    else throw error;
  }
  return log.finish();
}

/** A token that couldn't be renewed: nothing was sent. */
function logNoToken(log: ConnectionStepLog, { text: detail, advice }: BearerFailure): void {
  log.failed('authentication', { detail, ...(advice === null ? {} : { recommendedAction: advice }) });
}

/** Whether a token that is missing a scope is still taken for one. */
function checkToken(log: ConnectionStepLog, answer: HttpAnswer, hasToken: boolean, origin: string): boolean {
  const { status } = answer;
  const exchange = answer.exchange();
  const access = accessTrouble(status, parseJson(answer.text), answer.text);
  if (status === 200 && parseJson(answer.text) !== undefined) {
    log.passed('authentication', text`Dropbox accepted the token.`);
    return true;
  }
  if (access !== null && access.scope !== null) {
    log.passed('authentication', text`Dropbox accepted the token.`);
    return true;
  }
  if (!hasToken && status >= 400 && status < 500) {
    const recommendedAction = text`Enter an access token that a team admin has authorized.`;
    log.failed('authentication', {
      detail: text`No token was given, and Dropbox asks for one.`,
      recommendedAction,
      exchange,
    });
  } else if (access !== null)
    log.failed('authentication', {
      detail: text`Authentication failed (HTTP ${status}): ${access.words}`,
      recommendedAction: access.advice,
      exchange,
    });
  else
    log.failed('authentication', {
      detail: text`${origin} does not respond as Dropbox’s Business API does (HTTP ${status}).`,
      recommendedAction:
        adviceOnServerTrouble(status) ??
        text`Check apiAddress: it is https://api.dropboxapi.com unless the job says otherwise. Nothing in front of it may respond with a page of its own.`,
      exchange,
    });
  return false;
}

function logAdmin(log: ConnectionStepLog, answer: HttpAnswer): void {
  const admin = readProfile({ profile: field(parseJson(answer.text), 'admin_profile') });
  if (answer.status === 200 && admin !== null) {
    log.passed('admin', text`${admin.email} has authorized the token.`);
    return;
  }
  const detail = text`Dropbox does not tell who has authorized the token (HTTP ${answer.status}).`;
  const isInactive = tagOf(field(parseJson(answer.text), 'error')) === 'admin_not_active';
  log.warning('admin', {
    detail: isInactive ? text`The admin who authorized the token is no longer active.` : detail,
    recommendedAction: text`A token ends with its admin: authorize as one whom nobody provisions or removes.`,
    exchange: answer.exchange(),
  });
}

function logScopes(log: ConnectionStepLog, scopes: readonly ScopeReading[]): void {
  const listed = (state: ScopeReading['state']): string =>
    scopes.flatMap((each) => (each.state === state ? [each.scope] : [])).join(', ');
  const [granted, missing, unknown] = [listed('granted'), listed('missing'), listed('unknown')];
  const parts = [
    ...(granted === '' ? [] : [text`Granted: ${granted}.`]),
    ...(missing === '' ? [] : [text`Missing: ${missing}.`]),
    ...(unknown === '' ? [] : [text`Not known now: ${unknown}.`]),
  ];
  const detail = joined(parts, ' ');
  const first = scopes.find(({ state }) => state !== 'granted');
  if (first === undefined) {
    log.passed('permission', detail);
    return;
  }
  const tick = text`Tick ${missing} on the Permissions tab of the app in Dropbox’s App Console, press Submit there, and authorize again.`;
  const exchange = first.exchange;
  if (missing === '' || missing === 'members.delete')
    log.warning('permission', {
      detail:
        missing === '' ? detail : text`${detail} Nobody can be removed, and no invitation withdrawn; the rest works.`,
      recommendedAction:
        missing === ''
          ? text`Test again later.`
          : text`To let the job remove members, tick ${missing} on the Permissions tab of the app in Dropbox’s App Console, press Submit there, and authorize again.`,
      exchange,
    });
  else log.failed('permission', { detail, recommendedAction: tick, exchange });
}

function logSeats(log: ConnectionStepLog, answer: HttpAnswer, pin: TeamPin): void {
  const value = parseJson(answer.text);
  const seats = seatsIn(value);
  if (answer.status !== 200 || seats === null) {
    log.warning('seats', {
      detail: text`Dropbox does not tell how many seats there are (HTTP ${answer.status}).`,
      recommendedAction:
        accessTrouble(answer.status, value, answer.text)?.advice ??
        adviceOnServerTrouble(answer.status) ??
        text`Test again later.`,
      exchange: answer.exchange(),
    });
    return;
  }
  const { free, licensed } = seats;
  const name = field(value, 'name');
  const detail =
    typeof name === 'string'
      ? text`${name}: ${free} of ${licensed} seats are free.`
      : text`${free} of ${licensed} seats are free.`;
  try {
    pin.check({ kind: 'done', value, answer });
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const { text: told, advice, exchange } = error;
    log.failed('seats', {
      detail: told,
      ...(advice === null ? {} : { recommendedAction: advice }),
      ...(exchange === null ? {} : { exchange }),
    });
    return;
  }
  if (free > 0) log.passed('seats', detail);
  else log.warning('seats', { detail, recommendedAction: text`Nobody can be added until a seat is freed or bought.` });
}

function logList(log: ConnectionStepLog, answer: HttpAnswer): void {
  const members = field(parseJson(answer.text), 'members');
  if (answer.status === 200 && Array.isArray(members)) log.passed('answer', text`A list of members.`);
  else log.failed('answer', problemOf(answer, text`Listing the members was refused`));
}

function logMatching(log: ConnectionStepLog, answer: HttpAnswer): void {
  const infos = field(parseJson(answer.text), 'members_info');
  const isNobody = Array.isArray(infos) && infos.length === 1 && tagOf(infos[0]) === 'id_not_found';
  if (answer.status === 200 && isNobody) log.passed('matchingFilter', text`Dropbox finds members by address.`);
  else log.failed('matchingFilter', problemOf(answer, text`Asking for a member was refused`));
}

function problemOf(answer: HttpAnswer, what: Text): Parameters<ConnectionStepLog['failed']>[1] {
  const exchange = answer.exchange();
  if (answer.status === 200) return { detail: text`Dropbox’s response is not what it documents.`, exchange };
  const { text: detail, advice } = refusedAnswer(answer, parseJson(answer.text), what, false);
  const recommendedAction = advice ?? adviceOnServerTrouble(answer.status);
  return { detail, exchange, ...(recommendedAction === null ? {} : { recommendedAction }) };
}
