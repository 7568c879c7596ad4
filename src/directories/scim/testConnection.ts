import type { ConnectionStep } from '../../protocol/connectionReport.ts';
import { text, joined } from '../../protocol/text.ts';
import {
  adviceOnServerTrouble,
  connectionStepLog,
  logNetworkFailure,
  logReached,
  type ConnectionStepLog,
} from '../connectionSteps.ts';
import { HttpFailure, type HttpAnswer } from '../http/httpClient.ts';
import { TargetError, type MatchingProbe } from '../targetDirectory.ts';
import { unmasked } from './answers.ts';
import type { ScimConnection } from './connection.ts';
import { learnedSentences } from './learned.ts';
import { readList, type ListResponse } from './listResponse.ts';
import { filterForNobody } from './scimFilter.ts';

/**
 * Tests the connection as Entra does, by asking for a user that cannot exist by the configured matching attribute
 * (entra-docs, "use-scim-to-provision-users-and-groups"), and says which step failed.
 */
export async function testScimConnection(
  connection: ScimConnection,
  probe: MatchingProbe,
  hasToken: boolean,
  signal: AbortSignal,
): Promise<readonly ConnectionStep[]> {
  const log = connectionStepLog('target');
  const { http, basePath } = connection;
  try {
    const list = await read(connection, `${connection.endpoint(probe.type)}?startIndex=1&count=1`, signal);
    logReached(log, http.origin);
    if (!checkAuthentication(log, list, hasToken)) return log.finish();
    if (!checkAnswer(log, list, probe, `${http.origin}${basePath}`)) return log.finish();
    await checkMatchingFilter(log, connection, probe, signal);
    const learned = learnedSentences(connection.forms);
    if (learned.length > 0) log.passed('learned', joined(learned, ' '));
  } catch (error) {
    if (error instanceof HttpFailure) logNetworkFailure(log, error, http.origin);
    else throw error;
  }
  return log.finish();
}

async function read({ http }: ScimConnection, path: string, signal: AbortSignal): Promise<HttpAnswer> {
  return unmasked(await http.send({ method: 'GET', path, repeatable: true, impatient: true }, signal));
}

function checkAuthentication(log: ConnectionStepLog, answer: HttpAnswer, hasToken: boolean): boolean {
  if (answer.status === 407) {
    log.failed('proxy', {
      detail: text`The proxy asks for a sign-in (HTTP 407).`,
      recommendedAction: text`Give the proxy’s address with its credentials in HTTPS_PROXY.`,
      exchange: answer.exchange(),
    });
    return false;
  }
  if (answer.status === 401) {
    log.failed('authentication', {
      detail: hasToken
        ? text`The target refused the token (HTTP 401).`
        : text`No token was given, and the target asks for one (HTTP 401).`,
      recommendedAction: text`Enter a token that is valid for this target; it may have expired. The account must have admin permissions.`,
      exchange: answer.exchange(),
    });
    return false;
  }
  if (adviceOnServerTrouble(answer.status) === null) log.passed('authentication', text`The target accepted the token.`);
  else
    log.warning('authentication', { detail: text`Whether the token is valid does not show (HTTP ${answer.status}).` });
  if (answer.status === 403) {
    log.passed('answer', text`The target responded.`);
    log.failed('permission', {
      detail: text`The token may not list users (HTTP 403).`,
      recommendedAction: text`Authorize with an account that has admin permissions on the team, and with the scopes to read and write members and groups.`,
      exchange: answer.exchange(),
    });
    return false;
  }
  return true;
}

function checkAnswer(log: ConnectionStepLog, answer: HttpAnswer, probe: MatchingProbe, address: string): boolean {
  try {
    const list = readList(answer, probe.type);
    const count = list.totalResults ?? list.resources.length;
    log.passed(
      'answer',
      probe.type === 'User' ? text`A SCIM list of ${count} users.` : text`A SCIM list of ${count} groups.`,
    );
    log.passed('permission', text`The token may list users.`);
    return true;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    log.failed('answer', {
      detail: error.text,
      recommendedAction:
        adviceOnServerTrouble(answer.status) ??
        text`Check that ${address} is the SCIM 2.0 base address, without /Users at its end. Nothing in front of it may respond with a page of its own.`,
      exchange: answer.exchange(),
    });
    return false;
  }
}

async function checkMatchingFilter(
  log: ConnectionStepLog,
  connection: ScimConnection,
  probe: MatchingProbe,
  signal: AbortSignal,
): Promise<void> {
  const filter = filterForNobody(probe.attribute, connection.dialect);
  const answer = await read(
    connection,
    `${connection.endpoint(probe.type)}?filter=${encodeURIComponent(filter)}`,
    signal,
  );
  const recommendedAction =
    adviceOnServerTrouble(answer.status) ??
    text`Match by an attribute that the target can filter on; it must respond to ${filter} with an empty list.`;
  let list: ListResponse;
  try {
    list = readList(answer, probe.type);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    log.failed('matchingFilter', { detail: error.text, recommendedAction, exchange: answer.exchange() });
    return;
  }
  if (list.resources.length + list.unreadable === 0)
    log.passed('matchingFilter', text`The target filters on ${probe.attribute}.`);
  else
    log.failed('matchingFilter', {
      detail: text`The target ignores the filter on ${probe.attribute}: it listed objects that do not match.`,
      recommendedAction,
      exchange: answer.exchange(),
    });
}
