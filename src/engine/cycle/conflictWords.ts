import type { TargetKnowledge } from '../../decision/decision.ts';
import { heldValue, type SeenValues } from '../../decision/knowledge.ts';
import { describeDifference } from '../../decision/sameToTarget.ts';
import { identifyingValues } from '../../decision/targetQuestion.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import { scalarsOf } from '../../protocol/attributeJson.ts';
import type { AttributeJson } from '../../protocol/provisioning.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { Concerned } from './prepare.ts';
import type { ExportSurroundings } from './exportSurroundings.ts';
import { joined, type Text, text, asSentence } from '../../protocol/text.ts';

/**
 * Looks for what is in the way of a write that the target refused as a conflict.
 *
 * @param written what was to be changed; null where everything was to be created.
 * @returns null when the target can't be asked, or nothing that tells accounts was written.
 */
export async function findInTheWay(
  { lookup }: Pick<ExportSurroundings, 'lookup'>,
  { evaluated, begun }: Concerned,
  written: SeenValues | null,
): Promise<TargetKnowledge | null> {
  const values =
    written === null
      ? identifyingValues(evaluated, null, begun)
      : evaluated.keys.filter(({ attribute }) => Object.hasOwn(written, attribute));
  if (values.length === 0) return null;
  try {
    return await lookup.askInTheWay({ evaluated, link: null }, values);
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}

/**
 * The same conflict with what is known of what is in the way.
 *
 * @param targetId the account that was written to; null for one that was to be created.
 */
export function explained(
  error: TargetError,
  target: TargetKnowledge | null,
  targetId: string | null,
  { evaluated }: Concerned,
  store: JobStore,
): TargetError {
  const words = target === null ? null : wordsOn(target, targetId, evaluated.mapping.type, store);
  if (words === null) return error;
  const told = text`${asSentence(error.text)} ${words}`;
  const { ambiguous, advice } = error;
  return new TargetError(error.kind, told, error.exchange, { ambiguous, advice, cause: error });
}

/**
 * What is known of what is in the way, in sentences.
 *
 * @param targetId the account that was, or is to be, written to; null for one to be created.
 * @returns null when it's that account itself.
 */
export function wordsOn(
  target: TargetKnowledge,
  targetId: string | null,
  type: Concerned['evaluated']['mapping']['type'],
  store: JobStore,
): Text | null {
  switch (target.kind) {
    case 'matched': {
      const { object, by } = target;
      if (object.id === targetId) return null;
      const words = text`${object.id} is in the way by ${by.attribute}, and stands for nobody of this job.`;
      return withDifference(words, object.values[by.attribute] ?? null, by.value);
    }
    case 'taken': {
      const { otherSourceId, by } = target;
      const name = store.mirror.find(type, otherSourceId)?.displayName ?? otherSourceId;
      const known = heldValue(store.links.find(type, otherSourceId)?.known[by.attribute]) ?? null;
      return withDifference(text`What is in the way by ${by.attribute} stands for ${name}.`, known, by.value);
    }
    case 'severalMatches':
      return text`Several are in the way by ${target.by.attribute}: ${target.ids.join(', ')}.`;
    default:
      return text`Neither its filter nor its list shows what is in the way: it may be hidden, such as one that was deleted, or differ in another attribute.`;
  }
}

function withDifference(words: Text, held: AttributeJson, wanted: string): Text {
  const [difference] = scalarsOf(held).flatMap((value) => describeDifference(String(value), wanted) ?? []);
  return difference === undefined ? words : joined([words, difference], ' ');
}
