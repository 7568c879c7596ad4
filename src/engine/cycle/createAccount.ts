import { decide } from '../../decision/decide.ts';
import type { Decision, KnownTarget, TargetKnowledge } from '../../decision/decision.ts';
import { afterReading, afterWriting, type SeenValues, type WriteReceipt } from '../../decision/knowledge.ts';
import { sameValueBy } from '../../decision/plan.ts';
import { folded } from '../../decision/sameToTarget.ts';
import { TargetError, type CreationReceipt } from '../../directories/targetDirectory.ts';
import { isList } from '../../protocol/attributeJson.ts';
import { explained, findInTheWay } from './conflictWords.ts';
import { codeOf } from './errorCodes.ts';
import { failedWith, resultOf, writtenBy, type ExportFailure, type ExportResult } from './export.ts';
import { acceptedAgain, notCreated, notKept } from './exportWords.ts';
import type { ExportSurroundings } from './exportSurroundings.ts';
import { wasAccepted } from './patience.ts';
import { pendingCreation } from './pendingCreations.ts';
import type { Concerned } from './prepare.ts';
import { text } from '../../protocol/text.ts';

/**
 * Creates an account. The id that the response tells is checked before it's believed, and where the response leaves open
 * whether there is an account now, the target is asked.
 */
export async function createAccount(
  surroundings: ExportSurroundings,
  decision: Decision,
  item: Concerned,
  recoveries: number,
): Promise<ExportResult> {
  const { context } = surroundings;
  const { evaluated } = decision;
  const { mapping } = evaluated;
  const written = writtenBy(decision);
  try {
    const attributes = mapping.attributes.map(({ target }) => target);
    const receipt = await context.target.create(mapping.type, written, attributes, context.writeSignal);
    return await settleCreation(surroundings, decision, item, written, receipt);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    const failed = failedWith(decision, null, failureOf(error), !error.ambiguous);
    if (error.kind !== 'conflict' && (recoveries === 0 || !error.ambiguous)) return failed;
    return (await recover(surroundings, decision, item, error, recoveries)) ?? failed;
  }
}

/**
 * Looks for the account that may have been created, or that is in the way. Where a response never came and there is none,
 * the creation is sent once more.
 *
 * @returns null when nothing better is to be had than the failure.
 */
async function recover(
  surroundings: ExportSurroundings,
  decision: Decision,
  item: Concerned,
  error: TargetError,
  recoveries: number,
): Promise<ExportResult | null> {
  const { context, lookup, attempt } = surroundings;
  const { evaluated } = decision;
  const { ambiguous, kind } = error;
  const isConflict = kind === 'conflict';
  const target = isConflict ? await findInTheWay(surroundings, item, null) : await ask(lookup, item);
  if (target === null) return null;
  if (target.kind !== 'matched' || recoveries === 0) {
    if (isConflict) {
      const conflict = explained(error, target, null, item, context.store);
      return failedWith(decision, null, failureOf(conflict), !ambiguous);
    }
    const isLost = target.kind === 'noMatch' && kind !== 'serverError';
    return isLost ? attempt(decision, item, recoveries - 1) : null;
  }
  const instead = decide({ evaluated, link: null, target, release: null }, context.settings);
  if (ambiguous && instead.planned.length === 0) return created(decision, item, target.object);
  return attempt(instead, { ...item, link: null }, recoveries - 1);
}

