import type { MappingSet } from '../../decision/compiledMapping.ts';
import type { Decision, Link } from '../../decision/decision.ts';
import type { Knowledge, KnownObject } from '../../decision/knowledge.ts';
import { isAccessDoubted } from '../../decision/plan.ts';
import { hideIn, hideValues } from '../../directories/http/exchange.ts';
import type { EventStatus, ProvisioningEvent, ProvisioningStep } from '../../protocol/provisioning.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { CycleContext } from './cycleContext.ts';
import type { ExportResult } from './export.ts';
import { failureOf, noteFailure } from './noteFailure.ts';
import { endIntents } from './patience.ts';
import { keyAttributes } from './restart.ts';

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
      /** True when the log says it already. */
      readonly quiet: boolean;
    }
  /** Accidental-deletion prevention keeps the action back. */
  | { readonly kind: 'held'; readonly event: NewEvent }
  /** A person has rejected the action: the object is decided anew when something about it changes. */
  | { readonly kind: 'rejected'; readonly event: NewEvent }
  /** Nothing is to be done about the object. */
  | { readonly kind: 'dropped'; readonly id: string };

/**
 * Makes outcomes durable: links, escrow, work list and events change together, or not at all. Called in a transaction.
 *
 * @returns the events, in the order of the outcomes.
 */
export function recordOutcomes(
  context: Pick<CycleContext, 'store' | 'job' | 'now' | 'rehearses'>,
  set: MappingSet,
  outcomes: readonly Outcome[],
): ProvisioningEvent[] {
  const { store, job } = context;
  const time = context.now();
  const { type } = set;
  const sorted = {
    done: [],
    waitsNoLonger: [],
    settled: [],
    found: [],
    succeeded: [],
    linked: [],
    resumed: [],
    withReferences: [],
    accounts: [],
    ended: [],
  } as Sorted;
  const events: ProvisioningEvent[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind === 'dropped') {
      sorted.done.push(outcome.id);
      sorted.waitsNoLonger.push(outcome.id);
      sorted.settled.push(outcome.id);
      sorted.succeeded.push(outcome.id);
    } else if (outcome.kind !== 'result' || !outcome.quiet) events.push(store.log.append(outcome.event));
    if (outcome.kind === 'rejected') {
      sorted.done.push(outcome.event.source.id);
      sorted.waitsNoLonger.push(outcome.event.source.id);
      sorted.succeeded.push(outcome.event.source.id);
    }
    if (outcome.kind === 'result') {
      noteFailure(store, set.type, outcome.result, time, job.provisioning.retry);
      recordResult(context, set, outcome.result, outcome.before, sorted);
      const { waits, summary } = outcome.result.decision;
      if (waits) store.waiting.add(type, summary.source.id, summary.reason.message, time);
      else sorted.waitsNoLonger.push(summary.source.id);
    }
  }
  store.waiting.end(type, sorted.waitsNoLonger);
  store.work.done(type, sorted.done);
  endIntents(store.intents, type, sorted, time);
  store.escrow.succeed(type, 'account', sorted.succeeded);
  store.work.addReferences(type, sorted.withReferences);
  // References to these objects could not be written until now, or may not have outlived the time out of use.
  store.references.doubtReferrersOf(sorted.resumed);
  // A target may give an id a second time, and not every target takes a deleted account out of its groups.
  store.references.doubtHoldersOf([...sorted.accounts, ...sorted.ended]);
  store.work.addReferrersOf([...sorted.linked, ...sorted.resumed]);
  store.work.addHoldersOf(sorted.ended);
  return events;
}

/**
 * Ids of the objects of a batch, by what is to be noted of them; `found` has those that have an account, `accounts` those of the accounts that were linked, and
 * `ended` those of accounts that stand for nobody any more.
 */
type Sorted = Record<
  | 'done'
  | 'waitsNoLonger'
  | 'settled'
  | 'found'
  | 'succeeded'
  | 'linked'
  | 'resumed'
  | 'withReferences'
  | 'accounts'
  | 'ended',
  string[]
>;

function recordResult(
  { store, rehearses }: Pick<CycleContext, 'store' | 'rehearses'>,
  set: MappingSet,
  result: ExportResult,
  before: Link | null,
  sorted: Sorted,
): void {
  const { type } = set;
  const { decision, link, former, failure, settled } = result;
  const { id } = decision.summary.source;
  const failed = failureOf(result);
  sorted.done.push(id);
  if (failed === null) sorted.succeeded.push(id);
  // What was begun has come to its end when the target was asked about it, and what it said is stored.
  const asked = decision.evaluated.scope.unfinished === null && decision.evaluated.scope.excluded === null;
  if (settled && asked && (failed === null || link !== null || before === null)) sorted.settled.push(id);
  if (before !== null || link !== null) sorted.found.push(id);
  if (former !== null) store.formers.add(type, id, former);
  if (failure !== null && link === null) return;
  const linkedNow = saveLink(store, set, decision, { before, link, isSame: rehearses ? isSameToOthers(set) : isSame });
  // One that is only missing may come back.
  if (before !== null && before.targetId !== link?.targetId && former === null) sorted.ended.push(before.targetId);
  if (!linkedNow && isResumed(decision, before, link)) {
    sorted.resumed.push(id);
    store.references.markKnown(type, id, false);
  }
  if (failure !== null) return;
  if (linkedNow) {
    sorted.linked.push(id);
    if (link !== null) sorted.accounts.push(link.targetId);
  }
  // Who (still) is in scope may have come back into it: references are not touched meanwhile. A preview has them on its list.
  const flowing = linkedNow || (!rehearses && link !== null && decision.evaluated.scope.inScope);
  if (flowing && decision.evaluated.mapping.references.length > 0) sorted.withReferences.push(id);
}

