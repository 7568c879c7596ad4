import { decideReferences } from '../../cycle/decideReferences.ts';
import type { CompiledReferenceMapping } from '../../cycle/compiledMapping.ts';
import { evaluateScope } from '../../cycle/evaluateScope.ts';
import { toUpdateReferences } from '../../cycle/reasons.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import type {
  AttributeChange,
  ObjectIdentity,
  ProvisioningEvent,
  ProvisioningStep,
} from '../../protocol/provisioning.ts';
import { forEachConcurrently } from './pool.ts';
import { codeOf, pretend } from './export.ts';
import type { Run } from './processObjects.ts';
import { readSnapshots, type SnapshotReader } from './snapshot.ts';
import type { NewEvent } from './record.ts';

const batchSize = 128;

/**
 * Writes the references (manager, members) of linked objects, after the objects that they point to (decision 6.6). A
 * reference that cannot be resolved yet is left out and written when its object is linked.
 *
 * @param only goes through these objects instead of the work list.
 */
export async function passReferences(run: Run, only?: readonly string[]): Promise<void> {
  const { context, mapping } = run;
  const { work } = context.store;
  if (only !== undefined) {
    await passBatch(run, only);
    return;
  }
  const total = work.referenceCount(mapping.type);
  let done = 0;
  for (let after = ''; ;) {
    context.signal.throwIfAborted();
    const ids = work.referencePage(mapping.type, after, batchSize);
    if (ids.length === 0) return;
    after = ids[ids.length - 1] ?? after;
    await passBatch(run, ids);
    done += ids.length;
    context.onProgress({
      stage: 'references',
      message: mapping.type === 'User' ? 'References of users' : 'Members of groups',
      done,
      total,
    });
  }
}

async function passBatch(run: Run, ids: readonly string[]): Promise<void> {
  const { context } = run;
  const { store } = context;
  const snapshotOf = readSnapshots(context, run.mapping.type, ids);
  const outcomes: ReferenceOutcome[] = [];
  let failure: { readonly error: unknown } | null = null;
  try {
    await forEachConcurrently(ids, context.target.concurrency, async (id) => {
      context.signal.throwIfAborted();
      outcomes.push(await passOne(run, id, snapshotOf));
    });
  } catch (error) {
    failure = { error };
  }
  const events = store.database.transaction(() => outcomes.flatMap((outcome) => record(run, outcome)));
  for (const outcome of outcomes) reportDecision(run, outcome);
  if (run.onEvent !== null) events.forEach(run.onEvent);
  if (failure !== null) throw failure.error;
}

interface ReferenceOutcome {
  readonly source: ObjectIdentity;
  readonly targetId: string | null;
  readonly changes: readonly AttributeChange[];
  readonly written: readonly {
    readonly attribute: string;
    readonly add: readonly string[];
    readonly remove: readonly string[];
  }[];
  readonly unresolved: number;
  readonly error: TargetError | null;
  readonly startedAt: number;
}

async function passOne(run: Run, id: string, snapshotOf: SnapshotReader): Promise<ReferenceOutcome> {
  const { context, mapping } = run;
  const { links, mirror } = context.store;
  const link = links.find(mapping.type, id);
  const source = { id, type: mapping.type, displayName: mirror.find(mapping.type, id)?.displayName ?? id };
  const outcome = { source, targetId: link?.targetId ?? null, startedAt: context.now() };
  const nothing = { ...outcome, changes: [], written: [], unresolved: 0, error: null };
  if (link === null) return nothing;
  const references = await flowingReferences(run, id, snapshotOf);
  if (references.length === 0) return nothing;

  const changes: AttributeChange[] = [];
  const written: { attribute: string; add: readonly string[]; remove: readonly string[] }[] = [];
  let unresolved = 0;
  try {
    for (const reference of references) {
      const known = await knownReferences(run, id, link.targetId, reference);
      const desired = links.desiredReferences(id, reference.source, 'User');
      const plan = decideReferences({ desired, known }, reference);
      unresolved += links.unresolvedReferences(id, reference.source);
      if (plan.add.length + plan.remove.length === 0) continue;
      changes.push({
        attribute: reference.target,
        old: links.namesOf('User', plan.remove),
        new: links.namesOf('User', plan.add),
      });
      if (run.exporter !== pretend) {
        // Should it be cut short, nobody knows how many of the requests took effect: the target is asked then.
        if (reference.multivalued) links.markReferencesRead(mapping.type, id, false);
        await context.target.updateReferences(
          mapping.type,
          link.targetId,
          reference.target,
          { ...plan, multivalued: reference.multivalued },
          context.writeSignal,
        );
      }
      written.push({ attribute: reference.target, ...plan });
    }
    return { ...outcome, changes, written, unresolved, error: null };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { ...outcome, changes, written, unresolved, error };
  }
}

