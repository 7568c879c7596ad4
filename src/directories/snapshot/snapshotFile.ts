import { createHash } from 'node:crypto';
import { decodeDocument } from '../../job/decodeDocument.ts';
import { shortened } from '../../protocol/safeText.ts';
import { ProvisioningFailure, TextError, textOf } from '../../protocol/failure.ts';
import { type Text, text } from '../../protocol/text.ts';
import { readFileWithin } from '../files/readFileWithin.ts';
import { parseStrictJson } from '../files/strictJson.ts';
import { defaultAccessRoleId, type AppRole, type Assignment } from '../sourceDirectory.ts';

/** A user or group as Microsoft Graph would give it, with ids in place of the objects that it refers to. */
export type SnapshotObject = Readonly<Record<string, unknown>> & { readonly id: string };

/** The content of a snapshot file (docs/snapshot.md). */
export interface Snapshot {
  /** Stands for the content: another content has another one. */
  readonly fingerprint: string;
  readonly defaultDomain: string | null;
  readonly users: ReadonlyMap<string, SnapshotObject>;
  readonly groups: ReadonlyMap<string, SnapshotObject>;
  readonly assignments: readonly Assignment[];
  /** Objects that are in the recycle bin, or gone for good. */
  readonly deleted: ReadonlyMap<string, { readonly displayName: string; readonly permanently: boolean }>;
}

/**
 * Reads and checks a snapshot file.
 *
 * @throws ProvisioningFailure of kind `invalidJob` when it cannot be read or is not a snapshot; nothing of it is used then.
 */
export async function readSnapshotFile(path: string): Promise<Snapshot> {
  let content: string;
  try {
    content = decodeDocument(await readFileWithin(path, mostBytes));
  } catch (error) {
    throw new ProvisioningFailure('invalidJob', text`The snapshot ${path} could not be read: ${unreadable(error)}`, {
      recommendedAction: text`Correct "source.path" in the job file; it is relative to the job file.`,
      cause: error,
    });
  }
  try {
    return parseSnapshot(content);
  } catch (error) {
    throw new ProvisioningFailure('invalidJob', text`The snapshot ${path} is not valid: ${textOf(error)}`, {
      recommendedAction: text`Correct the file (docs/snapshot.md); nothing was changed.`,
      cause: error,
    });
  }
}

/** Half of what a string of JavaScript may hold; a snapshot of 100,000 users has a tenth of it. */
const mostBytes = 256_000_000;

/** @throws TextError that says what is wrong and where, as a path such as `users[3].id`. */
export function parseSnapshot(content: string): Snapshot {
  const file = objectAt(parseStrictJson(content), text`the file`);
  for (const name of Object.keys(file))
    if (!members.has(name))
      throw new TextError(text`${quoted(name)} is no member of a snapshot; those are ${[...members].join(', ')}.`);
  const users = objectsAt(file, 'users');
  const groups = objectsAt(file, 'groups');
  const roles = rolesAt(file);
  const tenant = file['tenant'] === undefined ? {} : objectAt(file['tenant'], 'tenant');
  return {
    fingerprint: createHash('sha256').update(content).digest('hex'),
    defaultDomain: textAt(tenant, 'defaultDomain', 'tenant') ?? null,
    users,
    groups,
    assignments: listAt(file, 'assignments').map((entry, index) =>
      assignmentOf(objectAt(entry, `assignments[${index}]`), index, users, groups, roles),
    ),
    deleted: new Map([...objectsAt(file, 'deleted')].map(([id, object]) => [id, deletedOf(object)])),
  };
}

const members = new Set(['$schema', 'tenant', 'appRoles', 'users', 'groups', 'assignments', 'deleted']);

type Json = Readonly<Record<string, unknown>>;

