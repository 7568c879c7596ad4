import type { CompiledObjectMapping } from '../../cycle/compiledMapping.ts';
import type { KnownReferences } from '../../directories/targetDirectory.ts';
import type { JobStore } from '../store/jobStore.ts';

/**
 * What the account of an object is known to refer to, as far as that is all: of a group that was matched, others may be in it
 * whom the job doesn't know. Nothing where its references haven't been read to the end, or the account is another one than
 * before.
 */
export function knownReferencesOf(
  { references, links }: Pick<JobStore, 'references' | 'links'>,
  mapping: CompiledObjectMapping,
  sourceId: string,
  targetId: string,
): readonly KnownReferences[] {
  const isKnown =
    references.areKnown(mapping.type, sourceId) && links.find(mapping.type, sourceId)?.targetId === targetId;
  if (!isKnown) return [];
  const isWhole = references.areWhole(mapping.type, sourceId);
  return mapping.references
    .filter(({ multivalued }) => isWhole || !multivalued)
    .map(({ target, multivalued }) => ({
      attribute: target,
      ids: [...references.known(sourceId, target)],
      multivalued,
    }));
}