/**
 * The references that may be written now. Of an object that has left the scope none is touched any more; where updates are
 * turned off, or an attribute flows at creation only, they are written in the cycle that created the object.
 */
async function flowingReferences(
  run: Run,
  id: string,
  snapshotOf: SnapshotReader,
): Promise<readonly CompiledReferenceMapping[]> {
  const { context, mapping } = run;
  const snapshot = await snapshotOf(id, true);
  if (snapshot === null || !evaluateScope(snapshot, context.settings, mapping.filter).inScope) return [];
  const restricted = mapping.references.filter(({ flow }) => !mapping.flow.update || flow === 'atCreation');
  return restricted.length === 0 || context.store.log.hasCreated(context.cycleId, id)
    ? mapping.references
    : mapping.references.filter((reference) => !restricted.includes(reference));
}

/**
 * References that the target is known to hold. Of an object that was matched rather than created they are read once, and
 * again after a write that did not come to its end; only those that stand for linked objects count.
 */
async function knownReferences(
  run: Run,
  id: string,
  targetId: string,
  reference: CompiledReferenceMapping,
): Promise<ReadonlySet<string>> {
  const { context, mapping } = run;
  const { links } = context.store;
  if (links.referencesRead(mapping.type, id) || targetId.startsWith('(new) '))
    return links.knownReferences(id, reference.target);
  const held = await context.target.readReferences(mapping.type, targetId, reference.target, context.signal);
  const ours = held.filter((heldId) => links.sourceOf('User', heldId) !== null);
  links.replaceReferences(id, reference.target, ours);
  return new Set(ours);
}

function record(run: Run, outcome: ReferenceOutcome): readonly ProvisioningEvent[] {
  const { context, mapping } = run;
  const { store } = context;
  const { source } = outcome;
  for (const { attribute, add, remove } of outcome.written)
    store.links.changeReferences(source.id, attribute, add, remove);
  if (outcome.error?.kind === 'notFound') {
    // The object vanished from the target: it is matched or created anew, with its references, in the next cycle.
    store.links.remove(mapping.type, source.id);
    store.work.add(mapping.type, source.id);
  }
  if (outcome.error === null) {
    store.work.referencesDone(mapping.type, source.id);
    store.links.markReferencesRead(mapping.type, source.id, true);
  }
  if (outcome.changes.length === 0 && outcome.error === null) return [];
  // An object that was created or updated in this cycle has been counted already.
  const counted = store.log.hasActed(context.cycleId, source.id);
  if (outcome.error !== null) run.tally.count('update', true);
  else if (!counted && run.exporter !== pretend) run.tally.count('update', false);
  return [store.log.append(eventOf(run, outcome))];
}

function eventOf(run: Run, outcome: ReferenceOutcome): NewEvent {
  const { context } = run;
  const message = outcome.error === null ? toUpdateReferences(outcome.changes).message : outcome.error.message;
  return {
    activityDateTime: new Date(context.now()).toISOString(),
    jobId: context.job.id,
    cycleId: context.cycleId,
    action: 'update',
    status: outcome.error === null ? 'success' : 'failure',
    source: outcome.source,
    targetId: outcome.targetId,
    reason: {
      code: outcome.error === null ? 'Update' : 'ReferenceUpdateFailed',
      message,
      recommendedAction: outcome.error === null ? null : codeOf(outcome.error).recommendedAction,
    },
    steps: stepsOf(outcome, message),
    modifiedProperties: outcome.changes,
    durationMs: Math.max(0, Math.round(context.now() - outcome.startedAt)),
    exchange: outcome.error?.exchange ?? null,
  };
}

function stepsOf(outcome: ReferenceOutcome, message: string): ProvisioningStep[] {
  const steps: ProvisioningStep[] = [
    {
      type: 'referenceResolution',
      status: outcome.error === null ? 'success' : 'failure',
      description: message,
      details: {},
    },
  ];
  if (outcome.unresolved > 0) {
    steps.push({
      type: 'referenceResolution',
      status: 'warning',
      description: `${outcome.unresolved} references point to objects that are not provisioned; they are written when those are.`,
      details: { code: 'UnableToResolveReferenceAttributeValue', count: String(outcome.unresolved) },
    });
  }
  return steps;
}

/** In a preview, the reference changes of an object are part of its one decision. */
function reportDecision(run: Run, outcome: ReferenceOutcome): void {
  if (run.exporter === pretend && outcome.changes.length > 0) run.onReferences?.(outcome.source, outcome.changes);
}
