import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError, type ReferenceUpdate } from '../targetDirectory.ts';
import type { BatchSize } from './batchSize.ts';
import type { ScimConnection } from './connection.ts';
import { errorAs, isSuccess, scimTypeOf, writeErrorOf } from './errors.ts';
import { sendGuarded } from './guarded.ts';
import { namesMembers } from './heldReferences.ts';
import { keptReferences } from './keptReferences.ts';
import { isAboutValues, type BatchOutcome, type ReferenceItem, type WriteBatch } from './inBatches.ts';
import { memberOperations, patchBody, patchRefused } from './patch.ts';
import type { PatchSupport } from './patchSupport.ts';
import type { Place, ReadReferences } from './readReferences.ts';
import { settlesReferences } from './receipts.ts';
import { referenceGroup } from './referenceForms.ts';
import { applyReferences } from './replace.ts';
import type { ScimResource } from './resource.ts';
import { writeByForms } from './writeByForms.ts';
import { writeKeeping } from './writeKeeping.ts';
import { replacementRefused } from './writeWhole.ts';

/** The target turned out not to support PATCH. */
export class CannotPatch extends Error {
  constructor() {
    super('The target does not support PATCH.');
    this.name = 'CannotPatch';
  }
}

/** An object that is written whole has its size anyway. */
export const withoutLimit: BatchSize = {
  current: () => Number.POSITIVE_INFINITY,
  wrote: () => undefined,
  limit: () => undefined,
};

/**
 * Writes a batch by PATCH. A value that the target doesn't find to remove it is looked for: a target may know its members by
 * their `$ref` alone, which `members[value eq "…"]` doesn't name.
 *
 * @throws CannotPatch; TargetError, of kind `notFound` when the object is not there.
 */
export function patchingReferences(
  connection: ScimConnection,
  patch: PatchSupport,
  { type, id, attribute }: Place,
  multivalued: boolean,
  signal: AbortSignal,
  read: ReadReferences,
): WriteBatch {
  let isThere = false;
  let held: Promise<ReadonlySet<string>> | null = null;
  return async (items) => {
    const part = partOf(items, multivalued);
    const sent = await (multivalued ? sendMembers : sendReference)(connection, { type, id, attribute }, part, signal);
    if (sent.kind === 'written') {
      patch.worked();
      return sent;
    }
    const { answer } = sent;
    if (answer.status === 405 || answer.status === 501) {
      patch.refused();
      throw new CannotPatch();
    }
    if (answer.status === 404 && !isThere) {
      if (!(await patch.survives404(type, id, signal))) throw new CannotPatch();
      isThere = true;
    }
    const error = writeErrorOf(answer, patchRefused(connection.dialect));
    if (!isAboutValues(answer)) throw error;
    const [removed] = part.remove;
    if (items.length === 1 && removed !== undefined && isAbsence(answer)) {
      held ??= stillHeld(read, { type, id, attribute }, signal);
      if (!(await held).has(removed)) return { kind: 'absent' };
    }
    return { kind: 'refused', answer, error };
  };
}

/** What the target shows of an attribute; nothing where it shows none. */
async function stillHeld(read: ReadReferences, place: Place, signal: AbortSignal): Promise<ReadonlySet<string>> {
  try {
    return new Set(await read(place, signal));
  } catch (error) {
    if (error instanceof TargetError) return new Set();
    throw error;
  }
}

type Part = ReturnType<typeof partOf>;
type Sent = Extract<BatchOutcome, { kind: 'written' }> | { readonly kind: 'refused'; readonly answer: HttpAnswer };

async function sendMembers(
  connection: ScimConnection,
  { type, id, attribute }: Place,
  part: Part,
  signal: AbortSignal,
): Promise<Sent> {
  const body = patchBody(memberOperations(attribute, part, connection.dialect));
  const answer = await sendGuarded(connection, type, id, { method: 'PATCH', body }, signal);
  return isSuccess(answer)
    ? { kind: 'written', settled: settlesReferences(answer, attribute, part, id) }
    : { kind: 'refused', answer };
}

/** A reference that stands alone is written in the form that the target stores. */
async function sendReference(
  connection: ScimConnection,
  { type, id, attribute }: Place,
  part: Part,
  signal: AbortSignal,
): Promise<Sent> {
  const group = referenceGroup(attribute, part.add[0] ?? null, connection.dialect);
  const outcome = await writeByForms(connection, { type, id, attributes: [attribute] }, [group], signal);
  if (outcome.kind === 'refused') return { kind: 'refused', answer: outcome.answer };
  const last = outcome.evidence.at(-1);
  const settled =
    last === undefined ||
    ('answer' in last
      ? settlesReferences(last.answer, attribute, part, id)
      : group.judge(last.found, false) !== 'lost');
  return { kind: 'written', settled };
}

/**
 * Writes a batch by replacing the object. All else that it holds stays; members of a group that nobody knows are not
 * replaced.
 *
 * @throws TargetError, of kind `unknowable` when a list of references would have to be written that is not known.
 */
export function replacingReferences(
  connection: ScimConnection,
  { type, id, attribute }: Place,
  change: ReferenceUpdate,
  signal: AbortSignal,
): WriteBatch {
  let { known, written = known ?? [] } = change;
  let takesPut = false;
  const put = (edit: (resource: ScimResource) => Record<string, unknown>): Promise<HttpAnswer> => {
    const own = { attribute, ids: known, written, multivalued: true };
    const keeps = [
      ...(type === 'Group' && !namesMembers(attribute) ? keptReferences(type, []) : []),
      ...(change.multivalued ? [own] : []),
    ];
    return writeKeeping(connection, { type, id, keeps, edit }, signal);
  };
  return async (items) => {
    const part = partOf(items, change.multivalued);
    const answer = await put((resource) => applyReferences(resource, attribute, part));
    if (isSuccess(answer)) {
      const after = (ids: readonly string[]): readonly string[] =>
        ids.filter((held) => !part.remove.includes(held)).concat(part.add);
      known = known === null ? null : after(known);
      written = after(written);
      return { kind: 'written', settled: settlesReferences(answer, attribute, part, id) };
    }
    const error = writeErrorOf(answer, replacementRefused);
    // The object was read right before: what was not found is the method, unless the object as it is can be written.
    if (answer.status === 404 && !takesPut) {
      takesPut = isSuccess(await put((resource) => ({ ...resource })));
      if (!takesPut) throw errorAs('notImplemented', error);
    }
    // What is too large is the object, whatever is added to it.
    if (!isAboutValues(answer) || answer.status === 413) throw error;
    return { kind: 'refused', answer, error };
  };
}

function partOf(
  items: readonly ReferenceItem[],
  multivalued: boolean,
): { readonly add: readonly string[]; readonly remove: readonly string[]; readonly multivalued: boolean } {
  const idsOf = (wanted: ReferenceItem['op']): string[] => items.flatMap(({ op, id }) => (op === wanted ? [id] : []));
  return { add: idsOf('add'), remove: idsOf('remove'), multivalued };
}

/** What is not there need not be removed (RFC 7644 section 3.5.2.2). */
function isAbsence(answer: HttpAnswer): boolean {
  return answer.status === 404 || (answer.status === 400 && scimTypeOf(answer) === 'notarget');
}
