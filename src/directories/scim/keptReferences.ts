import type { ObjectType } from '../../protocol/provisioning.ts';
import type { KnownReferences } from '../targetDirectory.ts';
import { namesMembers } from './heldReferences.ts';

/** What an object that is written whole must not lose. */
export interface KeptReferences {
  readonly attribute: string;
  /** What it is known to hold, for a target that does not tell it; null where that is not known, so nothing may be written. */
  readonly ids: readonly string[] | null;
  /** What the job has put there itself: it stays, also where the target shows only a part of what is there. */
  readonly written: readonly string[];
  readonly multivalued: boolean;
}

/** The reference attributes that an object must not lose: those that are known, and a group's members in any case. */
export function keptReferences(type: ObjectType, known: readonly KnownReferences[]): readonly KeptReferences[] {
  const isTold = known.some(({ attribute }) => namesMembers(attribute));
  // Where nothing is known to be there, the object that the target shows is whole.
  const held = known
    .filter(({ attribute, ids }) => ids.length > 0 || namesMembers(attribute))
    .map(({ ids, whole = true, ...place }) => ({ ...place, ids: whole ? ids : null, written: ids }));
  const members = { attribute: 'members', ids: null, written: [], multivalued: true };
  return type !== 'Group' || isTold ? held : [...held, members];
}

/** Known references as they stand in a resource (RFC 7643 section 2.4). */
export function referenceValue({ multivalued }: KeptReferences, ids: readonly string[]): unknown {
  const values = ids.map((value) => ({ value }));
  return multivalued ? values : values[0];
}
