import type { ReferenceChange, SourceChange } from '../../directories/sourceDirectory.ts';
import type { SourceMirror } from '../store/sourceMirror.ts';

type Changed = Extract<SourceChange, { readonly kind: 'changed' }>;

/**
 * What is new about an object that was given whole: the change that a source of deltas would have told. Null when the
 * mirror holds it as it is.
 */
export function differenceFrom(
  mirror: Pick<SourceMirror, 'find' | 'references'>,
  change: SourceChange,
): SourceChange | null {
  if (change.kind !== 'changed') return change;
  const { added, removed } = referenceDifference(mirror, change);
  const held = mirror.find(change.type, change.id);
  const same =
    held?.presence === 'present' &&
    Object.entries(change.attributes).every(
      ([name, value]) => JSON.stringify(value ?? null) === JSON.stringify(held.attributes[name] ?? null),
    );
  return same && added.length + removed.length === 0 ? null : { ...change, added, removed };
}

function referenceDifference(
  mirror: Pick<SourceMirror, 'references'>,
  change: Changed,
): { readonly added: readonly ReferenceChange[]; readonly removed: readonly ReferenceChange[] } {
  const attribute = change.type === 'Group' ? 'members' : 'manager';
  const held = new Set(mirror.references(change.id, attribute));
  const now = new Set(change.added.map((reference) => reference.id));
  return {
    added: change.added.filter((reference) => !held.has(reference.id)),
    removed: [...held].filter((id) => !now.has(id)).map((id) => ({ attribute, id, type: null })),
  };
}
