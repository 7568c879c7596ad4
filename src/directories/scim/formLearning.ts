import { createTurns } from './turns.ts';

/**
 * How a PATCH writes something. Servers differ in which of these they store, whatever RFC 7644 section 3.5.2 says:
 * - `replace`, `add`: the operation with a path;
 * - `pathless`: a replace whose value names the attribute: `{ "op": "replace", "value": { … } }`;
 * - `element`: a new element, added whole to its multi-valued attribute;
 * - `valuePath`: the path of the `value` inside a reference; `bare`: the id itself as a reference's value;
 * - `remove`: the operation; `null`: a path-less replace by null; `omit`: nothing, since nothing is there.
 */
export type PatchForm = 'replace' | 'add' | 'pathless' | 'element' | 'valuePath' | 'bare' | 'remove' | 'null' | 'omit';

/** What a PATCH writes, as far as servers differ in how they take it. */
export type PatchSubject =
  | 'value'
  | 'newValue'
  | 'list'
  | 'element'
  | 'newElement'
  | 'extension'
  | 'extensionPart'
  | 'reference'
  | 'extensionReference'
  | 'removal'
  | 'extensionRemoval';

/** What is known of the forms in which one target stores values, learnt from its responses. */
export interface FormLearning {
  /** The form that was seen to work; null when none was. */
  proven(subject: PatchSubject): PatchForm | null;
  prove(subject: PatchSubject, form: PatchForm): void;
  /** Whether finding out is still worth a request: nothing is proven, and it was not tried in vain three times. */
  isOpen(subject: PatchSubject): boolean;
  /** The forms were tried, and nothing was learnt. */
  triedInVain(subject: PatchSubject): void;
  /** Lets those who find out about a subject do so one after another, so that the others profit. */
  inTurn<Result>(subject: PatchSubject, work: () => Promise<Result>): Promise<Result>;
  /** What was proven, to be kept. */
  readonly forms: Readonly<Partial<Record<PatchSubject, PatchForm>>>;
}

const mostVainTries = 3;

/** Whether a replace finds its target is a matter of each object. */
const perObject: ReadonlySet<PatchSubject> = new Set(['element', 'newElement']);

/** @param kept what an earlier connection to the same target has proven. */
export function createFormLearning(kept: FormLearning['forms']): FormLearning {
  const forms: Partial<Record<PatchSubject, PatchForm>> = { ...kept };
  const vain = new Map<PatchSubject, number>();
  const turns = createTurns();
  const isOpen = (subject: PatchSubject): boolean =>
    forms[subject] === undefined && (vain.get(subject) ?? 0) < mostVainTries;
  return {
    forms,
    proven: (subject) => forms[subject] ?? null,
    prove(subject, form) {
      if (!perObject.has(subject) && form !== 'omit') forms[subject] = form;
    },
    isOpen,
    triedInVain(subject) {
      vain.set(subject, (vain.get(subject) ?? 0) + 1);
    },
    inTurn: (subject, work) => turns.take(subject, () => isOpen(subject), work),
  };
}
