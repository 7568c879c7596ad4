import { ProvisioningFailure } from '../../protocol/failure.ts';
import type { ConnectionStep } from '../../protocol/connectionReport.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import { connectionStepLog } from '../connectionSteps.ts';
import { entraAttributes } from '../entra/attributeNames.ts';
import type { ChangePage, ReferenceChange, SourceChange, SourceDirectory, SourceObject } from '../sourceDirectory.ts';
import { displayNameOf, readSnapshotFile, type Snapshot, type SnapshotObject } from './snapshotFile.ts';

/**
 * The source directory in a file (docs/snapshot.md). Its watermark is the fingerprint of the content: a file that did not
 * change has no changes, and one that did is given whole, for the engine to compare with what it holds.
 *
 * The file is read when a cycle begins, that is, when its assignments are: one cycle sees one content.
 */
export function openSnapshotDirectory(path: string): SourceDirectory {
  let current: Promise<Snapshot> | null = null;
  const snapshot = (): Promise<Snapshot> => (current ??= readSnapshotFile(path));
  const reread = (): Promise<Snapshot> => {
    current = null;
    return snapshot();
  };
  return {
    changesAre: 'everything',
    readAssignments: async () => (await reread()).assignments,
    async *readChanges(type, attributes, watermark): AsyncGenerator<ChangePage> {
      const { fingerprint, ...content } = await snapshot();
      const objects = watermark === fingerprint ? [] : [...objectsOf(content, type).values()];
      yield {
        changes: objects.map((object) => wholeObject(type, object, attributes, content)),
        watermark: fingerprint,
      };
    },
    async readOne(type, id, attributes) {
      const content = await snapshot();
      const object = objectsOf(content, type).get(id);
      if (object !== undefined) {
        const references = referencesOf(type, object, content);
        return { kind: 'present', object: toSourceObject(type, object, attributes), references };
      }
      const deleted = content.deleted.get(id);
      // Who is merely missing is disabled, which can be undone; only who is said to be gone for good is deleted.
      return deleted?.permanently === true
        ? { kind: 'hardDeleted' }
        : { kind: 'softDeleted', displayName: deleted?.displayName ?? id };
    },
    async readRecycleBin() {
      const { deleted } = await snapshot();
      return [...deleted].flatMap(([id, { permanently, displayName }]) => (permanently ? [] : [{ id, displayName }]));
    },
    async readMemberships(userId) {
      const content = await snapshot();
      const groups = [...content.groups.values()];
      return groups
        .filter((group) => referencesOf('Group', group, content).some(({ id }) => id === userId))
        .map(({ id }) => id);
    },
    async find(name, attributes) {
      const content = await snapshot();
      const wanted = name.toLowerCase();
      return (['User', 'Group'] as const).flatMap((type) =>
        [...objectsOf(content, type).values()]
          .filter((object) =>
            ['id', 'displayName', 'userPrincipalName', 'mail'].some(
              (property) => typeof object[property] === 'string' && object[property].toLowerCase() === wanted,
            ),
          )
          .map((object) => toSourceObject(type, object, attributes[type])),
      );
    },
    readTenant: async () => ({ defaultDomain: (await snapshot()).defaultDomain }),
    testConnection: async () => testSnapshot(path, await reread().catch((error: unknown) => error)),
    requestCount: () => 0,
    close: () => Promise.resolve(),
  };
}

function objectsOf(content: Pick<Snapshot, 'users' | 'groups'>, type: ObjectType): ReadonlyMap<string, SnapshotObject> {
  return type === 'User' ? content.users : content.groups;
}

function wholeObject(
  type: ObjectType,
  object: SnapshotObject,
  attributes: ReadonlySet<string>,
  content: Pick<Snapshot, 'users' | 'groups'>,
): SourceChange {
  const added = referencesOf(type, object, content);
  return {
    kind: 'changed',
    type,
    id: object.id,
    attributes: allAttributes(type, object, attributes),
    added,
    removed: [],
  };
}

/** Every attribute that was asked for: one that the file leaves out has no value, unlike one that a delta leaves out. */
function allAttributes(
  type: ObjectType,
  object: SnapshotObject,
  attributes: ReadonlySet<string>,
): SourceObject['attributes'] {
  const none = Object.fromEntries([...attributes].filter(isPlain).map((attribute) => [attribute, null]));
  return { ...none, ...entraAttributes(type, object, attributes) };
}

function isPlain(attribute: string): boolean {
  return !['IsSoftDeleted', 'appRoleAssignments', 'manager', 'members'].includes(attribute);
}

function referencesOf(
  type: ObjectType,
  object: SnapshotObject,
  content: Pick<Snapshot, 'groups'>,
): readonly ReferenceChange[] {
  const attribute = type === 'Group' ? 'members' : 'manager';
  const value = object[attribute] ?? [];
  const ids = (Array.isArray(value) ? value : [value]) as readonly string[];
  return ids.map((id) => ({ attribute, id, type: content.groups.has(id) ? 'Group' : 'User' }));
}

function toSourceObject(type: ObjectType, object: SnapshotObject, attributes: ReadonlySet<string>): SourceObject {
  return {
    type,
    id: object.id,
    displayName: displayNameOf(object),
    attributes: allAttributes(type, object, attributes),
    accountEnabled: object['accountEnabled'] !== false,
  };
}

function testSnapshot(path: string, read: unknown): readonly ConnectionStep[] {
  const log = connectionStepLog('source');
  if (read instanceof ProvisioningFailure) {
    const found = !(read.cause instanceof Error && 'code' in read.cause);
    if (found) log.passed('address', text`Found ${path}.`);
    const recommendedAction = read.recommendedAction ?? text`Correct the file.`;
    log.failed(found ? 'answer' : 'address', { detail: read.text, recommendedAction });
  } else if (read instanceof Error) throw read;
  else {
    const { users, groups, assignments } = read as Snapshot;
    log.passed('address', text`Found ${path}.`);
    log.passed('answer', text`${users.size} users, ${groups.size} groups and ${assignments.length} assignments.`);
  }
  return log.finish().filter(({ id }) => id === 'address' || id === 'answer');
}
