import type { ObjectType } from '../../protocol/provisioning.ts';
import type { PatchForm, PatchSubject } from './formLearning.ts';
import type { PatchOperation } from './patch.ts';
import type { ScimResource } from './resource.ts';

/** Whether a resource holds what was written: it does, it does not, or it does not tell. */
export type Verdict = 'kept' | 'lost' | 'untold';

/** What a PATCH writes of one subject, and the forms in which it may do so. */
export interface FormGroup {
  readonly subject: PatchSubject;
  /** The forms that may be tried, the likeliest first. */
  readonly forms: readonly [PatchForm, ...PatchForm[]];
  /** The extension that it writes to; null for core attributes. */
  readonly extension: string | null;
  /** True when the target is asked whether it has stored the value, where its response does not tell. */
  readonly looksUp: boolean;
  operations(form: PatchForm): readonly PlacedOperation[];
  /** @param isWhole true for an object that was read, where what it does not tell is not there. */
  judge(resource: ScimResource, isWhole: boolean): Verdict;
}

/** An operation with its place among those of its request. */
export interface PlacedOperation {
  readonly at: number;
  readonly operation: PatchOperation;
}

/** The operations of one request, in the order of the changes that they make. */
export function inOrder(placed: readonly PlacedOperation[]): PatchOperation[] {
  return [...placed].sort((left, right) => left.at - right.at).map(({ operation }) => operation);
}

/** The object that is written to. */
export interface FormTarget {
  readonly type: ObjectType;
  readonly id: string;
  /** What a response has to tell of, to count as the object. */
  readonly attributes: readonly string[];
}
