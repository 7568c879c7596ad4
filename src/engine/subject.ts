import { ProvisioningFailure } from '../protocol/failure.ts';
import type { DecisionSummary, ProvisioningEvent } from '../protocol/provisioning.ts';
import type { AssumedChange } from '../protocol/graphProtocol.ts';
import { withAssumed } from './assumedAssignments.ts';
import type { CycleContext } from './cycle/cycleContext.ts';
import { allotSeats } from './cycle/allotSeats.ts';
import { confirmPermanent, Declined, type ConfirmPermanent } from './cycle/confirmPermanent.ts';
import { guardLosses } from './cycle/guardLosses.ts';
import { ingest } from './cycle/ingest.ts';
import type { ForeseenLoss } from './cycle/losses.ts';
import { lookAhead, lookForNames } from './cycle/lookAhead.ts';
import { matchUnlinked } from './cycle/matchUnlinked.ts';
import { foreseeLostMembers } from './cycle/planReferences.ts';
import { createRun, type Stage } from './cycle/prepareRuns.ts';
import { refreshAll, refreshOne } from './cycle/presence.ts';
import { previewSink } from './cycle/previewSink.ts';
import { processObjects } from './cycle/processObjects.ts';
import { ingestAssignments } from './cycle/readAssignments.ts';
import { passReferences } from './cycle/referencePass.ts';
import { createTally } from './cycle/tally.ts';
import { findSubject, type Subject } from './findSubject.ts';
import type { Run } from './cycle/run.ts';
import { type Text, text } from '../protocol/text.ts';

/** Reads the source and decides one object, showing every step and writing nothing. */
export function explainSubject(context: CycleContext, name: string): Promise<DecisionSummary> {
  return context.store.database.discarding(async () => {
    const subject = await findSubject(context, name);
    const decisions: DecisionSummary[] = [];
    const sink = previewSink(new Set([subject.type]), (told) => {
      if (told.source.id === subject.id) decisions.push(told);
    });
    await runOne(context, subject, { writes: false, tally: createTally(), sink, onEvent: null }, null);
    sink.flush();
    return decisions[0] ?? notConsidered(context, subject);
  });
}

/** Decides for the users and groups that a change of the assignments is about, as if it had been made. */
export async function explainAssumed(
  context: CycleContext,
  change: AssumedChange,
): Promise<readonly DecisionSummary[]> {
  const assumed = { ...context, source: withAssumed(context.source, change) };
  const decisions: DecisionSummary[] = [];
  for (const id of change.about) decisions.push(await explainSubject(assumed, id));
  return decisions;
}

/** Reads the source, decides one object and carries the decision out. */
export async function provisionSubject(
  context: CycleContext,
  name: string,
  confirm: ConfirmPermanent | null,
): Promise<ProvisioningEvent> {
  const subject = await findSubject(context, name);
  const events: ProvisioningEvent[] = [];
  const onEvent = (event: ProvisioningEvent): void => {
    if (event.source.id === subject.id) events.push(event);
  };
  const stage: Stage = { writes: true, tally: createTally(), sink: null, onEvent };
  await runOne(context, subject, stage, confirm).catch((error: unknown) => {
    if (!(error instanceof Declined)) throw error;
    throw new ProvisioningFailure('cancelled', text`Nothing was done: the account would have been gone permanently.`);
  });
  const [first, ...rest] = events;
  if (first === undefined) {
    const { reason } = notConsidered(context, subject);
    throw new ProvisioningFailure(
      'notFound',
      reason.message,
      reason.recommendedAction === null ? {} : { recommendedAction: reason.recommendedAction },
    );
  }
  return rest.reduce(mergeEvents, first);
}

/**
 * Does for one object what a cycle does for all: it reads what has changed, and holds back what accidental-deletion
 * prevention would hold back in a cycle.
 */