/** A target that can't be asked either leaves everything open. */
async function ask(lookup: ExportSurroundings['lookup'], item: Concerned): Promise<TargetKnowledge | null> {
  try {
    return await lookup.ask({ evaluated: item.evaluated, link: null }, item.begun);
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}

async function settleCreation(
  surroundings: ExportSurroundings,
  decision: Decision,
  item: Concerned,
  written: SeenValues,
  receipt: CreationReceipt,
): Promise<ExportResult> {
  const { context, lookup, claims } = surroundings;
  const { type } = decision.evaluated.mapping;
  const { id } = receipt;
  if (id === null || !receipt.settled) {
    const target = await ask(lookup, item);
    if (target?.kind === 'matched') return created(decision, item, target.object);
    return receipt.queued
      ? acceptedCreation(surroundings, decision, item)
      : failedWith(decision, null, { ...notCreated, exchange: null }, false);
  }
  const owner = context.store.links.sourceOf(type, id) ?? claims.ofAccount(id) ?? item.id;
  if (owner !== item.id) return mistaken(surroundings, decision, item, owner);
  const shown = await shownBy(surroundings, decision, { ...receipt, id });
  const whose = whoseIs(decision, shown.told);
  if (whose !== 'own') {
    const target = await ask(lookup, item);
    if (target?.kind === 'matched') return created(decision, item, target.object);
    return whose === 'others'
      ? failedWith(decision, null, strangersAccount(id), false)
      : acceptedCreation(surroundings, decision, item);
  }
  const claimant = claims.claimAccount(id, item.id);
  if (claimant !== item.id) return mistaken(surroundings, decision, item, claimant);
  const after = afterWriting({}, written, shown, sameValueBy(decision.evaluated.mapping));
  return resultOf(
    decision,
    item,
    { targetId: id, known: after.known },
    {
      note: `Created ${id}.`,
      warning: after.contradictions.length > 0 ? notKept(after.contradictions) : null,
    },
  );
}

/**
 * What shows whose account a response to a creation is about: the response, or the account itself where the response tells
 * only an id. One that can't be read (yet) shows nothing.
 */
async function shownBy(
  { context: { target, signal } }: ExportSurroundings,
  decision: Decision,
  receipt: CreationReceipt & { readonly id: string },
): Promise<WriteReceipt> {
  if (whoseIs(decision, receipt.told) !== 'unknown') return receipt;
  const { type, attributes } = decision.evaluated.mapping;
  try {
    const names = attributes.map((attribute) => attribute.target);
    const object = await target.read(type, receipt.id, names, signal);
    const seen = Object.entries(object?.values ?? {}).filter(([, value]) => value !== null);
    return { ...receipt, told: { ...receipt.told, ...Object.fromEntries(seen) } };
  } catch (error) {
    if (error instanceof TargetError) return receipt;
    throw error;
  }
}

/** The result of a creation that the target may still carry out, or show: it isn't sent again meanwhile. */
function acceptedCreation({ context }: ExportSurroundings, decision: Decision, item: Concerned): ExportResult {
  const { intents } = context.store;
  const { mapping, identifiers } = decision.evaluated;
  // An account that is made again was not expected to be: its creation hasn't been noted.
  intents.beginCreations(mapping.type, [{ id: item.id, sought: identifiers }]);
  intents.acceptCreation(mapping.type, item.id, context.now());
  return wasAccepted(item.intent, 'create')
    ? failedWith(decision, null, { ...acceptedAgain, exchange: null }, false)
    : pendingCreation(decision);
}

/** The result of a creation whose response did not say so, although the target holds the object. */
function created(decision: Decision, item: Concerned, object: KnownTarget): ExportResult {
  const known = afterReading({}, object.values, sameValueBy(decision.evaluated.mapping));
  const note = text`Created ${object.id}; the target’s response did not say so, and it was looked up.`;
  return resultOf(decision, item, { targetId: object.id, known }, { note });
}

/** Whose account it is that shows these values, by what tells accounts. What isn't shown, or is empty, tells nothing. */
function whoseIs({ evaluated }: Decision, told: SeenValues): 'own' | 'others' | 'unknown' {
  const agreeing = [...evaluated.identifiers, ...evaluated.keys].flatMap(({ attribute, value }) => {
    const held = told[attribute] ?? '';
    return isList(held) || held === '' ? [] : [folded(String(held)) === folded(value)];
  });
  if (agreeing.includes(false)) return 'others';
  return agreeing.length > 0 ? 'own' : 'unknown';
}

/**
 * The target responded with the account of somebody else, which it may have changed: that account is looked at in the next
 * cycle, and the creation isn't sent again as it was.
 */
function mistaken({ context }: ExportSurroundings, decision: Decision, item: Concerned, owner: string): ExportResult {
  const { store } = context;
  const { type } = decision.evaluated.mapping;
  store.database.transaction(() => {
    store.intents.mistake(type, item.id, owner);
    store.intents.beginWrite(type, owner);
  });
  const name = store.mirror.find(type, owner)?.displayName ?? owner;
  const failure: ExportFailure = {
    code: 'DuplicateTargetAccount',
    message: text`The target responded to the creation with the account of ${name}. Two people can't share an account, so nothing was linked.`,
    recommendedAction: text`Check in the target what became of the account of ${name}. When the two differ in what the target tells accounts by, choose Provision on Demand.`,
    exchange: null,
  };
  return failedWith(decision, null, failure, false);
}

function strangersAccount(id: string): ExportFailure {
  return {
    code: 'DuplicateTargetAccount',
    message: text`The target responded to the creation with ${id}, which is not the account that was asked for, and has none that is.`,
    recommendedAction: text`Ask the operator of the target. The next cycle looks for the account before it is created again.`,
    exchange: null,
  };
}

function failureOf(error: TargetError): ExportFailure {
  const { code, recommendedAction } = codeOf(error);
  return { code, recommendedAction, message: error.text, exchange: error.exchange };
}
