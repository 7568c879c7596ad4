import { ProvisioningFailure } from '../protocol/failure.ts';
import type { DecisionSummary, ProvisioningEvent } from '../protocol/provisioning.ts';
import type { CycleContext } from './cycle/cycleContext.ts';
import { liveExporter, pretend } from './cycle/export.ts';
import { refreshOne } from './cycle/ingest.ts';
import { previewSink } from './cycle/previewSink.ts';
import { processGiven, type Run } from './cycle/processObjects.ts';
import { passReferences } from './cycle/referencePass.ts';
import { targetLookup } from './cycle/targetLookup.ts';
import { createTally } from './cycle/tally.ts';
import { findSubject, type Subject } from './findSubject.ts';

/** Reads one object anew and decides it, showing every step and writing nothing. */
export function explainSubject(context: CycleContext, name: string): Promise<DecisionSummary> {
  return context.store.database.discarding(async () => {
    const subject = await findSubject(context, name);
    const decisions: DecisionSummary[] = [];
    const sink = previewSink(new Set([subject.type]), (told) => {
      if (told.source.id === subject.id) decisions.push(told);
    });
    await runOne(context, subject, (run) => ({
      ...run,
      exporter: pretend,
      onDecision: sink.decided,
      onReferences: (source, changes) => {
        sink.referencesChanged(source, null, changes);
      },
    }));
    sink.flush();
    return decisions[0] ?? notConsidered(context, subject);
  });
}

/** Reads one object anew, decides it and carries the decision out. */
export async function provisionSubject(context: CycleContext, name: string): Promise<ProvisioningEvent> {
  const subject = await findSubject(context, name);
  const events: ProvisioningEvent[] = [];
  await runOne(context, subject, (run) => ({
    ...run,
    onEvent: (event) => {
      if (event.source.id === subject.id) events.push(event);
    },
  }));
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

async function runOne(context: CycleContext, subject: Subject, adapt: (run: Run) => Run): Promise<void> {
  const { store, source, signal } = context;
  const mapping = context.mappings.find((candidate) => candidate.type === subject.type);
  if (mapping === undefined) {
    throw new ProvisioningFailure(
      'notFound',
      `No object mapping for ${subject.type === 'User' ? 'users' : 'groups'} is enabled.`,
      { recommendedAction: 'Enable it in the job file.' },
    );
  }
  const assignments = await source.readAssignments(signal);
  store.database.transaction(() => {
    for (const principal of store.mirror.replaceAssignments(assignments)) {
      store.work.add(principal.type, principal.id);
      if (principal.type === 'Group') store.work.addMembersOf(principal.id);
    }
  });
  await refreshOne(context, subject.type, subject.id);
  await refreshAssigningGroups(context, subject);
  const lookup = targetLookup(context, mapping, false, true);
  const run = adapt({
    context,
    mapping,
    lookup,
    exporter: liveExporter(context, lookup),
    tally: createTally(),
    holdDeletes: false,
    due: null,
    onDecision: null,
    onReferences: null,
    onEvent: null,
    considerAll: true,
  });
  await processGiven(run, [subject.id]);
  if (mapping.references.length > 0) {
    store.work.addReferences(subject.type, [subject.id]);
    await passReferences(run, [subject.id]);
  }
}

/** Before the first cycle nothing is known of the groups that bring a user's assignment. */
async function refreshAssigningGroups(context: CycleContext, subject: Subject): Promise<void> {
  const { store } = context;
  if (subject.type === 'Group' || store.state.watermark('Group') !== null) return;
  const groups = store.database
    .prepare("SELECT DISTINCT principal_id AS id FROM assignment WHERE principal_type = 'Group'")
    .all();
  for (const group of groups) await refreshOne(context, 'Group', group['id'] as string);
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
      message: 'Not assigned to the application.',
      recommendedAction: 'Assign it in Microsoft Entra ID.',
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
