import type { DecisionPrint } from './compareDecisions.ts';
import type { AttributesRead } from './attributesRead.ts';

/**
 * What a comparison has found out about the text that others are compared with. It stays true while the text and the state
 * stay the same, so that a further keystroke has the edited text decided alone.
 */
export interface Baseline {
  /** Fingerprints of what the text makes of each object, by object id. */
  readonly evaluations: Map<string, string>;
  /** What is decided about objects; null of one that is of no concern. Objects of which nobody has asked are missing. */
  readonly prints: Map<string, DecisionPrint | null>;
  /** Set once what is due under the text was decided: those decisions depend on each other. */
  isDueDecided: boolean;
  /** Attributes that only the edited text uses, as the source was asked for them. */
  read: AttributesRead | null;
}

/** Keeps the baseline of one comparison at a time: a window has one mapping editor that is typed in. */
export interface ConsequenceMemory {
  /** The baseline of this key, or an empty one in place of any other. */
  baselineOf(key: string): Baseline;
}

/** Milliseconds after which a baseline is no longer used: the source may have changed, and memory is given back. */
export const lifetime = 120_000;

/**
 * @param now milliseconds, from whenever.
 * @param later calls back after so many milliseconds; by default never, for a memory that ends with its owner.
 */
export function createConsequenceMemory(
  now: () => number,
  later: (act: () => void, milliseconds: number) => void = () => undefined,
): ConsequenceMemory {
  let kept: { readonly key: string; readonly since: number; readonly baseline: Baseline } | null = null;
  return {
    baselineOf(key) {
      if (kept?.key === key && now() - kept.since < lifetime) return kept.baseline;
      const made = { key, since: now(), baseline: emptyBaseline() };
      kept = made;
      later(() => {
        if (kept === made) kept = null;
      }, lifetime);
      return made.baseline;
    },
  };
}

function emptyBaseline(): Baseline {
  return { evaluations: new Map(), prints: new Map(), isDueDecided: false, read: null };
}
