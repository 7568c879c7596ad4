import type { WriteReceipt } from '../../decision/knowledge.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError, type KnownReferences, type TargetChange, type TargetValues } from '../targetDirectory.ts';
import { readResourceOf } from './answers.ts';
import type { ScimConnection } from './connection.ts';
import { errorAs, isSuccess, writeErrorOf } from './errors.ts';
import { patchRefused } from './patch.ts';
import { changeGroups } from './patchForms.ts';
import type { PatchSupport } from './patchSupport.ts';
import { readReceipt } from './receipts.ts';
import { applyChanges } from './replace.ts';
import { carriedValues, readValues } from './resource.ts';
import { keptReferences } from './keptReferences.ts';
import { writeByForms, type Evidence } from './writeByForms.ts';
import { writeKeeping } from './writeKeeping.ts';
import { replacementRefused } from './writeWhole.ts';

export interface ObjectUpdate {
  readonly type: ObjectType;
  readonly id: string;
  readonly changes: readonly TargetChange[];
  readonly held: TargetValues;
  readonly references: readonly KnownReferences[];
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
    const attributes = attributesOf(changes);
    const groups = changeGroups(changes, held, connection.dialect);
    const outcome = await writeByForms(connection, { type, id, attributes }, groups, signal);
    if (outcome.kind === 'written') {
      const receipt = receiptOf(connection, outcome.evidence, attributes, id);
      patch.worked();
      return withLook(connection, update, receipt, signal);
    }
    const { answer, some } = outcome;
    if (answer.status === 404 && !some) await patch.survives404(type, id, signal);
    else if ((answer.status === 405 || answer.status === 501) && !some) patch.refused();
    else throw refused(answer, some, connection);
  }
  return replaceObject(connection, update, signal);
}

/**
 * Looks at the object once for attributes of which it's not known whether the target shows them in its responses: one that is
 * left out there may have no value, although it was written.
 */
async function withLook(
  connection: ScimConnection,
  { type, id, changes }: ObjectUpdate,
  receipt: WriteReceipt,
  signal: AbortSignal,
): Promise<WriteReceipt> {
  const { shown } = connection;
  const written = changes.filter((change) => change.new !== null && change.new !== '');
  const open = shown.open(attributesOf(written)).filter((attribute) => !Object.hasOwn(receipt.told, attribute));
  if (!receipt.settled || open.length === 0) return receipt;
  try {
    const found = readResourceOf(await connection.get(connection.resourcePath(type, id), signal), id);
    shown.looked(open);
    return { ...receipt, told: { ...receipt.told, ...readValues(found, open) } };
  } catch (error) {
    if (error instanceof TargetError) return receipt;
    throw error;
  }
}

/** What the responses, and looks where there were any, tell together; the latest has the last word. */
function receiptOf(
  { shown }: ScimConnection,
  evidence: readonly Evidence[],
  attributes: readonly string[],
  id: string,
): WriteReceipt {
  const receipts = evidence.map((each) =>
    'answer' in each
      ? readReceipt(each.answer, attributes, id, shown)
      : { told: carriedValues(each.found, attributes), settled: true },
  );
  return {
    told: Object.assign({}, ...receipts.map(({ told }) => told)) as WriteReceipt['told'],
    settled: receipts.every(({ settled }) => settled),
  };
}

function refused(answer: HttpAnswer, some: boolean, { dialect }: ScimConnection): TargetError {
  const error = writeErrorOf(answer, patchRefused(dialect));
  return some ? new TargetError(error.kind, error.text, error.exchange, { ambiguous: true }) : error;
}

async function replaceObject(
  connection: ScimConnection,
  { type, id, changes, references }: ObjectUpdate,
  signal: AbortSignal,
): Promise<WriteReceipt> {
  const keeps = keptReferences(type, references);
  const answer = await writeKeeping(
    connection,
    { type, id, keeps, edit: (resource) => applyChanges(resource, changes) },
    signal,
  );
  if (isSuccess(answer)) return readReceipt(answer, attributesOf(changes), id, connection.shown);
  const error = writeErrorOf(answer, replacementRefused);
  // The object was read right before: what was not found is the method.
  throw error.kind === 'notFound' ? errorAs('notImplemented', error) : error;
}

function attributesOf(changes: readonly TargetChange[]): readonly string[] {
  return changes.map(({ attribute }) => attribute);
}
