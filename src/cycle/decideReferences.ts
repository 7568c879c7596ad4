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
export function decideReferences(state: ReferenceState): ReferencePlan {
  return {
    add: [...state.desired].filter((id) => !state.known.has(id)),
    remove: [...state.known].filter((id) => !state.desired.has(id)),
  };
}
