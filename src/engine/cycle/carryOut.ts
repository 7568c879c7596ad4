import { lookupFailed, notDue, withoutName } from '../../decision/decide.ts';
import { takesAccess, type Decision, type Link, type TargetKnowledge } from '../../decision/decision.ts';
import { lossKey } from '../../decision/deletionGuard.ts';
import { heldValue } from '../../decision/knowledge.ts';
import { targetQuestion } from '../../decision/targetQuestion.ts';
import { temporaryName, withFormerNames } from '../../decision/temporaryName.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import type { DecisionSummary } from '../../protocol/provisioning.ts';
import type { Batch } from './batch.ts';
import { failedResult, type ExportResult } from './export.ts';
import { decideItem } from './decideItem.ts';
import { exportWithSeat } from './exportWithSeat.ts';
import { twoAccounts } from './exportWords.ts';
import { holdOf, notDoneEvent, notDoneSummary } from './heldOutcomes.ts';
import { rejectionOf } from './heldBefore.ts';
import { lossOf } from './losses.ts';
import type { Concerned } from './prepare.ts';
import { eventOf } from './record.ts';
import type { Run } from './run.ts';
import type { Ending } from './tally.ts';
import { takenName } from './takenNames.ts';
import { knowledgeOf } from './targetKnowledge.ts';
import { isSameText } from '../../protocol/text.ts';

/** What came of one object. */
export type Processed = ExportResult | Held;

/** An action that takes access away and that accidental-deletion prevention keeps back. */
export interface Held {
  readonly kind: 'held';
  readonly decision: Decision;
}

/** Records what came of one object. @returns its result; null when it's held back or was rejected. */
export function recordProcessed(
  run: Run,
  batch: Batch,
  item: Concerned,
  processed: Processed,
  startedAt: number,
): ExportResult | null {
  const { context, tally } = run;
  const { summary } = processed.decision;
  if (processed.kind === 'held') {
    recordHeld(run, batch, processed);
    return null;
  }
  const doubled = run.found.doubled.get(item.id);
  const result = doubled === undefined ? processed : { ...processed, warning: twoAccounts(doubled) };
  const ending = endingOf(result);
  tally.count(summary, ending);
  run.sink?.decided(foreseenSummary(result), ending);
  if (keepsAccess(result)) run.found.keepsAccess.add(item.id);
  const quiet = saysNothingNew(run, result);
  batch.add({ kind: 'result', result, before: item.link, event: eventOf(context, result, startedAt), quiet });
  return result;
}

/** What a preview tells: a refusal that is known beforehand is the object's failure, by which nothing is done. */
function foreseenSummary({ decision: { summary }, failure, warning }: ExportResult): DecisionSummary {
  if (failure === null) return warning === null ? summary : { ...summary, reason: warning };
  const { code, message, recommendedAction } = failure;
  return { ...summary, action: 'skip', failed: true, changes: [], reason: { code, message, recommendedAction } };
}

/** Whether somebody goes on waiting for what the log says already: a team may be short of seats for weeks. */
function saysNothingNew({ context, considerAll }: Run, { decision: { waits, summary } }: ExportResult): boolean {
  if (!waits || considerAll || summary.action !== 'skip') return false;
  const { source, reason } = summary;
  const waiting = context.store.waiting.of(source.type, source.id);
  return waiting !== null && isSameText(waiting.message, reason.message);
}

function recordHeld(run: Run, batch: Batch, { decision: { summary, ...rest } }: Held): void {
  const { context, tally, sink } = run;
  const foreseen = lossOf({ summary, ...rest });
  const { loss } = foreseen;
  const rejection = rejectionOf(run, foreseen);
  const told = notDoneSummary(summary, rejection);
  sink?.decided(told, 'done');
  if (rejection !== null) tally.count(told, 'done');
  tally.stage(lossKey(loss), holdOf(context, loss, { ...summary, rejection }));
  batch.add({
    kind: rejection === null ? 'held' : 'rejected',
    event: notDoneEvent(context, { ...summary, rejection }),
  });
}

function endingOf({ failure, decision, settled, warning }: ExportResult): Ending {
  if (failure !== null || decision.summary.failed) return 'failed';
  if (!settled) return 'open';
  return warning === null ? 'done' : 'warned';
}

/** Whether it's certain that nothing is to be taken away from the object any more. */
function keepsAccess({ failure, decision }: ExportResult): boolean {
  const { after, evaluated, summary } = decision;
  if (failure !== null || summary.failed || takesAccess(decision)) return false;
  if (after.kind !== 'linked' || after.disabledBecause !== null) return false;
  return evaluated.scope.inScope ? evaluated.blocked === null : after.leftAlone && evaluated.scope.excluded === null;
}

/**
 * Decides and carries out; a target that fails while it is asked fails this object only.
 *
 * @param ring objects whose names become free only after this one's turn.
 */
export async function carryOut(run: Run, item: Concerned, ring: readonly string[] = []): Promise<Processed> {
  const { evaluated, link } = item;
  try {
    const decided = whenDue(run, item, await decideOne(run, item));
    if (takesAccess(decided) && !run.found.permitted.has(lossKey(lossOf(decided).loss)))
      return { kind: 'held', decision: decided };
    const taken = await takenName(run, item, decided, ring);
    if (taken !== null) return await run.exporter(withoutName(decided, link, taken), item);
    return await exportWithSeat(run, decided, item);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return failedResult(lookupFailed(evaluated, link), error);
  }
}

/**
 * What comes of an object that is to give up its name for one of its own: where that isn't free, it gets a temporary name,
 * so that whoever is to have its former one isn't kept from it.
 *
 * @param processed what came of it so far.
 */
export async function giveUpOtherwise(run: Run, item: Concerned, processed: Processed): Promise<Processed> {
  const { found } = run;
  const { id, link } = item;
  const release = found.releases.get(id);
  if (release === undefined || run.set.type === 'Group' || !isRefusedName(processed)) return processed;
  const held = heldValue(link?.known[release.attribute]);
  if (typeof held !== 'string' || release.value === temporaryName(held, id)) return processed;
  found.releases.set(id, { ...release, value: temporaryName(held, id) });
  return carryOut(run, item);
}

function isRefusedName(processed: Processed): boolean {
  if (processed.kind === 'held') return false;
  const { failure, decision } = processed;
  const code = failure?.code ?? (decision.summary.failed ? decision.summary.reason.code : null);
  return code === 'Conflict' || code === 'NameNotFree';
}

async function decideOne(run: Run, item: Concerned): Promise<Decision> {
  const { context, found } = run;
  const { evaluated, begun, id } = item;
  // An account that was given a temporary name is decided about as it was before.
  const parked = found.parked.get(id) ?? null;
  const link = parked ?? item.link;
  const asked = await knowledgeOf(run, item, targetQuestion(evaluated, link, begun, context.settings));
  const target = parked === null ? asked : asBefore(asked, parked, id);
  const release = evaluated.scope.inScope ? null : (found.releases.get(id) ?? null);
  return decideItem(run, item, { link, target, release });
}

function asBefore(target: TargetKnowledge, { known }: Link, sourceId: string): TargetKnowledge {
  if (target.kind !== 'read') return target;
  return { ...target, object: { ...target.object, values: withFormerNames(target.object.values, known, sourceId) } };
}

function whenDue({ context, set, due }: Run, { id, link }: Concerned, decision: Decision): Decision {
  if (due === null || due.has(id)) return decision;
  return notDue(decision, link, context.store.escrow.attemptOf(set.type, id) !== null);
}