async function runOne(
  context: CycleContext,
  subject: Subject,
  stage: Stage,
  confirm: ConfirmPermanent | null,
): Promise<void> {
  const set = context.mappings.find((candidate) => candidate.type === subject.type);
  if (set === undefined) {
    throw new ProvisioningFailure(
      'notFound',
      subject.type === 'User'
        ? text`No object mapping for users is enabled.`
        : text`No object mapping for groups is enabled.`,
      { recommendedAction: text`Enable it in the job file.` },
    );
  }
  const silence = await readFor(context, subject);
  context.store.escrow.renew(subject.type, [subject.id]);
  context.store.work.add(subject.type, subject.id);
  const run = createRun(context, set, stage, { listed: false, refresh: true, due: null, considerAll: true });
  await matchUnlinked(run, [subject.id]);
  const losses = await guardOne(context, run, subject, silence);
  const ids = await withHolders(run, subject.id);
  const foreseen = losses.filter(({ loss }) => ids.includes(loss.source.id));
  await confirmPermanent(context, [run], { foreseen, confirm, released: false });
  await allotSeats(run, [subject.id]);
  await processObjects(run, true, ids);
  // Whose account was just taken away has no link any more, and has had its turn.
  if (context.store.work.has(subject.type, subject.id)) await processObjects(run, false, [subject.id]);
  context.store.work.addReferences(subject.type, [subject.id]);
  await passReferences(run, [subject.id]);
}

/**
 * Brings the mirror up to date as a cycle does. Before the first cycle not everything is read for one object: only who is
 * assigned, the object, and the groups that may bring its assignment.
 */
async function readFor(context: CycleContext, subject: Subject): Promise<Text | null> {
  const { store } = context;
  const isRead = store.state.watermark('User') !== null && store.state.watermark('Group') !== null;
  const silence = isRead ? (await ingest(context)).silence : await ingestAssignments(context);
  await refreshOne(context, subject.type, subject.id);
  if (isRead || subject.type === 'Group') return silence;
  const groups = store.database
    .prepare("SELECT DISTINCT principal_id AS id FROM assignment WHERE principal_type = 'Group'")
    .all();
  await refreshAll(
    context,
    'Group',
    groups.map((group) => group['id'] as string),
  );
  return silence;
}

/** One object is judged among all that a cycle would take away now. */
async function guardOne(
  context: CycleContext,
  run: Run,
  subject: Subject,
  silence: Text | null,
): Promise<readonly ForeseenLoss[]> {
  const losses = await lookAhead(run, null);
  if (subject.type === 'Group') losses.push(...(await foreseeLostMembers(run, [subject.id])));
  guardLosses(context, [run], losses, false, silence);
  return losses;
}

/** The object, and those that have a name which it's to get, as far as that goes. */
async function withHolders(run: Run, id: string): Promise<readonly string[]> {
  const { waits, releases } = run.found;
  waits.clear();
  releases.clear();
  const ids = new Set([id]);
  for (const each of ids) {
    await lookForNames(run, each);
    for (const holder of waits.get(each) ?? []) ids.add(holder);
  }
  return [...ids];
}

function notConsidered(context: CycleContext, subject: Subject): DecisionSummary {
  const displayName = context.store.mirror.find(subject.type, subject.id)?.displayName ?? subject.id;
  return {
    source: { ...subject, displayName },
    targetId: null,
    action: 'skip',
    failed: false,
    reason: {
      code: 'NotEffectivelyEntitled',
      message: text`Not assigned to the application.`,
      recommendedAction: text`Assign it in Microsoft Entra ID.`,
    },
    steps: [],
    changes: [],
    destructive: false,
  };
}

function mergeEvents(first: ProvisioningEvent, next: ProvisioningEvent): ProvisioningEvent {
  return {
    ...first,
    action: first.action === 'none' ? next.action : first.action,
    status: next.status === 'failure' ? 'failure' : first.status,
    reason: first.action === 'none' || next.status === 'failure' ? next.reason : first.reason,
    steps: [...first.steps, ...next.steps],
    modifiedProperties: [...first.modifiedProperties, ...next.modifiedProperties],
    durationMs: first.durationMs + next.durationMs,
    exchange: next.exchange ?? first.exchange,
  };
}
