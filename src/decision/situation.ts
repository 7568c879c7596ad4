import type { KnownTarget, Link, NameRelease, TargetKnowledge } from './decision.ts';
import type { EvaluatedObject } from './evaluateObject.ts';
import { afterReading, type KnownObject } from './knowledge.ts';
import { sameValueBy } from './plan.ts';
import type { RemovalPlan } from './removal.ts';

/** One object, with all that is known of it on both sides. */
export interface Situation {
  readonly evaluated: EvaluatedObject;
  readonly link: Link | null;
  /** The response to `targetQuestion`. */
  readonly target: TargetKnowledge;
  /** A name that the object's account gives up when the object is out of scope; null when it may keep its name. */
  readonly release: NameRelease | null;
  /** What becomes of the account and its files should it be removed; absent when nobody has asked. */
  readonly removal?: RemovalPlan;
}

/** The account that stands for an object, as far as it's known. */
export interface Account {
  readonly id: string;
  readonly known: KnownObject;
  readonly lifeCycle: KnownTarget['lifeCycle'];
}

/** The account that stands for the object: the one that was read or found, else the one that the link remembers. */
export function accountOf({ evaluated, link, target }: Situation): Account | null {
  switch (target.kind) {
    case 'read':
    case 'matched':
    case 'moved': {
      const { id, values, lifeCycle } = target.object;
      const before = link?.targetId === id ? link.known : {};
      return { id, known: afterReading(before, values, sameValueBy(evaluated.mapping)), lifeCycle };
    }
    case 'remembered':
      return link === null ? null : { id: link.targetId, known: link.known, lifeCycle: null };
    default:
      return null;
  }
}
