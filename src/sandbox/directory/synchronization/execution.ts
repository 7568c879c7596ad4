import type { SynchronizationQuarantine, SynchronizationTaskExecution } from '@microsoft/microsoft-graph-types';
import type { CycleSummary, Quarantine } from '../../../protocol/cycleSummary.ts';
import type { JobStatus } from '../../../protocol/jobStatus.ts';
import type { JobHistory } from './storedJob.ts';
import { english } from '../../../protocol/text.ts';

/** What stopped a cycle as a whole. */
export interface ServiceFailure {
  readonly code: string;
  readonly message: string;
}

/** When a cycle began and ended; ISO 8601. */
export interface Span {
  readonly id: string;
  readonly began: string;
  readonly ended: string;
}

const nothing = {
  countEntitled: 0,
  countEntitledForProvisioning: 0,
  countEscrowed: 0,
  countEscrowedRaw: 0,
  countExported: 0,
  countExports: 0,
  countImported: 0,
  countImportedDeltas: 0,
  countImportedReferenceDeltas: 0,
} as const;

/** The history after a cycle that came to its end. */
export function afterCycle(history: JobHistory, summary: CycleSummary, status: JobStatus, span: Span): JobHistory {
  const execution = executionOf(summary, status, span);
  const quarantine = status.quarantine === null ? null : shownQuarantine(status.quarantine);
  const steady = quarantine === null && summary.outcome === 'completed' && status.pending === 0;
  const succeeded = execution.state !== 'Failed';
  return {
    successiveFailures: succeeded ? 0 : history.successiveFailures + 1,
    escrowsPruned: status.quarantine?.escrowsPruned ?? false,
    steadyFirst: history.steadyFirst ?? (steady ? span.ended : null),
    steadyLast: steady ? span.ended : history.steadyLast,
    linked: { ...status.linked },
    last: execution,
    lastSuccessful: succeeded ? execution : history.lastSuccessful,
    lastWithExports: succeeded && (execution.countExported ?? 0) > 0 ? execution : history.lastWithExports,
    quarantine,
  };
}

/** The history after a cycle that failed as a whole: such a job is in quarantine at once. */
export function afterFailure(
  history: JobHistory,
  failure: ServiceFailure,
  quarantine: Quarantine | null,
  span: Span,
): JobHistory {
  const error = { code: failure.code, message: failure.message, tenantActionable: true };
  const former = history.quarantine;
  const seriesCount = (former?.seriesCount ?? 0) + 1;
  const own: SynchronizationQuarantine = {
    currentBegan: former?.currentBegan ?? span.ended,
    nextAttempt: new Date(Date.parse(span.ended) + firstPause).toISOString(),
    reason: 'EncounteredQuarantineException',
    seriesBegan: former?.seriesBegan ?? span.ended,
    seriesCount,
    error,
  };
  return {
    ...history,
    successiveFailures: history.successiveFailures + 1,
    last: {
      ...nothing,
      activityIdentifier: span.id,
      state: 'Failed',
      timeBegan: span.began,
      timeEnded: span.ended,
      error,
    },
    quarantine: quarantine === null ? own : { ...shownQuarantine(quarantine), error },
  };
}

/** A first failure is tried again after five minutes. */
const firstPause = 5 * 60 * 1000;

function executionOf(summary: CycleSummary, status: JobStatus, span: Span): SynchronizationTaskExecution {
  const { create, update, disable, delete: removed, skip, failure } = summary.counts;
  const exported = create + update + disable + removed;
  const entitled = status.linked.User + status.linked.Group + failure;
  const imported = exported + skip + failure + summary.unchanged;
  return {
    ...nothing,
    activityIdentifier: span.id,
    state: summary.outcome === 'quarantined' ? 'Failed' : failure > 0 ? 'EntryLevelErrors' : 'Succeeded',
    timeBegan: span.began,
    timeEnded: span.ended,
    error: null,
    countEntitled: entitled,
    countEntitledForProvisioning: entitled,
    countEscrowed: status.escrowed,
    countEscrowedRaw: status.escrowed,
    countExported: exported,
    countExports: exported + failure,
    countImported: imported,
    countImportedDeltas: summary.cycle === 'incremental' ? imported : 0,
  };
}

function shownQuarantine({
  reason,
  message,
  since,
  seriesBegan,
  seriesCount,
  nextAttempt,
}: Quarantine): SynchronizationQuarantine {
  return {
    currentBegan: since,
    nextAttempt: nextAttempt ?? since,
    reason: reason as NonNullable<SynchronizationQuarantine['reason']>,
    seriesBegan,
    seriesCount,
    error: { code: reason, message: english(message), tenantActionable: true },
  };
}