/** Whether an account is in use again that was not, or that may have been disabled meanwhile. */
function isResumed({ evaluated }: Decision, before: Link | null, link: Link | null): boolean {
  const { scope, mapping } = evaluated;
  if (before === null || link === null || !scope.inScope) return false;
  const wasInUse = before.disabledBecause === null && !before.leftAlone && !isAccessDoubted(mapping, before.known);
  return !wasInUse && link.disabledBecause === null && !link.leftAlone;
}

/** A link before and after, and when storing the second in place of the first makes no difference. */
interface LinkChange {
  readonly before: Link | null;
  readonly link: Link | null;
  readonly isSame: (before: Link, link: Link) => boolean;
}

/**
 * @returns true when the object stands for a target object that it did not stand for before, or that was made again, such as
 * by being recovered with the id that it had: groups don't have it any more.
 */
function saveLink(store: JobStore, set: MappingSet, { summary }: Decision, change: LinkChange): boolean {
  const { before, link } = change;
  const { type, id } = summary.source;
  if (link === null) {
    if (before !== null) store.links.remove(type, id);
    return false;
  }
  const isNew = before?.targetId !== link.targetId || summary.action === 'create';
  if (!isNew && change.isSame(before, link)) return false;
  if (before !== null && before.targetId !== link.targetId) store.links.remove(type, id);
  store.links.save(type, id, link, keyAttributes(set.mappings), summary.action === 'create');
  return isNew;
}

function isSame(before: Link, link: Link): boolean {
  return isSameState(before, link) && isSameKnowledge(before.known, link.known);
}

function isSameState(before: Link, link: Link): boolean {
  return (
    before.targetId === link.targetId &&
    before.disabledBecause === link.disabledBecause &&
    before.leftAlone === link.leftAlone &&
    before.mapping === link.mapping
  );
}

/** Whether nothing is new that the decisions about other objects depend on: of the values, that is the names. */
function isSameToOthers(set: MappingSet): (before: Link, link: Link) => boolean {
  const names = keyAttributes(set.mappings);
  return (before, link) =>
    isSameState(before, link) &&
    names.every((name) => before.known[name] === link.known[name] || isSameValue(before.known[name], link.known[name]));
}

/** Whether nothing new is known: that what was confirmed has been seen now makes no difference later. */
function isSameKnowledge(before: KnownObject, now: KnownObject): boolean {
  if (before === now) return true;
  const names = Object.keys(now);
  return names.length === Object.keys(before).length && names.every((name) => isSameValue(before[name], now[name]));
}

function isSameValue(left: Knowledge | undefined, right: Knowledge | undefined): boolean {
  return (
    left !== undefined &&
    right !== undefined &&
    left.how !== 'unconfirmed' &&
    right.how !== 'unconfirmed' &&
    (left.how === 'refused') === (right.how === 'refused') &&
    (left.value === right.value || JSON.stringify(left.value) === JSON.stringify(right.value))
  );
}

/** The event that says what was decided and what came of it. */
export function eventOf(context: CycleContext, result: ExportResult, startedAt: number): NewEvent {
  const { decision, link, failure, refusal = null } = result;
  const { summary } = decision;
  const failed = failure !== null || summary.failed;
  const exchange = failure === null ? refusal : failure.exchange;
  const redacted = failed || exchange !== null ? redactedValues(decision) : [];
  return {
    activityDateTime: new Date(context.now()).toISOString(),
    jobId: context.job.id,
    cycleId: context.cycleId,
    action: summary.action,
    status: statusOf(result, failed),
    source: summary.source,
    targetId: failed ? summary.targetId : (link?.targetId ?? summary.targetId),
    reason:
      failure === null
        ? (result.warning ?? summary.reason)
        : {
            code: failure.code,
            message: hideIn(failure.message, redacted),
            recommendedAction: failure.recommendedAction,
          },
    steps: [...summary.steps, ...exportSteps(result, redacted)],
    modifiedProperties: summary.changes,
    ...(summary.files === undefined ? {} : { files: summary.files }),
    durationMs: Math.max(0, Math.round(context.now() - startedAt)),
    exchange: exchange === null ? null : hideValues(exchange, redacted),
  };
}

function statusOf({ decision, warning }: ExportResult, failed: boolean): EventStatus {
  if (failed) return 'failure';
  if (warning !== null || decision.after.kind === 'missing') return 'warning';
  return decision.summary.action === 'skip' ? 'skipped' : 'success';
}

function exportSteps({ failure, note, warning }: ExportResult, redacted: readonly string[]): ProvisioningStep[] {
  if (failure !== null) {
    const description = hideIn(failure.message, redacted);
    return [{ type: 'export', status: 'failure', description, details: { errorCode: failure.code } }];
  }
  return [
    ...(note === null ? [] : [{ type: 'export', status: 'success', description: note, details: {} } as const]),
    ...(warning === null
      ? []
      : [
          { type: 'export', status: 'warning', description: warning.message, details: { code: warning.code } } as const,
        ]),
  ];
}

function redactedValues(decision: Decision): string[] {
  return decision.evaluated.values
    .filter((value) => value.redacted)
    .flatMap(({ value }) => (typeof value === 'object' ? (value ?? []) : [value]))
    .map(String);
}