function objectsAt(file: Json, name: 'users' | 'groups' | 'deleted'): ReadonlyMap<string, SnapshotObject> {
  const objects = new Map<string, SnapshotObject>();
  for (const [index, entry] of listAt(file, name).entries()) {
    const where = `${name}[${index}]`;
    const object = objectAt(entry, where);
    const id = textAt(object, 'id', where);
    if (id === undefined || id === '')
      throw new TextError(text`${where}.id is missing: every object needs the id it has in Microsoft Entra ID.`);
    if (objects.has(id)) throw new TextError(text`${where}.id is ${quoted(id)}, which another of ${name} has already.`);
    if (name === 'groups')
      for (const [place, member] of listAt(object, 'members', where).entries())
        idAt(member, `${where}.members[${place}]`);
    if (name === 'users' && object['manager'] !== undefined && object['manager'] !== null)
      idAt(object['manager'], `${where}.manager`);
    objects.set(id, { ...object, id });
  }
  return objects;
}

function rolesAt(file: Json): ReadonlyMap<string, AppRole> {
  const roles = listAt(file, 'appRoles').map((entry, index) => {
    const where = `appRoles[${index}]`;
    const role = objectAt(entry, where);
    const id = idAt(role['id'], `${where}.id`);
    const value = textAt(role, 'value', where) ?? null;
    return { id, value, displayName: textAt(role, 'displayName', where) ?? value ?? id };
  });
  return new Map([
    [defaultAccessRoleId, { id: defaultAccessRoleId, value: null, displayName: 'Default Access' }],
    ...roles.map((role) => [role.id, role] as const),
  ]);
}

function assignmentOf(
  entry: Json,
  index: number,
  users: ReadonlyMap<string, SnapshotObject>,
  groups: ReadonlyMap<string, SnapshotObject>,
  roles: ReadonlyMap<string, AppRole>,
): Assignment {
  const where = `assignments[${index}]`;
  const principalId = idAt(entry['principalId'], `${where}.principalId`);
  const roleId = textAt(entry, 'appRoleId', where) ?? defaultAccessRoleId;
  const role = roles.get(roleId);
  if (role === undefined)
    throw new TextError(text`${where}.appRoleId is ${quoted(roleId)}, which is not among appRoles.`);
  const group = groups.get(principalId);
  const principal = group ?? users.get(principalId);
  return {
    id: `${principalId}/${roleId}`,
    principalId,
    principalType: group === undefined ? 'User' : 'Group',
    principalDisplayName: displayNameOf(principal ?? { id: principalId }),
    role,
  };
}

function deletedOf(object: SnapshotObject): { readonly displayName: string; readonly permanently: boolean } {
  return { displayName: displayNameOf(object), permanently: object['permanently'] === true };
}

/** The display name, or the id of an object without one. */
export function displayNameOf(object: SnapshotObject): string {
  const { displayName } = object;
  return typeof displayName === 'string' && displayName !== '' ? displayName : object.id;
}

function objectAt(value: unknown, where: Text): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new TextError(text`${where} must be an object.`);
}

function listAt(holder: Json, name: string, where?: string): readonly unknown[] {
  const value = holder[name] ?? [];
  if (Array.isArray(value)) return value as readonly unknown[];
  throw new TextError(text`${where === undefined ? name : `${where}.${name}`} must be a list.`);
}

function textAt(holder: Json, name: string, where: string): string | undefined {
  const value = holder[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new TextError(text`${where}.${name} must be text.`);
}

function idAt(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new TextError(text`${where} must be the id of an object.`);
}

/** What stands in the file, in few words; how it is made safe to show is up to who shows it. */
function quoted(name: string): string {
  return JSON.stringify(shortened(name, 60));
}

function unreadable(error: unknown): Text {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return explanations[code] ?? textOf(error);
}

const explanations: Readonly<Record<string, Text>> = {
  ERR_INVALID_ARG_VALUE: text`its name has a NUL character, which no file name may have.`,
  ENOENT: text`there is no such file.`,
  EACCES: text`you may not read it. Check its permissions.`,
  ELOOP: text`it is a link that leads to itself.`,
  ENAMETOOLONG: text`its name is longer than the system allows.`,
};
