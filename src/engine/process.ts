import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type CancellationToken,
} from 'vscode-jsonrpc/node';
import * as protocol from '../protocol/engineProtocol.ts';
import type { CycleProgress } from '../protocol/cycleProgress.ts';
import type { EngineErrorData } from '../protocol/engineError.ts';
import type { ConfirmingParams } from '../protocol/engineParams.ts';
import type { OpenJobParams, RenewTokenParams, RenewedToken } from '../protocol/openJob.ts';
import { sendAuthorization as authorization } from '../protocol/authorizationProtocol.ts';
import * as graph from '../protocol/graphProtocol.ts';
import { ProvisioningFailure, textOf } from '../protocol/failure.ts';
import type { Comparison, ExecutorDifference } from '../protocol/comparison.ts';
import type { CycleSummary } from '../protocol/cycleSummary.ts';
import type { Delivery } from '../protocol/deliveries.ts';
import type { DecisionSummary, ProvisioningEvent } from '../protocol/provisioning.ts';
import type { JobStatus } from '../protocol/jobStatus.ts';
import type { ConfirmPermanent } from './cycle/confirmPermanent.ts';
import { createConsequenceMemory } from './consequence/memory.ts';
import { graphTasks } from './graphTasks.ts';
import { migrationTasks } from './migrationTasks.ts';
import { inGroups } from './inGroups.ts';
import { openJobSession } from './jobSession.ts';
import { sendAuthorization } from './sendAuthorization.ts';
import type { JobSession } from './session.ts';
import { english, text } from '../protocol/text.ts';

/**
 * The engine in a process of its own: a crash loses nothing, 100,000 users freeze nobody, and the extension host's
 * network stack stays untouched. Started by `child_process.fork`; it ends when its parent does.
 */
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));

/** Outlives the sessions: while somebody types, one consequence follows another. */
const memory = createConsequenceMemory(Date.now, (act, milliseconds) => void setTimeout(act, milliseconds).unref());

connection.onRequest(protocol.testConnection, (params, token) =>
  withSession(params.job, token, (session, signal) => session.testConnection(signal)),
);

connection.onRequest(protocol.preview, (params, token) =>
  withSession(params.job, token, (session, signal) =>
    inGroups<DecisionSummary, CycleSummary>(
      (decisions) => void connection.sendNotification(protocol.decided, { token: params.token, decisions }),
      (onDecision) =>
        session.preview({
          signal,
          onDecision,
          onProgress: progressTo(params.token),
          adopt: params.adopt,
          background: params.background ?? false,
        }),
    ),
  ),
);

connection.onRequest(protocol.sync, (params, token) =>
  withSession(params.job, token, (session, signal) =>
    inGroups<ProvisioningEvent, CycleSummary>(
      (events) => void connection.sendNotification(protocol.provisioned, { token: params.token, events }),
      (onEvent) =>
        session.sync({
          onDelivery: deliveriesTo(params.token),
          signal,
          onEvent,
          onProgress: progressTo(params.token),
          allowDeletes: params.allowDeletes,
          restart: params.restart,
          reset: params.reset ?? [],
          retryFailures: params.retryFailures ?? false,
          adopt: params.adopt,
          confirm: confirmOver(params),
        }),
    ),
  ),
);

connection.onRequest(protocol.syncWhenDue, (params, token) =>
  withSession(params.job, token, (session, signal) =>
    inGroups<ProvisioningEvent, CycleSummary | null>(
      (events) => void connection.sendNotification(protocol.provisioned, { token: params.token, events }),
      (onEvent) =>
        session.syncWhenDue({
          signal,
          onEvent,
          onProgress: progressTo(params.token),
          onDelivery: deliveriesTo(params.token),
        }),
    ),
  ),
);
connection.onRequest(protocol.cancelRun, (params, token) =>
  withSession(params.job, token, (session, signal) => session.cancelRun(signal)),
);

