import type { CompiledReferenceMapping } from './compiledMapping.ts';

/** What a reference attribute should hold, what is known to be there, and what may be. */
export interface ReferenceState {
  /** Target ids of the source's references that are linked. */
  readonly desired: ReadonlySet<string>;
  /**
   * Target ids that the target holds, as far as they stand for objects the engine has linked; null when it isn't known and
   * the target doesn't say.
   */
  readonly known: ReadonlySet<string> | null;
  /** Target ids that the engine has written, or begun to write, and hasn't taken out for certain. */
  readonly written: ReadonlySet<string>;
}

export interface ReferencePlan {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * What the reference pass changes. References that the engine did not link are not in `known` and stay untouched: what
 * exists only in the target is never removed. Where nobody knows what is there, all is written again: a value that is there
 * already stays as it is (RFC 7644 section 3.5.2.1), and removing one that isn't there changes nothing.
 */
export function decideReferences(
  { desired, known, written }: ReferenceState,
  { flow }: Pick<CompiledReferenceMapping, 'flow'>,
): ReferencePlan {
  const held = known ?? written;
  if (flow === 'whenEmpty' && held.size > 0) return { add: [], remove: [] };
  return {
    add: [...desired].filter((id) => known?.has(id) !== true),
    remove: flow === 'additions' ? [] : [...held].filter((id) => !desired.has(id)),
  };
}
