import type { CompiledReferenceMapping } from './compiledMapping.ts';

/** What a reference attribute should hold and what is known to be there. */
export interface ReferenceState {
  /** Target ids of the source's references that are linked. */
  readonly desired: ReadonlySet<string>;
  /** Target ids that the target holds, as far as they stand for objects the engine has linked. */
  readonly known: ReadonlySet<string>;
}

export interface ReferencePlan {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * What the reference pass changes. References that the engine did not link are not in `known` and stay untouched: what
 * exists only in the target is never removed.
 */
export function decideReferences(
  state: ReferenceState,
  { flow }: Pick<CompiledReferenceMapping, 'flow'>,
): ReferencePlan {
  if (flow === 'whenEmpty' && state.known.size > 0) return { add: [], remove: [] };
  return {
    add: [...state.desired].filter((id) => !state.known.has(id)),
    remove: flow === 'additions' ? [] : [...state.known].filter((id) => !state.desired.has(id)),
  };
}