connection.onRequest(protocol.explain, (params, token) =>
  withSession(params.job, token, (session, signal) => session.explain(params.name, signal, params.background ?? false)),
);
connection.onRequest(protocol.provisionOnDemand, (params, token) =>
  withSession(params.job, token, (session, signal) =>
    session.provisionOnDemand(params.name, signal, confirmOver(params)),
  ),
);
connection.onRequest(protocol.refreshSource, (params, token) =>
  withSession(params.job, token, (session, signal) =>
    session.refreshSource(signal, progressTo(params.token), params.background ?? false),
  ),
);
connection.onRequest(protocol.sendTestNotification, (params, token) =>
  withSession(params.job, token, (session, signal) => session.sendTestNotification(signal)),
);
connection.onRequest(protocol.status, (params, token) => withSession(params.job, token, (session) => session.status()));
connection.onRequest(protocol.logs, (params, token) =>
  withSession(params.job, token, (session) => session.logs(params)),
);
connection.onRequest(protocol.readEvent, (params, token) =>
  withSession(params.job, token, (session) => session.readEvent(params.id)),
);
connection.onRequest(protocol.decideHolds, (params, token) =>
  withSession(params.job, token, async (session) => {
    const events: ProvisioningEvent[] = [];
    const actions = await session.decideHolds(params.names, params.verdict, (event) => void events.push(event));
    return { actions, events };
  }),
);
connection.onRequest(protocol.readHold, (params, token) =>
  withSession(params.job, token, (session) => session.readHold(params.key)),
);
connection.onRequest(protocol.lastRunText, (params, token) =>
  withSession(params.job, token, (session) => session.lastRunText()),
);
connection.onRequest(protocol.listAssigned, (params, token) =>
  withSession(params.job, token, (session) => session.listAssigned(params)),
);
connection.onRequest(protocol.countStates, (params, token) =>
  withSession(params.job, token, (session) => session.countStates(params.filter)),
);
connection.onRequest(protocol.sourceAttributes, (params, token) =>
  withSession(params.job, token, (session, signal) => session.sourceAttributes(params.type, params.id, signal)),
);
connection.onRequest(protocol.sampleObjects, (params, token) =>
  withSession(params.job, token, (session) => session.sampleObjects(params.type, params.limit)),
);
connection.onRequest(protocol.countScope, (params, token) =>
  withSession(params.job, token, (session, signal) => session.countScope(params.type, params.groups, signal)),
);

connection.onRequest(protocol.follow, (params, token) =>
  withSession(params.job, token, (session, signal) =>
    inGroups<ProvisioningEvent, JobStatus>(
      (events) => void connection.sendNotification(protocol.provisioned, { token: params.token, events }),
      (onEvent) => session.follow({ signal, onEvent }),
    ),
  ),
);
connection.onRequest(protocol.lookAtService, (params, token) =>
  withSession(params.job, token, (session, signal) => session.lookAtService(signal)),
);
connection.onRequest(protocol.createInService, (params, token) =>
  withSession(params.job, token, (session, signal) => session.createInService(signal)),
);
connection.onRequest(protocol.compare, (params, token) =>
  withSession(params.job, token, (session, signal) =>
    inGroups<ExecutorDifference, Comparison>(
      (differences) => void connection.sendNotification(protocol.differed, { token: params.token, differences }),
      (onDifference) => session.compare({ signal, onDifference, onProgress: progressTo(params.token) }),
    ),
  ),
);
connection.onRequest(protocol.start, (params, token) =>
  withSession(params.job, token, (session, signal) => session.start({ signal, create: params.create })),
);
connection.onRequest(protocol.pause, (params, token) =>
  withSession(params.job, token, (session, signal) => session.pause(signal)),
);
connection.onRequest(protocol.restart, (params, token) =>
  withSession(params.job, token, (session, signal) => session.restart(params.criteria, signal)),
);
connection.onRequest(protocol.pullSchema, (params, token) =>
  withSession(params.job, token, (session, signal) => session.pullSchema(signal)),
);
connection.onRequest(protocol.planPush, (params, token) =>
  withSession(params.job, token, (session, signal) => session.planPush(signal)),
);
connection.onRequest(protocol.pushSchema, (params, token) =>
  withSession(params.job, token, (session, signal) => session.pushSchema(params.plan, signal)),
);
connection.onRequest(protocol.pushSettings, (params, token) =>
  withSession(params.job, token, (session, signal) => session.pushSettings(params.secrets, signal)),
);
connection.onRequest(protocol.consequence, (params, token) =>
  withSession(params.job, token, (session, signal) =>
    session.consequence(params.former, { signal, onProgress: progressTo(params.token) }),
  ),
);

const tasks = graphTasks({ renewToken, now: Date.now });

