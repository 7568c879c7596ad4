import type { CompiledObjectMapping } from '../../cycle/compiledMapping.ts';
import type { Decision, Link } from '../../cycle/decision.ts';
import { hideText, hideValues } from '../../directories/http/exchange.ts';
import type { EventStatus, ProvisioningEvent, ProvisioningStep } from '../../protocol/provisioning.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { CycleContext } from './cycleContext.ts';
import type { ExportResult } from './export.ts';

/** An event of the log, before it has a number. */
export type NewEvent = Omit<ProvisioningEvent, 'id'>;

/** What came of one object. */
export type Outcome =
  | {
      readonly kind: 'result';
      readonly result: ExportResult;
      /** The link as it was when the object was decided. */
      readonly before: Link | null;
      readonly event: NewEvent;
    }
  /** Accidental-deletion prevention keeps the action back. */
  | { readonly kind: 'held'; readonly event: NewEvent }
  /** Nothing is to be done about the object. */
  | { readonly kind: 'dropped'; readonly id: string };

/**
 * Makes outcomes durable: links, escrow, work list and events change together, or not at all. Called in a transaction.
 *
 * @returns the events, in the order of the outcomes.
 */
export function recordOutcomes(
  store: JobStore,
  { type, references }: CompiledObjectMapping,
  outcomes: readonly Outcome[],
  time: number,
): ProvisioningEvent[] {
  const done: string[] = [];
  const succeeded: string[] = [];
  const linked: string[] = [];
  const withReferences: string[] = [];
  const events: ProvisioningEvent[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind === 'dropped') done.push(outcome.id);
    else events.push(store.log.append(outcome.event));
    if (outcome.kind !== 'result') continue;
    const { result, before } = outcome;
    const { id } = result.decision.summary.source;
    done.push(id);
    const failure = failureOf(result);
    if (failure === null) succeeded.push(id);
    else store.work.fail(type, id, failure, time);
    if (result.kind === 'failed') continue;
    const linkedNow = saveLink(store, result.decision, before, result.link);
    if (linkedNow) linked.push(id);
    // Who (still) is in scope may have come back into it: references are not touched meanwhile.
    const flowing = linkedNow || (result.link !== null && result.decision.evaluated.scope.inScope);
    if (flowing && references.length > 0) withReferences.push(id);
  }
  store.work.done(type, done);
  store.work.succeed(type, succeeded);
  store.work.addReferences(type, withReferences);
  // References to these objects could not be written until now.
  store.work.addReferrersOf(linked);
  return events;
}

function failureOf(result: ExportResult): string | null {
  if (result.kind === 'failed') return result.code;
  const { failed, reason } = result.decision.summary;
  return failed ? reason.code : null;
}

/** @returns true when the object stands for a target object that it did not stand for before. */
function saveLink(store: JobStore, decision: Decision, before: Link | null, link: Link | null): boolean {
  const { type, id } = decision.summary.source;
  if (link === null) {
    if (before !== null) store.links.remove(type, id);
    return false;
  }
  if (
    before?.targetId === link.targetId &&
    decision.planned.length === 0 &&
    before.disabledBecause === link.disabledBecause &&
    !decision.justMatched
  ) {
    return false;
  }
  if (before !== null && before.targetId !== link.targetId) store.links.remove(type, id);
  store.links.save(type, id, link, decision.summary.action === 'create');
  return before?.targetId !== link.targetId;
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
