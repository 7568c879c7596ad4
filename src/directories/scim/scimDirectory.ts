import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import { type DeletionReceipt, type TargetDirectory, type TargetObject } from '../targetDirectory.ts';
import { readResourceOf } from './answers.ts';
import { openScimConnection, type ScimConnection, type ScimDirectoryOptions } from './connection.ts';
import { errorOf, isMissing, isSuccess, unreadable, writeErrorOf } from './errors.ts';
import { sendGuarded } from './guarded.ts';
import { learnedText } from './learned.ts';
import { listAll } from './listing.ts';
import { createPatchSupport } from './patchSupport.ts';
import { proveConnection } from './prove.ts';
import { createQuery } from './query.ts';
import { readCreation, readDeletion } from './receipts.ts';
import { createReferences } from './references.ts';
import { creationBody } from './creationBody.ts';
import { toTargetObject } from './targetObject.ts';
import { testScimConnection } from './testConnection.ts';
import { updateObject } from './updateObject.ts';

export type { ScimDirectoryOptions } from './connection.ts';

/** The target directory behind any SCIM 2.0 base address (RFC 7643, RFC 7644). */
export function openScimDirectory(options: ScimDirectoryOptions): TargetDirectory {
  const connection = openScimConnection(options);
  const patch = createPatchSupport(connection);
  const references = createReferences(connection, patch);
  return {
    concurrency: connection.concurrency,
    team: null,
    matching: options.dialect === 'entra' ? 'filter' : 'cheapest',
    prove: (probe, signal) => proveConnection(connection, probe, signal),
    list: (type, attributes, signal, references) => listAll(connection, type, attributes, signal, references),
    query: createQuery(connection),
    read: (type, id, attributes, signal) => readObject(connection, type, id, attributes, signal),
    async create(type, values, attributes, signal) {
      const body = JSON.stringify(creationBody(type, values, options.dialect));
      const path = connection.endpoint(type);
      const answer = await connection.send({ method: 'POST', path, body, repeatable: false }, signal);
      if (!isSuccess(answer)) throw writeErrorOf(answer, text`The creation was refused`);
      return readCreation(answer, type, attributes);
    },
    update: (type, id, changes, held, signal, references = []) =>
      updateObject(connection, patch, { type, id, changes, held, references }, signal),
    delete: (type, id, signal) => deleteObject(connection, type, id, signal),
    readReferences: (type, id, attribute, signal) => references.read({ type, id, attribute }, signal),
    updateReferences: (type, id, attribute, change, signal) =>
      references.update({ type, id, attribute }, change, signal),
    testConnection: (probe, signal) => testScimConnection(connection, probe, options.token !== null, signal),
    learned: () => learnedText(connection.forms),
    requestCounts: () => connection.http.counts(),
    close: () => connection.http.close(),
  };
}

async function readObject(
  connection: ScimConnection,
  type: ObjectType,
  id: string,
  attributes: readonly string[],
  signal: AbortSignal,
): Promise<TargetObject | null> {
  const answer = await connection.leanGet(type, id, '', signal);
  if (isMissing(answer)) return null;
  if (answer.status !== 200) throw errorOf(answer, text`Reading the object was refused`);
  const resource = readResourceOf(answer, id);
  try {
    return toTargetObject(resource, attributes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw unreadable(answer, text`The object is nested too deeply to be read.`);
  }
}

async function deleteObject(
  connection: ScimConnection,
  type: ObjectType,
  id: string,
  signal: AbortSignal,
): Promise<DeletionReceipt> {
  const answer = await sendGuarded(connection, type, id, { method: 'DELETE' }, signal);
  if (isMissing(answer)) return 'notFound';
  if (!isSuccess(answer)) throw writeErrorOf(answer, text`The deletion was refused`);
  return readDeletion(answer, id);
}
