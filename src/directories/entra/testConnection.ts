import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { ConnectionStep } from '../../protocol/connectionReport.ts';
import {
  adviceOnServerTrouble,
  connectionStepLog,
  logNetworkFailure,
  logReached,
  type ConnectionStepLog,
} from '../connectionSteps.ts';
import { BearerFailure } from '../http/bearer.ts';
import { HttpFailure, type HttpClient } from '../http/httpClient.ts';
import { readAssignments } from './assignments.ts';

import type { GraphClient } from './graphClient.ts';
import type { EntraDirectoryOptions } from './options.ts';
import { type Text, text } from '../../protocol/text.ts';

/** Tests the source: that Graph answers, takes the token, knows the application, and lets users and groups be read. */
export async function testGraphConnection(
  http: HttpClient,
  graph: GraphClient,
  options: EntraDirectoryOptions,
  signal: AbortSignal,
): Promise<readonly ConnectionStep[]> {
  const log = connectionStepLog('source');
  try {
    const assignments = await readAssignments(graph, options.servicePrincipalId, signal);
    logReached(log, http.origin);
    log.passed('authentication', text`Microsoft Graph accepted the token.`);
    log.passed('answer', text`The application is known; ${assignments.length} users and groups are assigned to it.`);
  } catch (error) {
    logFailure(log, http, error, options.token !== null || options.bearer !== undefined);
    return withoutFilterStep(log);
  }
  await checkReading(log, http, graph, signal);
  return withoutFilterStep(log);
}

/** The matching filter is a matter of the target; the source has no such step. */
function withoutFilterStep(log: ConnectionStepLog): readonly ConnectionStep[] {
  return log.finish().filter((step) => step.id !== 'matchingFilter');
}

async function checkReading(
  log: ConnectionStepLog,
  http: HttpClient,
  graph: GraphClient,
  signal: AbortSignal,
): Promise<void> {
  try {
    await graph.get('/users?$select=id&$top=1', signal);
    await graph.get('/groups?$select=id&$top=1', signal);
    log.passed('permission', text`Users and groups may be read.`);
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    if (error.cause instanceof HttpFailure) logNetworkFailure(log, error.cause, http.origin);
    else log.failed('permission', describe(error));
  }
}

function logFailure(log: ConnectionStepLog, http: HttpClient, error: unknown, hasToken: boolean): void {
  if (!(error instanceof ProvisioningFailure)) throw error;
  if (error.cause instanceof HttpFailure) {
    logNetworkFailure(log, error.cause, http.origin);
    return;
  }
  if (error.cause instanceof BearerFailure) {
    log.failed('authentication', describe(error));
    return;
  }
  logReached(log, http.origin);
  const status = error.exchange?.response?.status ?? 0;
  if (status === 401) {
    log.failed(
      'authentication',
      hasToken
        ? describe(error)
        : { ...describe(error), detail: text`No token was given, and Microsoft Graph asks for one (HTTP 401).` },
    );
    return;
  }
  if (adviceOnServerTrouble(status) === null) log.passed('authentication', text`Microsoft Graph accepted the token.`);
  else log.warning('authentication', { detail: text`Whether the token is valid does not show (HTTP ${status}).` });
  if (status === 403) {
    log.passed('answer', text`Microsoft Graph responded.`);
    log.failed('permission', describe(error));
  } else log.failed('answer', describe(error));
}

function describe(error: ProvisioningFailure): {
  detail: Text;
  recommendedAction: Text;
  exchange: ProvisioningFailure['exchange'];
} {
  return {
    detail: error.text,
    recommendedAction:
      adviceOnServerTrouble(error.exchange?.response?.status) ??
      error.recommendedAction ??
      text`Run the test again later.`,
    exchange: error.exchange,
  };
}
