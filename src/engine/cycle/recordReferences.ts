import { lossKey } from '../../decision/deletionGuard.ts';
import { toUpdateReferences } from '../../decision/reasons.ts';
import type { TargetError } from '../../directories/targetDirectory.ts';
import type {
  AttributeChange,
  ObjectIdentity,
  ProvisioningEvent,
  ProvisioningStep,
  Reason,
} from '../../protocol/provisioning.ts';
import { codeOf } from './errorCodes.ts';
import { rejectionOf } from './heldBefore.ts';
import type { ForeseenLoss } from './losses.ts';
import { holdOf, notDoneEvent } from './heldOutcomes.ts';
import type { NewEvent } from './record.ts';
import type { Run } from './run.ts';
import { type Text, text } from '../../protocol/text.ts';

/** What came of the references of one object. */
export interface ReferenceOutcome {
  readonly source: ObjectIdentity;
  readonly targetId: string | null;
  readonly changes: readonly AttributeChange[];
  /** What would be taken away besides, and is held back. */
  readonly keeping: readonly AttributeChange[];
  readonly written: readonly WrittenReferences[];
  readonly unresolved: number;
  /** Whether it was looked into what is to be written: of an object out of scope, it isn't. */
  readonly isPlanned: boolean;
  /** A loss of members that accidental-deletion prevention holds back; null when there is none. */
  readonly held: ForeseenLoss | null;
  /** True when it isn't known whether the object is in scope. */
  readonly undecided: boolean;
  readonly error: TargetError | null;
  readonly startedAt: number;
}

/** What was written of one reference attribute. */
export interface WrittenReferences {
  readonly attribute: string;
  /** What it holds now that it may not have held before. */
  readonly there: readonly string[];
  /** What it certainly doesn't hold any more, or never did. */
  readonly gone: readonly string[];
  readonly refused: readonly { readonly id: string; readonly error: TargetError; readonly isThere: boolean | null }[];
  /** False when nobody knows what the attribute holds now. */
  readonly settled: boolean;
  /** Whether all that the object refers to was known before. */
  readonly whole: boolean;
}

/** Makes the outcome durable. Called in a transaction. @returns the events. */
export function recordReferences(run: Run, outcome: ReferenceOutcome): readonly ProvisioningEvent[] {
  const { context, set, tally, found } = run;
  const { store } = context;
  const { source, error, written, held } = outcome;
  for (const { attribute, there, gone } of written) store.references.change(source.id, attribute, there, gone);
  const refused = written.flatMap((each) => each.refused);
  for (const { id, isThere } of refused) if (isThere === false) doubtAccount(run, id);
  noteFailure(run, outcome);
  if (error?.kind === 'notFound') {
    // Not there any more, or not under its id: it's looked for, and gets its references when it's found or made again.
    store.intents.beginWrite(set.type, source.id);
    store.escrow.renew(set.type, [source.id]);
    store.work.add(set.type, source.id);
    found.mend.add(source.id);
  }
  const settled = error === null && refused.length === 0 && written.every((each) => each.settled);
  if (outcome.isPlanned && error === null && written.every((each) => each.settled)) {
    const { references } = store;
    const whole = written.length === 0 ? references.areWhole(set.type, source.id) : written.every((each) => each.whole);
    references.markKnown(set.type, source.id, true, whole);
  }
  const rejection = held === null ? null : rejectionOf(run, held);
  if (settled && (held === null || rejection !== null) && !outcome.undecided) {
    store.work.referencesDone(set.type, source.id);
    if (held === null) found.keepsMembers.add(source.id);
  }

  const events: ProvisioningEvent[] = [];
  if (held !== null) {
    const { reason } = held;
    const notDone = { source, targetId: outcome.targetId, reason, changes: [], rejection };
    tally.stage(lossKey(held.loss), holdOf(context, held.loss, notDone));
    if (rejection === null || (outcome.changes.length === 0 && error === null))
      events.push(store.log.append(notDoneEvent(context, { ...notDone, steps: [], action: 'removeMembers' })));
  }
  if (outcome.changes.length === 0 && error === null) {
    if (rejection !== null) tally.countReferences(source, 'rejected');
    return events;
  }
  tally.countReferences(source, error !== null ? 'failed' : settled ? 'done' : 'warned');
  return [...events, store.log.append(eventOf(run, outcome))];
}

