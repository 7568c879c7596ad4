import type { WriteReceipt } from '../../cycle/knowledge.ts';
import { scalarsOf } from '../../protocol/attributeJson.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { TargetChange, TargetValues } from '../targetDirectory.ts';
import type { ScimConnection } from './connection.ts';
import { errorAs, isSuccess, writeErrorOf } from './errors.ts';
import { sendGuarded } from './guarded.ts';
import { patchBody, patchOperations, patchRefused } from './patch.ts';
import type { PatchSupport } from './patchSupport.ts';
import { readReceipt } from './receipts.ts';
import { applyChanges } from './replace.ts';
import { replacementRefused, writeWhole } from './writeWhole.ts';

export interface ObjectUpdate {
  readonly type: ObjectType;
  readonly id: string;
  readonly changes: readonly TargetChange[];
  readonly held: TargetValues;
}

/**
 * Changes attributes by PATCH, or by writing the object whole where the target refuses a PATCH as such (405, 501, or 404
 * although the object is there).
 */
export async function updateObject(
  connection: ScimConnection,
  patch: PatchSupport,
  update: ObjectUpdate,
  signal: AbortSignal,
): Promise<WriteReceipt> {
  const { type, id, changes, held } = update;
  if (await patch.isUsable(signal)) {
    const body = patchBody(patchOperations(changes, held, connection.dialect));
    const answer = await sendGuarded(connection, type, id, { method: 'PATCH', body }, signal);
    if (isSuccess(answer)) {
      const receipt = readReceipt(answer, attributesOf(changes), id);
      patch.worked();
      return receipt;
    }
    if (answer.status === 404) await patch.survives404(type, id, signal);
    else if (answer.status === 405 || answer.status === 501) patch.refused();
    else throw writeErrorOf(answer, patchRefused(connection.dialect));
  }
  return replaceObject(connection, update, signal);
}

async function replaceObject(
  connection: ScimConnection,
  { type, id, changes, held }: ObjectUpdate,
  signal: AbortSignal,
): Promise<WriteReceipt> {
  const keeps = new Map(type === 'Group' ? [['members', knownMembers(held)] as const] : []);
  const answer = await writeWhole(
    connection,
    { type, id, keeps, edit: (resource) => applyChanges(resource, changes) },
    signal,
  );
  if (isSuccess(answer)) return readReceipt(answer, attributesOf(changes), id);
  const error = writeErrorOf(answer, replacementRefused);
  // The object was read right before: what was not found is the method.
  throw error.kind === 'notFound' ? errorAs('notImplemented', error) : error;
}

function attributesOf(changes: readonly TargetChange[]): readonly string[] {
  return changes.map(({ attribute }) => attribute);
}

/** Every member, where the caller knows them all. */
function knownMembers(held: TargetValues): readonly string[] | null {
  const { members } = held;
  return members === undefined ? null : scalarsOf(members).map(String);
}
