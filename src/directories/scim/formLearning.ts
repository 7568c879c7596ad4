import { createTurns } from './turns.ts';

/**
 * How a PATCH writes something. Servers differ in which of these they store, whatever RFC 7644 section 3.5.2 says:
 * - `replace`, `add`: the operation with a path;
 * - `pathless`: a replace whose value names the attribute: `{ "op": "replace", "value": { … } }`;
 * - `element`: a new element, added whole to its multi-valued attribute;
 * - `valuePath`: the path of the `value` inside a reference; `bare`: the id itself as a reference's value;
 * - `elements`: a replace of the multi-valued attribute by all of its elements, as the object has them, with the change;
 * - `together`: the operations of one change in one request; `apart`: each in a request of its own;
 * - `remove`: the operation; `null`: a path-less replace by null; `omit`: nothing, since nothing is there.
 */
export type PatchForm =
  | 'replace'
  | 'add'
  | 'pathless'
  | 'element'
  | 'elements'
  | 'valuePath'
  | 'bare'
  | 'remove'
  | 'null'
  | 'omit'
  | 'together'
  | 'apart';

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
  | 'extensionRemoval'
  | 'elementRemoval'
  | 'several';

/** What is known of the forms in which one target stores values, learnt from its responses. */
export interface FormLearning {
  /** The form that was seen to work; null when none was. */
  proven(subject: PatchSubject): PatchForm | null;
  prove(subject: PatchSubject, form: PatchForm): void;
  /** Whether finding out is still worth a request: nothing is proven, and it was not tried in vain three times. */
  isOpen(subject: PatchSubject): boolean;
  /** The forms were tried, and nothing was learnt. */
  triedInVain(subject: PatchSubject): void;
  /** The likeliest form was seen to work: nothing has to be found out, nor kept. */
  needsNothing(subject: PatchSubject): void;
  /** Lets those who find out about a subject do so one after another, so that the others profit. */
  inTurn<Result>(subject: PatchSubject, work: () => Promise<Result>): Promise<Result>;
  /** What was proven, to be kept. */
  readonly forms: Readonly<Partial<Record<PatchSubject, PatchForm>>>;
}

const mostVainTries = 3;

/** Whether a value path finds its target is a matter of each object; a target that needs all elements always does. */
const perObject: ReadonlySet<PatchSubject> = new Set(['element', 'newElement', 'elementRemoval']);

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
      if (form === 'elements' || (!perObject.has(subject) && form !== 'omit')) forms[subject] = form;
    },
    isOpen,
    triedInVain(subject) {
      vain.set(subject, (vain.get(subject) ?? 0) + 1);
    },
    needsNothing(subject) {
      vain.set(subject, mostVainTries);
    },
    inTurn: (subject, work) => turns.take(subject, () => isOpen(subject), work),
  };
}
