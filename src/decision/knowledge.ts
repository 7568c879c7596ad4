import type { AttributeJson } from '../protocol/provisioning.ts';

/**
 * How one attribute of a target object is known. An attribute that is absent from a `KnownObject` was never seen: that
 * is not the same as having no value, which is a value of null.
 */
export type Knowledge =
  /** Read from the target. `lost` is a value that was written before and that the reading did not find. */
  | { readonly how: 'seen'; readonly value: AttributeJson; readonly lost?: AttributeJson }
  /** Written, and the response said so. */
  | { readonly how: 'confirmed'; readonly value: AttributeJson }
  /**
   * Written, and no response says whether it took effect. Only a look at the target can tell. `failed` when the target didn't
   * even say that it took the write: that it isn't kept then says nothing of the value.
   */
  | {
      readonly how: 'unconfirmed';
      readonly value: AttributeJson;
      readonly before: AttributeJson;
      readonly failed?: true;
    }
  /** Written twice, and each time the target held `value` afterwards: it does not take `wanted`. */
  | { readonly how: 'refused'; readonly value: AttributeJson; readonly wanted: AttributeJson };

/** What is known of a target object, by attribute path. */
export type KnownObject = Readonly<Record<string, Knowledge>>;

/** Values by attribute path, as a reading gives them. */
export type SeenValues = Readonly<Record<string, AttributeJson>>;

/** What a response told about a write. */
export interface WriteReceipt {
  /** The attributes that the response carried, as the target holds them after the write. */
  readonly told: SeenValues;
  /** False when the response leaves open whether the write took effect: 202, or a body that is no resource. */
  readonly settled: boolean;
}

/** A response with nothing in it that says that all is done: 204. */
export const confirmedReceipt: WriteReceipt = { told: {}, settled: true };

/** What the target holds, as far as that is certain; undefined where it is not. */
export function heldValue(knowledge: Knowledge | undefined): AttributeJson | undefined {
  return knowledge === undefined || knowledge.how === 'unconfirmed' ? undefined : knowledge.value;
}

/** Knowledge from a reading of these attributes. What was refused stays refused while the target holds the same. */
export function afterReading(known: KnownObject, seen: SeenValues, same: SameValue): KnownObject {
  const after: Record<string, Knowledge> = { ...known };
  for (const [attribute, value] of Object.entries(seen)) {
    const before = known[attribute];
    if (before?.how === 'refused' && same(attribute, before.value, value)) continue;
    const wasTaken = before?.how === 'unconfirmed' && before.failed !== true;
    const lost = wasTaken && !same(attribute, before.value, value);
    after[attribute] = lost ? { how: 'seen', value, lost: before.value } : { how: 'seen', value };
  }
  return after;
}

/** Compares two values of an attribute as the target does. */
export type SameValue = (attribute: string, left: AttributeJson, right: AttributeJson) => boolean;

/** A value that was written and is not what the response says the target holds. */
export interface Contradiction {
  readonly attribute: string;
  readonly written: AttributeJson;
  readonly told: AttributeJson;
  /** True when it was written before, and was not kept then either. */
  readonly again: boolean;
}

/** What is known after a write, and what its response leaves open. */
export interface Written {
  readonly known: KnownObject;
  readonly contradictions: readonly Contradiction[];
  /** Whether the response leaves open whether a value was taken that was written before and was not kept then. */
  readonly openAgain: boolean;
}

/**
 * Knowledge after a write. What the response contradicts is unconfirmed, so that the next cycle looks; what was not kept
 * before either is refused.
 */
export function afterWriting(known: KnownObject, written: SeenValues, receipt: WriteReceipt, same: SameValue): Written {
  const after: Record<string, Knowledge> = { ...known };
  const contradictions: Contradiction[] = [];
  let openAgain = false;
  for (const [attribute, value] of Object.entries(written)) {
    const told = Object.hasOwn(receipt.told, attribute) ? (receipt.told[attribute] ?? null) : undefined;
    const before = known[attribute];
    const tried = triedBefore(before);
    const again = tried !== undefined && same(attribute, tried, value);
    if (told !== undefined && !same(attribute, told, value)) {
      contradictions.push({ attribute, written: value, told, again });
      after[attribute] = again
        ? { how: 'refused', value: told, wanted: value }
        : { how: 'unconfirmed', value, before: told };
    } else if (told === undefined && !receipt.settled) {
      openAgain ||= again;
      after[attribute] = doubted(before, value);
    } else after[attribute] = { how: 'confirmed', value };
  }
  return { known: after, contradictions, openAgain };
}

/** Knowledge after a write that failed, or whose response never came: nobody knows whether it took effect. */
export function afterDoubt(known: KnownObject, written: SeenValues): KnownObject {
  const after: Record<string, Knowledge> = { ...known };
  for (const [attribute, value] of Object.entries(written))
    after[attribute] = { ...doubted(known[attribute], value), failed: true };
  return after;
}

/** Whether the target has to be looked at before it is known what it holds. */
export function hasDoubt(known: KnownObject): boolean {
  for (const attribute in known) if (known[attribute]?.how === 'unconfirmed') return true;
  return false;
}

function doubted(before: Knowledge | undefined, value: AttributeJson): Knowledge & { readonly how: 'unconfirmed' } {
  return { how: 'unconfirmed', value, before: before?.how === 'unconfirmed' ? before.before : (before?.value ?? null) };
}

function triedBefore(before: Knowledge | undefined): AttributeJson | undefined {
  if (before?.how === 'refused') return before.wanted;
  return before?.how === 'seen' ? before.lost : undefined;
}
