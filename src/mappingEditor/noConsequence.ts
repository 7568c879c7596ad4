import type { ActionNumbers, Consequence, ObjectTypeName } from '../protocol/mappingEditor.ts';
import type { Text } from '../protocol/text.ts';

/** A consequence that was not computed, and why. */
export function noConsequence(state: 'nothingChanged' | 'impossible', message: Text | null): Consequence {
  return { state, message, durationMs: 0, counts: noNumbers(), permanent: 0, held: null, objects: [], total: 0 };
}

/** No object of any type, by what would happen to it. */
export function noNumbers(): Record<ObjectTypeName, Record<keyof ActionNumbers, number>> {
  const none = { create: 0, createOtherwise: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0, none: 0 };
  return { User: { ...none }, Group: { ...none } };
}
