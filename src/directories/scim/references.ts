import type { ReferenceReceipt, ReferenceUpdate } from '../targetDirectory.ts';
import { createBatchSize } from './batchSize.ts';
import type { ScimConnection } from './connection.ts';
import { writeInBatches, type ReferenceItem } from './inBatches.ts';
import type { PatchSupport } from './patchSupport.ts';
import { createReadReferences, type Place, type ReadReferences } from './readReferences.ts';
import { CannotPatch, patchingReferences, replacingReferences, withoutLimit } from './referenceWriters.ts';

/** Reads and writes reference attributes: `members` of a group, `manager` of a user. */
export interface ScimReferences {
  /** Target ids that the attribute holds; null when the target does not say. */
  readonly read: ReadReferences;
  update(place: Place, change: ReferenceUpdate, signal: AbortSignal): Promise<ReferenceReceipt>;
}

export function createReferences(connection: ScimConnection, patch: PatchSupport): ScimReferences {
  const size = createBatchSize();
  const read = createReadReferences(connection);

  return {
    read,
    async update(place, change, signal) {
      const { removals, additions } = itemsOf(change);
      if (removals.length + additions.length === 0) return { refused: [], settled: true };
      if (await patch.isUsable(signal)) {
        try {
          const write = patchingReferences(connection, patch, place, change.multivalued, signal, read);
          return await writeInBatches([removals, additions], size, write);
        } catch (error) {
          if (!(error instanceof CannotPatch)) throw error;
        }
      }
      const write = replacingReferences(connection, place, change, signal);
      return writeInBatches([[...removals, ...additions]], withoutLimit, write);
    },
  };
}

/** An attribute that holds one reference is given another one without removing the first. */
function itemsOf({ add, remove, multivalued }: ReferenceUpdate): {
  readonly removals: readonly ReferenceItem[];
  readonly additions: readonly ReferenceItem[];
} {
  const additions = add.map((id) => ({ op: 'add', id }) as const);
  const removals = remove.map((id) => ({ op: 'remove', id }) as const);
  if (multivalued) return { removals, additions };
  return additions.length > 0
    ? { removals: [], additions: additions.slice(0, 1) }
    : { removals: removals.slice(0, 1), additions: [] };
}
