import { accessAlone, decide } from '../../decision/decide.ts';
import { takesAccess, type Decision, type Link } from '../../decision/decision.ts';
import { afterDoubt, afterWriting, type Contradiction } from '../../decision/knowledge.ts';
import { givesAccess, sameValueBy } from '../../decision/plan.ts';
import { filesSentence } from '../../decision/removal.ts';
import { TargetError, type TargetChange, type TargetValues } from '../../directories/targetDirectory.ts';
import type { Reason } from '../../protocol/provisioning.ts';
import { codeOf } from './errorCodes.ts';
import {
  failedResult,
  failedWith,
  isDisablingOpen,
  resultOf,
  writtenBy,
  type Exporter,
  type ExportResult,
} from './export.ts';
import { explained, findInTheWay } from './conflictWords.ts';
import { createAccount } from './createAccount.ts';
import type { Attempt, ExportSurroundings } from './exportSurroundings.ts';
import { acceptedAgain, heldBesides, notKept, onlyAccepted } from './exportWords.ts';
import { knownReferencesOf } from './knownReferences.ts';
import { wasAccepted } from './patience.ts';
import type { Concerned } from './prepare.ts';
import { type Text, text } from '../../protocol/text.ts';

/** One for an account that moved or vanished, and one for a conflict that its new creation meets. */
const mostRecoveries = 2;

/**
 * The exporter that writes. A write counts when its response says so; what the response leaves open is noted, so that the
 * next cycle looks. It recovers from what a decision could not know: an account that is not where it was is looked for, a
 * conflict is resolved by looking for the object that is in the way, and after a response that never came the target is
 * asked before anything is sent twice.
 */
export function liveExporter(parts: Omit<ExportSurroundings, 'attempt'>): Exporter {
  const attempt: Attempt = (decision, item, recoveries) => {
    switch (decision.summary.action) {
      case 'create':
        return createAccount(surroundings, decision, item, recoveries);
      case 'update':
      case 'disable':
        return updateAccount(surroundings, decision, item, recoveries);
      case 'delete':
        return deleteAccount(surroundings, decision, item, recoveries);
      default:
        return Promise.resolve(resultOf(decision, item, decision));
    }
  };
  const surroundings: ExportSurroundings = { ...parts, attempt };
  return (decision, item) => attempt(decision, item, mostRecoveries);
}

async function updateAccount(
  surroundings: ExportSurroundings,
  decision: Decision,
  item: Concerned,
  recoveries: number,
): Promise<ExportResult> {
  const { context, gone } = surroundings;
  const { store, target, writeSignal } = context;
  const { targetId, known, evaluated } = decision;
  const { type } = evaluated.mapping;
  if (targetId === null) return resultOf(decision, item, decision);
  const written = writtenBy(decision);
  store.intents.beginWrite(type, item.id);
  try {
    const references = knownReferencesOf(store, evaluated.mapping, item.id, targetId);
    const receipt = await target.update(
      type,
      targetId,
      changesOf(decision),
      heldBesides(decision),
      writeSignal,
      references,
    );
    const after = afterWriting(known, written, receipt, sameValueBy(evaluated.mapping));
    const open = after.contradictions.length > 0 || !receipt.settled;
    const aboutAccess = after.contradictions.find(({ attribute }) => takesAccess(decision) && givesAccess(attribute));
    const result = resultOf(
      // Whether an account is gone that ends by being disabled is known only when the response says so.
      open && decision.after.kind === 'none' ? { ...decision, after: stillLinked } : decision,
      item,
      { targetId, known: after.known },
      {
        note: noteOf(decision),
        warning: open ? warningOf(after.contradictions) : null,
        settled: receipt.settled && aboutAccess === undefined,
      },
    );
    if (result.link === null && decision.after.kind === 'none') gone.add(targetId);
    if (aboutAccess?.again === true)
      return failedWith(decision, result.link, { ...notKept([aboutAccess]), exchange: null });
    return after.openAgain ? failedWith(decision, result.link, { ...acceptedAgain, exchange: null }) : result;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    if (error.kind === 'notFound' && recoveries > 0) {
      const found = await soughtAfter404(surroundings, decision, item);
      return surroundings.attempt(found.decision, found.item, recoveries - 1);
    }
    const told =
      error.kind === 'conflict'
        ? explained(error, await findInTheWay(surroundings, item, written), targetId, item, store)
        : error;
    return writeAccessAlone(surroundings, decision, item, failedWrite(decision, item, told), error.kind);
  }
}

/**
 * Writes what gives or takes access without the values that the target refuses: nobody is to keep access, or to go without,
 * because of a name that is taken.
 */
async function writeAccessAlone(
  surroundings: ExportSurroundings,
  decision: Decision,
  item: Concerned,
  refused: ExportResult,
  kind: TargetError['kind'],
): Promise<ExportResult> {
  const alone = accessAlone(decision);
  const isAboutValues = kind === 'conflict' || kind === 'rejected';
  const isPart = alone.planned.length > 0 && alone.planned.length < decision.planned.length;
  if (!isAboutValues || !isPart) return refused;
  const taken = await surroundings.attempt(alone, item, 0);
  return taken.failure === null && taken.link !== null ? { ...refused, link: taken.link } : taken;
}

