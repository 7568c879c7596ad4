import type { AttributeJson, DecisionSummary } from '../protocol/provisioning.ts';
import type { EvaluatedObject, MatchingValue } from './evaluateObject.ts';
import type { KnownObject, SeenValues } from './knowledge.ts';
import type { RemovalPlan } from './removal.ts';

/** What the engine remembers of an object that it provisioned: source anchor to target anchor, and what it knows of it. */
export interface Link {
  readonly targetId: string;
  readonly known: KnownObject;
  /** Why the account was disabled; null while it is not. */
  readonly disabledBecause: 'outOfScope' | 'source' | 'mapping' | null;
  /** True while the object is out of scope and its account is left as it is, so that nothing of it is kept current. */
  readonly leftAlone: boolean;
  /** Name of the object mapping that provisioned it; null when that isn't known. */
  readonly mapping: string | null;
}

/** What the target was found to hold for the object. Each kind tells how it's known. */
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
  /** The linked object isn't there under its id any more, and was found under another one. */
  | { readonly kind: 'moved'; readonly object: KnownTarget; readonly by: MatchingValue }
  /** The linked object isn't there under its id, and what it's known by finds none either. */
  | { readonly kind: 'vanished'; readonly soughtBy: readonly MatchingValue[] };

export interface KnownTarget {
  readonly id: string;
  readonly values: SeenValues;
  readonly lifeCycle: 'invited' | 'active' | 'suspended' | null;
  /** Target ids by reference attribute, as far as the target told them along. */
  readonly references?: Readonly<Record<string, readonly string[]>>;
}

/** What `decide` has to be told about the target. */
export type TargetQuestion =
  | { readonly kind: 'nothing' }
  /** Ask for each value in turn; the first that has a hit decides. */
  | { readonly kind: 'match'; readonly values: readonly MatchingValue[] }
  /** Read the linked object; when it isn't there, look for it by these values. */
  | { readonly kind: 'read'; readonly targetId: string; readonly otherwise: readonly MatchingValue[] };

/** A name that an account out of scope gives up, because somebody in scope needs it. */
export interface NameRelease {
  readonly attribute: string;
  /** The name that the account gets instead. */
  readonly value: string;
  /** Display name of who needs it. */
  readonly wantedBy: string;
}

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
  /** True when the target object was found by matching, and not by the link. */
  readonly justMatched: boolean;
  /** For a create: every value; for an update or disable: what changes. */
  readonly planned: readonly PlannedChange[];
  /** What is known of the target object before anything of this decision is carried out. */
  readonly known: KnownObject;
  /** What stands for the object once the decision is carried out. */
  readonly after: LinkAfter;
  /** True when something outside of the object is waited for: it's decided anew in each cycle. */
  readonly waits: boolean;
  /** How a member is removed; null for anything else, and where the target takes no instruction. */
  readonly removal: RemovalPlan | null;
}

/** What becomes of the link when a decision is carried out. */
export type LinkAfter =
  | {
      readonly kind: 'linked';
      readonly disabledBecause: Link['disabledBecause'];
      readonly leftAlone: boolean;
    }
  /** Nothing in the target stands for the object. */
  | { readonly kind: 'none' }
  /** The account is believed to be gone, on evidence that may turn out wrong: it's looked for again. */
  | { readonly kind: 'missing' };

/** Whether carrying out a decision takes somebody's access away: by disabling, deleting, or withdrawing an invitation. */
export function takesAccess({ summary }: Pick<Decision, 'summary'>): boolean {
  return summary.action === 'disable' || summary.action === 'delete';
}