connection.onRequest(graph.readTenant, (params, token) =>
  cancellable(token, (signal) => tasks.readTenant(params, signal)),
);
connection.onRequest(graph.findApplications, (params, token) =>
  cancellable(token, (signal) => tasks.findApplications(params, signal)),
);
connection.onRequest(graph.addApplication, (params, token) =>
  cancellable(token, (signal) => tasks.addApplication(params, signal)),
);
connection.onRequest(graph.readApplication, (params, token) =>
  cancellable(token, (signal) => tasks.readApplication(params, signal)),
);
connection.onRequest(graph.searchPrincipals, (params, token) =>
  cancellable(token, (signal) => tasks.searchPrincipals(params, signal)),
);
connection.onRequest(graph.findPrincipals, (params, token) =>
  cancellable(token, (signal) => tasks.findPrincipals(params, signal)),
);
connection.onRequest(graph.assign, (params, token) => cancellable(token, (signal) => tasks.assign(params, signal)));
connection.onRequest(graph.unassign, (params, token) => cancellable(token, (signal) => tasks.unassign(params, signal)));
const migration = migrationTasks({ renewToken, now: Date.now });
connection.onRequest(graph.findOldJobs, (params, token) =>
  cancellable(token, (signal) => migration.findOldJobs(params, signal)),
);
connection.onRequest(graph.readMigration, (params, token) =>
  cancellable(token, (signal) => migration.readMigration(params, signal)),
);
connection.onRequest(graph.doMigrationStep, (params, token) =>
  cancellable(token, (signal) => migration.doMigrationStep(params, signal)),
);
connection.onRequest(graph.previewAssignment, (params, token) =>
  withSession(params.job, token, (session, signal) => session.previewAssignment(params.change, signal)),
);

connection.onRequest(authorization, (params, token) =>
  cancellable(token, (signal) => sendAuthorization(params, signal)),
);

process.on('disconnect', () => process.exit(0));
connection.listen();

/** Tokens are kept where the job was opened, and renewed there. */
async function renewToken(params: RenewTokenParams): Promise<RenewedToken> {
  try {
    return await connection.sendRequest(protocol.renewToken, params);
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const { kind = 'credential', recommendedAction = null } = (error.data ?? {}) as Partial<EngineErrorData>;
    throw new ProvisioningFailure(kind, error.message, recommendedAction === null ? {} : { recommendedAction });
  }
}

/** How the person is asked who runs it; null where nobody is. */
function confirmOver({ token, confirms = false }: ConfirmingParams): ConfirmPermanent | null {
  return confirms ? (losses) => connection.sendRequest(protocol.confirmPermanent, { token, losses }) : null;
}

async function cancellable<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | ResponseError<EngineErrorData>> {
  const cancelled = new AbortController();
  token.onCancellationRequested(() => {
    cancelled.abort(new Error('Cancelled.'));
  });
  try {
    return await work(cancelled.signal);
  } catch (error) {
    return toResponseError(error);
  }
}

async function withSession<T>(
  job: OpenJobParams,
  token: CancellationToken,
  work: (session: JobSession, signal: AbortSignal) => T | Promise<T>,
): Promise<T | ResponseError<EngineErrorData>> {
  const cancelled = new AbortController();
  token.onCancellationRequested(() => {
    cancelled.abort(new Error('Cancelled.'));
  });
  let session: JobSession | null = null;
  try {
    session = await openJobSession(job, Date.now, { renewToken, memory });
    return await work(session, cancelled.signal);
  } catch (error) {
    return toResponseError(error);
  } finally {
    await session?.close();
  }
}

function deliveriesTo(token: string): (delivery: Delivery) => void {
  return (delivery) => void connection.sendNotification(protocol.notified, { token, deliveries: [delivery] });
}

function progressTo(token: string): (progress: CycleProgress) => void {
  return (progress) => void connection.sendNotification(protocol.progressed, { token, progress });
}

function toResponseError(error: unknown): ResponseError<EngineErrorData> {
  if (error instanceof ProvisioningFailure) {
    return new ResponseError(1, error.message, {
      kind: error.kind,
      message: error.text,
      recommendedAction: error.recommendedAction,
      ...(error.maskedKeys.length === 0 ? {} : { maskedKeys: error.maskedKeys }),
    });
  }
  const message = textOf(error);
  return new ResponseError(1, english(message), {
    kind: 'internal',
    message,
    recommendedAction: text`Open the log; what was not finished is taken up by the next cycle.`,
  });
}