/**
 * Notes that references failed, once in a cycle. Where an account turned out to be missing, they are no failure yet: it's
 * looked for, and they are written when it's found or made again.
 */
function noteFailure({ context, set, found }: Run, { source, error, written }: ReferenceOutcome): void {
  const { escrow } = context.store;
  const refused = written.flatMap((each) => each.refused);
  const isMissing = error?.kind === 'notFound' || refused.some(({ isThere }) => isThere === false);
  if (error === null && refused.length === 0) escrow.succeed(set.type, 'references', [source.id]);
  else if (!isMissing && !found.failedReferences.has(source.id)) {
    found.failedReferences.add(source.id);
    const code = error === null ? 'ReferenceRefused' : 'ReferenceUpdateFailed';
    const failure = { type: set.type, id: source.id, part: 'references', code, time: context.now() } as const;
    escrow.fail(failure, context.job.provisioning.retry);
  }
}

/** An account that the target refuses as a reference, and that isn't there, is looked for like any other. */
function doubtAccount({ context, found }: Run, targetId: string): void {
  const { store } = context;
  const sourceId = store.links.sourceOf('User', targetId);
  if (sourceId === null) return;
  store.intents.beginWrite('User', sourceId);
  store.escrow.renew('User', [sourceId]);
  store.work.add('User', sourceId);
  found.mend.add(sourceId);
}

function eventOf(run: Run, outcome: ReferenceOutcome): NewEvent {
  const { context } = run;
  const { error } = outcome;
  const reason = reasonOf(run, outcome);
  const open = outcome.written.some((each) => !each.settled || each.refused.length > 0);
  return {
    activityDateTime: new Date(context.now()).toISOString(),
    jobId: context.job.id,
    cycleId: context.cycleId,
    action: 'update',
    status: error !== null ? 'failure' : open ? 'warning' : 'success',
    source: outcome.source,
    targetId: outcome.targetId,
    reason,
    steps: stepsOf(run, outcome, reason.message),
    modifiedProperties: outcome.changes,
    durationMs: Math.max(0, Math.round(context.now() - outcome.startedAt)),
    exchange: error?.exchange ?? outcome.written.flatMap((each) => each.refused)[0]?.error.exchange ?? null,
  };
}

function reasonOf(run: Run, { error, changes, written }: ReferenceOutcome): Reason {
  if (error !== null)
    return {
      code: 'ReferenceUpdateFailed',
      message: error.text,
      recommendedAction: codeOf(error).recommendedAction,
    };
  const reason = toUpdateReferences(changes);
  const refused = written.flatMap((each) => each.refused);
  if (refused.length === 0) return reason;
  const names = namesOf(run, refused);
  return {
    ...reason,
    message: text`${reason.message} The target refused ${names}.`,
    recommendedAction:
      refused.length === 1
        ? text`Check the account of ${names} in the target. It is tried again by itself.`
        : text`Check the accounts of ${names} in the target. They are tried again by themselves.`,
  };
}

function namesOf({ context }: Run, refused: WrittenReferences['refused']): Text {
  const names = context.store.references.namesOf(
    'User',
    refused.slice(0, 3).map(({ id }) => id),
  );
  const more = refused.length - names.length;
  return more > 0 ? text`${names.join(', ')} and ${more} more` : names.join(', ');
}

function stepsOf(run: Run, outcome: ReferenceOutcome, message: Text): ProvisioningStep[] {
  const steps: ProvisioningStep[] = [
    {
      type: 'referenceResolution',
      status: outcome.error === null ? 'success' : 'failure',
      description: message,
      details: {},
    },
  ];
  for (const { id, error } of outcome.written.flatMap((each) => each.refused)) {
    const [name = id] = run.context.store.references.namesOf('User', [id]);
    steps.push({
      type: 'referenceResolution',
      status: 'warning',
      description: text`The target refused ${name}: ${error.text}`,
      details: { code: 'ReferenceRefused', targetId: id },
    });
  }
  if (outcome.unresolved > 0) {
    steps.push({
      type: 'referenceResolution',
      status: 'warning',
      description: text`${outcome.unresolved} references point to objects that are not provisioned; they are written when those are.`,
      details: { code: 'UnableToResolveReferenceAttributeValue', count: String(outcome.unresolved) },
    });
  }
  return steps;
}
