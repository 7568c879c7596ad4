import type { AttributeJson, DecisionSummary } from '../protocol/provisioning.ts';
import type { EvaluatedObject, MatchingValue } from './evaluateObject.ts';

/** What the engine remembers of an object that it provisioned: source anchor to target anchor, and what it last wrote. */
export interface Link {
  readonly targetId: string;
  /** What the target is known to hold, by attribute path. */
  readonly known: Readonly<Record<string, AttributeJson>>;
  /** Why the account was disabled; null while it is not. */
  readonly disabledBecause: 'outOfScope' | 'source' | null;
}

/** What the target was found to hold for the object. */
export type TargetKnowledge =
  /** Nothing had to be asked, or what the link remembers is enough. */
  | { readonly kind: 'remembered' }
  | { readonly kind: 'noMatch' }
  | { readonly kind: 'matched'; readonly object: KnownTarget; readonly by: MatchingValue }
  | { readonly kind: 'severalMatches'; readonly ids: readonly string[]; readonly by: MatchingValue }
  /** The only match already stands for another source object. */
  | { readonly kind: 'taken'; readonly otherSourceId: string; readonly by: MatchingValue }
  /** The linked object, read anew. */
  | { readonly kind: 'read'; readonly object: KnownTarget }
  /** The linked object is gone. */
  | { readonly kind: 'vanished' };

export interface KnownTarget {
  readonly id: string;
  readonly values: Readonly<Record<string, AttributeJson>>;
  readonly lifeCycle: 'invited' | 'active' | 'suspended' | null;
}

/** What `decide` has to be told about the target. */
export type TargetQuestion =
  | { readonly kind: 'nothing' }
  /** Ask for each matching value in turn; the first that has a hit decides. */
  | { readonly kind: 'match'; readonly values: readonly MatchingValue[] }
  /** Read the linked object, to know its life cycle before it is disabled. */
  | { readonly kind: 'read'; readonly targetId: string };

/** One change that an export makes. Unlike in a summary, redacted values are the real ones. */
export interface PlannedChange {
  readonly attribute: string;
  readonly old: AttributeJson;
  readonly new: AttributeJson;
}

/** What is to be done with one object, why, and with which values. */
export interface Decision {
  /** What people see of it; redacted values are hidden. */
  readonly summary: DecisionSummary;
  readonly evaluated: EvaluatedObject;
  /** The target object that the link is to point to; null when there is none yet. */
  readonly targetId: string | null;
  /** True when the target object was found by matching and is not linked yet. */
  readonly justMatched: boolean;
  /** For a create: every value; for an update or disable: what changes. */
  readonly planned: readonly PlannedChange[];
  /** What the target will hold after a successful export, by attribute path. */
  readonly knownAfter: Readonly<Record<string, AttributeJson>>;
  /** True when nothing in the target stands for the object any more once this is carried out. */
  readonly endsLink: boolean;
  /** The link's disabled mark after a successful export. */
  readonly disabledAfter: Link['disabledBecause'];
}
