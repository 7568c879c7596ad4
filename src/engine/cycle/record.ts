import type { Decision, Link } from '../../cycle/decision.ts';
import { hideText, hideValues } from '../../directories/http/exchange.ts';
import type { EventStatus, ProvisioningEvent, ProvisioningStep } from '../../protocol/provisioning.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { CycleContext } from './cycleContext.ts';
import type { ExportResult } from './export.ts';

/** An event of the log, before it has a number. */
export type NewEvent = Omit<ProvisioningEvent, 'id'>;

/**
 * Makes a result durable: link, escrow, work list and event change together, or not at all. Called in a transaction.
 *
 * @param before the link as it was when the object was decided.
 */
export function recordResult(
  store: JobStore,
  result: ExportResult,
  before: Link | null,
  event: NewEvent,
  time: number,
): ProvisioningEvent {
  const { source } = result.decision.summary;
  store.work.done(source.type, source.id);
  store.work.settle(source.type, source.id);
  if (result.kind === 'failed') store.work.fail(source.type, source.id, result.code, time);
  else {
    saveLink(store, result.decision, before, result.link);
    // Who (still) is in scope may have come back into it: references are not touched meanwhile.
    const { scope, mapping } = result.decision.evaluated;
    if (result.link !== null && scope.inScope && mapping.references.length > 0)
      store.work.addReferences(source.type, source.id);
    if (result.decision.summary.failed)
      store.work.fail(source.type, source.id, result.decision.summary.reason.code, time);
    else store.work.succeed(source.type, source.id);
  }
  return store.log.append(event);
}

function saveLink(store: JobStore, decision: Decision, before: Link | null, link: Link | null): void {
  const { type, id } = decision.summary.source;
  if (link === null) {
    if (before !== null) store.links.remove(type, id);
    return;
  }
  if (
    before?.targetId === link.targetId &&
    decision.planned.length === 0 &&
    before.disabledBecause === link.disabledBecause &&
    !decision.justMatched
  ) {
    return;
  }
  if (before !== null && before.targetId !== link.targetId) store.links.remove(type, id);
  store.links.save(type, id, link, decision.summary.action === 'create');
  if (before?.targetId !== link.targetId) {
    store.work.addReferences(type, id);
    // References to this object could not be written until now.
    store.work.addReferrersOf(id);
  }
}

/** The event that says what was decided and what came of it. */
export function eventOf(context: CycleContext, result: ExportResult, startedAt: number): NewEvent {
  const { summary } = result.decision;
  const failed = result.kind === 'failed' || summary.failed;
  const redacted = failed ? redactedValues(result.decision) : [];
  const status: EventStatus = failed ? 'failure' : summary.action === 'skip' ? 'skipped' : 'success';
  return {
    activityDateTime: new Date(context.now()).toISOString(),
    jobId: context.job.id,
    cycleId: context.cycleId,
    action: summary.action,
    status,
    source: summary.source,
    targetId: result.kind === 'done' ? (result.link?.targetId ?? summary.targetId) : summary.targetId,
    reason:
      result.kind === 'failed'
        ? {
            code: result.code,
            message: hideText(result.message, redacted),
            recommendedAction: result.recommendedAction,
          }
        : summary.reason,
    steps: [...summary.steps, ...exportStep(result, redacted)],
    modifiedProperties: summary.changes,
    durationMs: Math.max(0, Math.round(context.now() - startedAt)),
    exchange: result.kind === 'failed' && result.exchange !== null ? hideValues(result.exchange, redacted) : null,
  };
}

/** The event of an action that accidental-deletion prevention holds back. */
export function stagedEventOf(context: CycleContext, decision: Decision): NewEvent {
  const { summary } = decision;
  const message = `Held back by accidental-deletion prevention: ${summary.reason.message}`;
  return {
    activityDateTime: new Date(context.now()).toISOString(),
    jobId: context.job.id,
    cycleId: context.cycleId,
    action: 'stagedDelete',
    status: 'warning',
    source: summary.source,
    targetId: summary.targetId,
    reason: {
      code: 'TooManyDeletes',
      message,
      recommendedAction: 'Release it with Allow Deletes, or correct what put the object out of scope.',
    },
    steps: [
      ...summary.steps,
      { type: 'export', status: 'skipped', description: message, details: { action: summary.action } },
    ],
    modifiedProperties: summary.changes,
    durationMs: 0,
    exchange: null,
  };
}

function exportStep(result: ExportResult, redacted: readonly string[]): ProvisioningStep[] {
  if (result.kind === 'failed') {
    const description = hideText(result.message, redacted);
    return [{ type: 'export', status: 'failure', description, details: { errorCode: result.code } }];
  }
  return result.note === null ? [] : [{ type: 'export', status: 'success', description: result.note, details: {} }];
}

function redactedValues(decision: Decision): string[] {
  return decision.evaluated.values
    .filter((value) => value.redacted)
    .flatMap(({ value }) => (typeof value === 'object' ? (value ?? []) : [value]))
    .map(String);
}
