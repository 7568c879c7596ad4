import { isDeepStrictEqual } from 'node:util';
import type { DecisionSummary, ObjectType } from '../../protocol/provisioning.ts';
import type { CycleContext } from '../cycle/cycleContext.ts';
import { keyAttributes } from '../cycle/restart.ts';
import type { ConsequenceCollector } from './compareDecisions.ts';
import type { Baseline } from './memory.ts';
import { previewWork } from './previewWork.ts';
import { type ByType, type Compared, decideAgain, notePrints, objectTypes, type Scanned } from './scan.ts';
import type { Text } from '../../protocol/text.ts';

/**
 * Decides whom the edited text affects as a cycle with it does.
 *
 * @returns what accidental-deletion prevention says of the edited text; null when it holds nothing back.
 */
export async function decideEdited(
  compared: Compared,
  scanned: ByType<Scanned>,
  baseline: Baseline,
  collector: ConsequenceCollector,
): Promise<Text | null> {
  const { former, edited } = compared;
  const { store } = edited;
  // Whom the decisions about others reach, such as the groups of who is created.
  const reached: DecisionSummary[] = [];
  const cause = await store.database.discarding(() => {
    beginAnew(former, edited);
    for (const type of objectTypes) addAffected(edited, type, scanned[type]);
    return previewWork(
      edited,
      { questions: (type) => scanned[type].questions, plain: (type) => scanned[type].plain },
      (decision) => {
        const { id, type } = decision.source;
        if (baseline.prints.has(id) && !scanned[type].decided.has(id)) collector.add(decision);
        else reached.push(decision);
      },
    );
  });
  for (const type of objectTypes) {
    const decisions = reached.filter(({ source }) => source.type === type);
    await addReached(compared, { type, decisions, decided: scanned[type].decided }, baseline, collector);
  }
  return cause?.message ?? null;
}

/** Adds what is decided about objects because of others; where they were decided alone before, both belong together. */
async function addReached(
  compared: Compared,
  reached: {
    readonly type: ObjectType;
    readonly decisions: readonly DecisionSummary[];
    readonly decided: ReadonlySet<string>;
  },
  baseline: Baseline,
  collector: ConsequenceCollector,
): Promise<void> {
  const { type, decisions, decided } = reached;
  const ids = decisions.map(({ source }) => source.id);
  await notePrints(compared, type, ids, baseline);
  const alone = await decideAgain(
    compared,
    type,
    ids.filter((id) => decided.has(id)),
  );
  const before = new Map(alone.map((decision) => [decision.source.id, decision]));
  for (const decision of decisions) {
    const first = before.get(decision.source.id);
    if (first !== undefined) collector.remove(first);
    collector.add(first === undefined ? decision : joined(first, decision));
  }
}

/** A decision about an object alone, and what is done to its references besides. */
function joined(alone: DecisionSummary, reached: DecisionSummary): DecisionSummary {
  if (alone.action !== 'update') return reached;
  return { ...reached, targetId: alone.targetId, changes: [...alone.changes, ...reached.changes] };
}

/** What a cycle with changed mappings does first (`restartWhenChanged`), but for reading everything. */
function beginAnew(former: CycleContext, { store, mappings }: CycleContext): void {
  store.state.setQuarantine(null);
  store.intents.forgetMistakes();
  store.escrow.renewAll();
  store.work.addEscrowed();
  for (const { type, mappings: ofType } of mappings) {
    const before = former.mappings.find((set) => set.type === type);
    const keys = keyAttributes(ofType);
    if (before === undefined || !isDeepStrictEqual(keys, keyAttributes(before.mappings)))
      store.links.refile(type, keys);
  }
}

function addAffected({ store: { work } }: CycleContext, type: ObjectType, { affected, referring }: Scanned): void {
  work.addAll(type, affected);
  work.addReferences(type, referring);
  work.addReferrersOf(referring);
}
