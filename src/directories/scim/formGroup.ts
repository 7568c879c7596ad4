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
  /** Where elements of multi-valued attributes are written by value paths; null for everything else. */
  readonly elements: WrittenElements | null;
  /** @param isWhole true for an object that was read, where what it does not tell is not there. */
  judge(resource: ScimResource, isWhole: boolean): Verdict;
}

/** Elements of multi-valued attributes that a change writes to. */
export interface WrittenElements {
  /** Whether an object has one of them, so that adding it would make a second one of its kind. */
  anyIn(resource: ScimResource): boolean;
  /** What replaces the attributes by all their elements, as an object has them, with the change; nothing where nothing changes. */
  anew(resource: ScimResource): readonly PlacedOperation[];
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