async function deleteAccount(
  surroundings: ExportSurroundings,
  decision: Decision,
  item: Concerned,
  recoveries: number,
): Promise<ExportResult> {
  const { context, gone } = surroundings;
  const { targetId, evaluated } = decision;
  if (targetId === null) return resultOf(decision, item, decision);
  const { type } = evaluated.mapping;
  context.store.intents.beginWrite(type, item.id);
  try {
    const receipt = await context.target.delete(type, targetId, context.writeSignal, decision.removal);
    if (receipt === 'deleted') {
      gone.add(targetId);
      return resultOf(decision, item, decision, { note: deletionNote(decision, targetId) });
    }
    if (receipt === 'accepted') {
      return acceptedDeletion(surroundings, decision, item, targetId);
    }
    if (recoveries === 0) return failedResult(decision, notThere(targetId));
    const found = await soughtAfter404(surroundings, decision, item);
    return await surroundings.attempt(found.decision, found.item, recoveries - 1);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return failedWrite(decision, item, error);
  }
}

function deletionNote({ removal }: Decision, targetId: string): Text {
  const files = removal === null ? '' : filesSentence(removal);
  return files === '' ? text`Deleted ${targetId}.` : text`Deleted ${targetId}. ${files}`;
}

/** The result of a deletion that the target has accepted: the account is looked at until it's gone. */
function acceptedDeletion(
  { context }: ExportSurroundings,
  decision: Decision,
  item: Concerned,
  targetId: string,
): ExportResult {
  const { intents } = context.store;
  const { type } = decision.evaluated.mapping;
  intents.acceptDeletion(type, item.id, context.now());
  const known = afterDoubt(decision.known, valuesKnown(decision));
  const told = { warning: onlyAccepted, note: text`Asked to delete ${targetId}.`, settled: false };
  const result = resultOf({ ...decision, after: stillLinked }, item, { targetId, known }, told);
  return wasAccepted(item.intent, 'delete')
    ? failedWith(decision, result.link, { ...acceptedAgain, exchange: null }, false)
    : result;
}

/**
 * The decision about an account that the target says is not there under its id: it's looked for by everything that tells
 * it before it's taken to be gone.
 */
async function soughtAfter404(
  { context, lookup }: ExportSurroundings,
  decision: Decision,
  item: Concerned,
): Promise<{ readonly decision: Decision; readonly item: Concerned }> {
  const { evaluated } = decision;
  const link: Link = item.link ?? {
    targetId: decision.targetId ?? '',
    known: decision.known,
    disabledBecause: null,
    leftAlone: false,
    mapping: evaluated.mapping.name,
  };
  const target = await lookup.seek(evaluated, link, item.begun);
  const removal = decision.removal === null ? {} : { removal: decision.removal };
  const situation = { evaluated, link, target, release: null, ...removal };
  return { decision: decide(situation, context.settings), item: { ...item, link } };
}

/**
 * A write that failed. Where it may have taken effect all the same, nobody knows now what the account holds; where the account
 * wasn't found, nobody knows whether it's there, and the next cycle looks.
 */
function failedWrite(decision: Decision, item: Concerned, error: TargetError): ExportResult {
  const { code, recommendedAction } = codeOf(error);
  const failure = { code, recommendedAction, message: error.text, exchange: error.exchange };
  const { targetId, evaluated } = decision;
  if (targetId === null) return failedWith(decision, null, failure);
  const written = decision.summary.action === 'delete' ? valuesKnown(decision) : writtenBy(decision);
  const known = error.ambiguous ? afterDoubt(decision.known, written) : decision.known;
  const link: Link = {
    targetId,
    known,
    disabledBecause: isDisablingOpen(decision, known) ? null : (item.link?.disabledBecause ?? null),
    leftAlone: item.link?.leftAlone ?? false,
    mapping: evaluated.mapping.name,
  };
  return failedWith(decision, link, failure, error.kind !== 'notFound');
}

function valuesKnown({ known }: Decision): TargetValues {
  return Object.fromEntries(Object.entries(known).map(([attribute, { value }]) => [attribute, value]));
}

const stillLinked = { kind: 'linked', disabledBecause: null, leftAlone: false } as const;

function notThere(targetId: string): TargetError {
  return new TargetError('notFound', text`The target says that there is no object ${targetId}.`, null);
}

function noteOf({ summary, targetId }: Decision): Text {
  const id = targetId ?? '';
  return summary.action === 'disable' ? text`Disabled ${id}.` : text`Updated ${id}.`;
}

function warningOf(contradictions: readonly Contradiction[]): Reason {
  if (contradictions.length === 0) return onlyAccepted;
  const { code, message, recommendedAction } = notKept(contradictions);
  return { code, message, recommendedAction };
}

function changesOf({ planned, evaluated }: Decision): readonly TargetChange[] {
  const additions = new Set(
    evaluated.mapping.attributes.filter(({ flow }) => flow === 'additions').map(({ target }) => target),
  );
  return planned.map((change) => ({ ...change, addsOnly: additions.has(change.attribute) }));
}
