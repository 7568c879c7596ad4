import { isByThreshold } from '../../decision/quarantine.ts';
import type { AttributesByType } from '../../directories/sourceDirectory.ts';
import type { ProvisioningJob } from '../../job/job.ts';
import { ConsequenceCollector, printOf } from './compareDecisions.ts';
import type { ConsequenceResult } from '../../protocol/engineParams.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { createContext } from '../createContext.ts';
import type { CycleContext } from '../cycle/cycleContext.ts';
import { ingest } from '../cycle/ingest.ts';
import { covers, missingAttributes, readAttributes, withAttributesRead } from './attributesRead.ts';
import type { Baseline, ConsequenceMemory } from './memory.ts';
import { decideEdited } from './decideEdited.ts';
import { previewWork } from './previewWork.ts';
import { type ByType, type Compared, objectTypes, scan, type Scanned } from './scan.ts';

/**
 * What the next cycle does otherwise, because of how the text was changed: both texts are evaluated on everybody as the last
 * read left them, and the objects of which they make something different are decided as a cycle would. Nothing that it
 * writes stays.
 *
 * @param edited the context of the changed text.
 * @param job what it's compared with.
 * @param key names the text that it's compared with, and the state.
 */
export async function consequenceOf(
  edited: CycleContext,
  job: ProvisioningJob,
  memory: ConsequenceMemory,
  key: string,
): Promise<ConsequenceResult> {
  const { store, now } = edited;
  const began = now();
  const baseline = memory.baselineOf(key);
  return store.database.discarding(async () => {
    const compared = await bringTogether(edited, job, baseline);
    const due = noteDue(compared.former);
    if (!baseline.isDueDecided) await decideDue(compared.former, baseline);
    const collector = new ConsequenceCollector(baseline.prints);
    const scanned = await scanAll(compared, baseline, due, collector);
    const held = await decideEdited(compared, scanned, baseline, collector);
    const consequence = collector.result(now() - began, held);
    return { consequence, decisions: collector.decisions(), changing: collector.changing };
  });
}

/** Both texts on the same people: as they were read last, with what only the edited text uses read besides. */
async function bringTogether(edited: CycleContext, job: ProvisioningJob, baseline: Baseline): Promise<Compared> {
  const { onProgress, evaluation, signal, source, target, store, now } = edited;
  const context = await createContext({ job, source, target, store, signal, now, onProgress: () => undefined });
  const former = { ...context, evaluation: { ...context.evaluation, now: evaluation.now } };
  const sourceAttributes = union(former.sourceAttributes, edited.sourceAttributes);
  const isRead = objectTypes.every((type) => store.state.watermark(type) !== null);
  if (!isRead) {
    await ingest({ ...former, sourceAttributes, onProgress });
    return together(former, edited, sourceAttributes);
  }
  const missing = missingAttributes(former.sourceAttributes, edited.sourceAttributes);
  if (!covers(baseline.read, missing)) baseline.read = await readAttributes(edited, missing);
  const whole = baseline.read === null ? store : withAttributesRead(store, baseline.read);
  return together({ ...former, store: whole }, { ...edited, store: whole }, sourceAttributes);
}

function together(former: CycleContext, edited: CycleContext, sourceAttributes: AttributesByType): Compared {
  const scope = [former, edited].some(({ settings }) => settings.scope === 'all') ? 'all' : 'assigned';
  return { former, edited, both: { ...edited, sourceAttributes, settings: { ...edited.settings, scope } } };
}

function union(one: AttributesByType, other: AttributesByType): AttributesByType {
  const both = (type: ObjectType): ReadonlySet<string> => new Set([...one[type], ...other[type]]);
  return { User: both('User'), Group: both('Group') };
}

/** Puts on the work list what a cycle would come to by itself. @returns those objects. */
function noteDue({ store, settings, now }: CycleContext): ByType<ReadonlySet<string>> {
  const { work, escrow, state } = store;
  if (state.initialPending()) work.addAllInQuestion(settings.scope);
  escrow.beginCycle(now(), isByThreshold(state.quarantine()));
  work.addEscrowed();
  work.addWaiting();
  work.addDoubtful();
  return { User: work.all('User'), Group: work.all('Group') };
}

async function decideDue(former: CycleContext, baseline: Baseline): Promise<void> {
  const { work } = former.store;
  if (objectTypes.some((type) => work.count(type, null) + work.referenceCount(type) > 0))
    await previewWork(
      former,
      { questions: (type) => work.count(type, false), plain: () => new Set() },
      (decision) => void baseline.prints.set(decision.source.id, printOf(decision)),
    );
  baseline.isDueDecided = true;
}

async function scanAll(
  compared: Compared,
  baseline: Baseline,
  due: ByType<ReadonlySet<string>>,
  collector: ConsequenceCollector,
): Promise<ByType<Scanned>> {
  const { store, onProgress } = compared.edited;
  const total = store.links.count('User') + store.links.count('Group');
  let before = 0;
  const scanOf = async (type: ObjectType): Promise<Scanned> => {
    let last = 0;
    const scanned = await scan(compared, {
      type,
      baseline,
      due: due[type],
      triedAnew: store.escrow.all(type),
      onDecision: (decision) => {
        collector.add(decision);
      },
      onProgress: (looked) => {
        last = looked;
        const done = before + looked;
        onProgress({ stage: 'comparing', message: 'Comparing', done, total: Math.max(done, total) });
      },
    });
    before += last;
    return scanned;
  };
  return { User: await scanOf('User'), Group: await scanOf('Group') };
}
