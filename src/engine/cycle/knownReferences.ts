import type { CompiledObjectMapping } from '../../decision/compiledMapping.ts';
import type { KnownReferences } from '../../directories/targetDirectory.ts';
import type { JobStore } from '../store/jobStore.ts';

/**
 * What the account of an object is known to refer to. Of a group that was matched, or whose members haven't been read to the
 * end, others may be in it whom the job doesn't know. Nothing where the account is another one than before.
 */
export function knownReferencesOf(
  { references, links }: Pick<JobStore, 'references' | 'links'>,
  mapping: CompiledObjectMapping,
  sourceId: string,
  targetId: string,
): readonly KnownReferences[] {
  if (links.find(mapping.type, sourceId)?.targetId !== targetId) return [];
  const isKnown = references.areKnown(mapping.type, sourceId);
  const isWhole = references.areWhole(mapping.type, sourceId);
  return mapping.references
    .filter(({ multivalued }) => isKnown || multivalued)
    .map(({ target, multivalued }) =>
      isWhole || !multivalued
        ? { attribute: target, ids: [...references.known(sourceId, target)], multivalued }
        : {
            attribute: target,
            ids: writtenReferences({ references, links }, sourceId, target),
            multivalued,
            whole: false,
          },
    );
}

/** What the job has put into a reference attribute, as far as it stands for linked accounts. */
export function writtenReferences(
  { references, links }: Pick<JobStore, 'references' | 'links'>,
  sourceId: string,
  attribute: string,
): readonly string[] {
  return [...references.known(sourceId, attribute)].filter((id) => links.sourceOf('User', id) !== null);
}
