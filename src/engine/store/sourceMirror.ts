import type { Entitlement, Presence } from '../../decision/evaluateScope.ts';
import {
  defaultAccessRoleId,
  type Assignment,
  type ReferenceChange,
  type SourceObject,
} from '../../directories/sourceDirectory.ts';
import type { Attributes, RoleAssignments } from '../../expressions/value.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { isRecord } from '../../protocol/mappingEditorGuards.ts';
import { appRolesOf, assignmentRows } from './assignmentRows.ts';
import type { Database } from './database.ts';
import { readStored } from './storedJson.ts';
import type { Text } from '../../protocol/text.ts';
import { fromColumn, toColumn } from './textColumn.ts';

/** An object as the mirror holds it. */
export interface MirroredObject {
  readonly type: ObjectType;
  readonly id: string;
  readonly displayName: string;
  readonly attributes: Attributes;
  readonly accountEnabled: boolean;
  readonly presence: Presence;
  /** Why what the source said of it can't be used; null when it can. */
  readonly unreadable: Text | null;
}

/** The source directory as far as it has been read: full objects, their references, and the assignments. */
export interface SourceMirror {
  find(type: ObjectType, id: string): MirroredObject | null;
  /** Those of these objects that the mirror holds, by id. */
  findAll(type: ObjectType, ids: readonly string[]): ReadonlyMap<string, MirroredObject>;
  /** Merges a delta into the object: attributes that the delta does not carry keep their value. */
  merge(type: ObjectType, id: string, attributes: Attributes, generation: number): void;
  put(object: SourceObject, generation: number): void;
  setPresence(type: ObjectType, id: string, presence: Presence): void;
  /** Notes that what the source says of the object can't be used; what was known of it before is kept. */
  setUnreadable(type: ObjectType, id: string, why: Text): void;
  /** Notes an object that is only in the recycle bin and was never read whole. */
  putDeleted(type: ObjectType, id: string, displayName: string, generation: number): void;
  remove(type: ObjectType, id: string): void;
  /** Objects of a type that the read with this generation has not seen. */
  unseen(type: ObjectType, generation: number): readonly string[];
  count(type: ObjectType): number;

  references(sourceId: string, attribute: string): readonly string[];
  addReference(sourceId: string, reference: ReferenceChange, generation: number): void;
  removeReference(sourceId: string, attribute: string, id: string): void;
  /** The direct members of a group that are users. */
  userMembers(groupId: string): readonly string[];
  /** Objects whose last reading can't be used, or isn't proved current. */
  unreadable(type: ObjectType): readonly string[];
  /** Groups that the read with this generation has shown with far fewer members than before. */
  shrunken(sourceType: ObjectType, generation: number): readonly string[];
  /**
   * Forgets references that the read with this generation has not seen, but for those of the objects in `except`, and for the
   * managers of users who are deleted: no source tells them any more, and they may get the files.
   */
  removeUnseenReferences(sourceType: ObjectType, generation: number, except: readonly string[]): void;

  /** Replaces all assignments. Returns the principals whose assignments differ from before. */
  replaceAssignments(assignments: readonly Assignment[]): readonly { readonly id: string; readonly type: ObjectType }[];
  /** Who is assigned with which role, as `principal role`. */
  assignmentKeys(): ReadonlySet<string>;
  /**
   * The assignments that reach each of these objects, by id: its own, and for a user those of the groups it is a direct
   * member of. One that none reaches is not among them.
   */
  entitlements(type: ObjectType, ids: readonly string[]): ReadonlyMap<string, readonly Entitlement[]>;
  /** The app roles that reach a user, as `[appRoleAssignments]` gives them. */
  appRoles(type: ObjectType, id: string): RoleAssignments;
  /** The same of several objects, by id; one that no role reaches is not among them. */
  appRolesOf(type: ObjectType, ids: readonly string[]): ReadonlyMap<string, RoleAssignments['roles']>;
  principalName(id: string): string | null;
}

export function sourceMirror(database: Database): SourceMirror {
  const find = (type: ObjectType, id: string): MirroredObject | null => {
    const row = database.prepare(`${selectObject} WHERE type = ? AND id = ?`).get(type, id);
    return row === undefined ? null : toObject(type, row);
  };
  const write = (type: ObjectType, id: string, attributes: Attributes, generation: number): void => {
    const text = (name: string): string | null => {
      const value = attributes[name];
      return typeof value === 'string' ? value : null;
    };
    database
      .prepare(
        `INSERT INTO object (type, id, display_name, user_principal_name, mail, attributes, account_enabled, presence, generation)
         VALUES (?, ?, ?, ?, ?, ?, ?, 'present', ?)
         ON CONFLICT (type, id) DO UPDATE SET display_name = excluded.display_name, user_principal_name = excluded.user_principal_name,
           mail = excluded.mail, attributes = excluded.attributes, account_enabled = excluded.account_enabled, presence = 'present',
           generation = excluded.generation, unreadable = NULL`,
      )
      .run(
        type,
        id,
        text('displayName') ?? text('userPrincipalName') ?? id,
        text('userPrincipalName'),
        text('mail'),
        JSON.stringify(attributes),
        attributes['accountEnabled'] === false ? 0 : 1,
        generation,
      );
  };

  return {
    find,
    findAll: (type, ids) =>
      new Map(
        database
          .prepare(`${selectObject} WHERE type = ? AND id IN (SELECT value FROM json_each(?))`)
          .all(type, JSON.stringify(ids))
          .map((row) => [row['id'] as string, toObject(type, row)]),
      ),
    merge(type, id, attributes, generation) {
      const existing = find(type, id);
      write(type, id, existing === null ? attributes : { ...existing.attributes, ...attributes }, generation);
    },
    put: (object, generation) => {
      write(object.type, object.id, object.attributes, generation);
    },
    setPresence: (type, id, presence) =>
      void database
        .prepare('UPDATE object SET presence = ?, unreadable = NULL WHERE type = ? AND id = ?')
        .run(presence, type, id),
    setUnreadable(type, id, why) {
      if (find(type, id) === null) write(type, id, {}, 0);
      database.prepare('UPDATE object SET unreadable = ? WHERE type = ? AND id = ?').run(toColumn(why), type, id);
    },
    putDeleted(type, id, displayName, generation) {
      if (find(type, id) === null) write(type, id, { displayName }, generation);
      this.setPresence(type, id, 'softDeleted');
    },
    remove(type, id) {
      database.prepare('DELETE FROM object WHERE type = ? AND id = ?').run(type, id);
      database.prepare('DELETE FROM reference WHERE source_id = ?').run(id);
    },
    unseen: (type, generation) =>
      database
        .prepare('SELECT id FROM object WHERE type = ? AND generation < ?')
        .all(type, generation)
        .map((row) => row['id'] as string),
    count: (type) =>
      Number(
        database.prepare("SELECT count(*) AS n FROM object WHERE type = ? AND presence = 'present'").get(type)?.['n'] ??
          0,
      ),
    references: (sourceId, attribute) =>
      database
        .prepare('SELECT id FROM reference WHERE source_id = ? AND attribute = ?')
        .all(sourceId, attribute)
        .map((row) => row['id'] as string),
    addReference: (sourceId, reference, generation) =>
      void database
        .prepare(
          `INSERT INTO reference (source_id, attribute, id, type, generation) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (source_id, attribute, id) DO UPDATE SET generation = excluded.generation, type = coalesce(excluded.type, type)`,
        )
        .run(sourceId, reference.attribute, reference.id, reference.type, generation),
    removeReference: (sourceId, attribute, id) =>
      void database
        .prepare('DELETE FROM reference WHERE source_id = ? AND attribute = ? AND id = ?')
        .run(sourceId, attribute, id),
    userMembers: (groupId) =>
      idsOf(
        database
          .prepare(
            "SELECT id FROM reference WHERE source_id = ? AND attribute = 'members' AND coalesce(type, 'User') = 'User'",
          )
          .all(groupId),
      ),
    unreadable: (type) =>
      idsOf(database.prepare('SELECT id FROM object WHERE type = ? AND unreadable IS NOT NULL').all(type)),
    shrunken: (sourceType, generation) =>
      idsOf(
        database
          .prepare(
            `SELECT source_id AS id FROM reference
             WHERE attribute = 'members' AND source_id IN (SELECT id FROM object WHERE type = ?1 AND generation >= ?2)
             GROUP BY source_id
             HAVING sum(generation < ?2) > ${fewLost} OR sum(generation < ?2) > count(*) * ${shareLost}`,
          )
          .all(sourceType, generation),
      ),
    removeUnseenReferences: (sourceType, generation, except) =>
      void database
        .prepare(
          `DELETE FROM reference WHERE generation < ? AND source_id IN (SELECT id FROM object WHERE type = ?)
             AND source_id NOT IN (SELECT value FROM json_each(?))
             AND NOT (attribute = 'manager' AND source_id IN (SELECT id FROM object WHERE type = 'User' AND presence <> 'present'))`,
        )
        .run(generation, sourceType, JSON.stringify(except)),
    replaceAssignments: (assignments) => replaceAssignments(database, assignments),
    assignmentKeys: () =>
      new Set(
        database
          .prepare("SELECT principal_id || ' ' || role_id AS key FROM assignment")
          .all()
          .map((row) => row['key'] as string),
      ),
    entitlements(type, ids) {
      const found = new Map<string, Entitlement[]>();
      for (const row of assignmentRows(database, type, ids)) {
        const entitlement = {
          roleName: row['role_display_name'] as string,
          isDefaultAccess: row['role_id'] === defaultAccessRoleId,
          via: row['via'] as string | null,
        };
        const others = found.get(row['id'] as string);
        if (others === undefined) found.set(row['id'] as string, [entitlement]);
        else others.push(entitlement);
      }
      return found;
    },
    appRoles: (type, id) => ({
      kind: 'roleAssignments',
      roles: appRolesOf(database, type, [id]).get(id) ?? [],
    }),
    appRolesOf: (type, ids) => appRolesOf(database, type, ids),
    principalName: (id) =>
      (database.prepare('SELECT principal_display_name AS name FROM assignment WHERE principal_id = ?').get(id)?.[
        'name'
      ] as string | undefined) ?? null,
  };
}

/** A group that loses so many members between two readings of everything, or this share of them, is read by itself. */
const fewLost = 5;
const shareLost = 0.2;

type Row = Readonly<Record<string, unknown>>;

function idsOf(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => row['id'] as string);
}

const selectObject = 'SELECT id, display_name, attributes, account_enabled, presence, unreadable FROM object';

function toObject(type: ObjectType, row: Row): MirroredObject {
  return {
    type,
    id: row['id'] as string,
    displayName: row['display_name'] as string,
    attributes: readStored('object', row['attributes'], isRecord) as Attributes,
    accountEnabled: row['account_enabled'] === 1,
    presence: row['presence'] as Presence,
    unreadable: typeof row['unreadable'] === 'string' ? fromColumn(row['unreadable']) : null,
  };
}

function replaceAssignments(
  database: Database,
  assignments: readonly Assignment[],
): readonly { id: string; type: ObjectType }[] {
  database
    .prepare(
      'CREATE TEMP TABLE IF NOT EXISTS assignment_before (id TEXT PRIMARY KEY, principal_id TEXT, principal_type TEXT, role_id TEXT) WITHOUT ROWID',
    )
    .run();
  database.prepare('DELETE FROM assignment_before').run();
  database
    .prepare('INSERT INTO assignment_before SELECT id, principal_id, principal_type, role_id FROM assignment')
    .run();
  database.prepare('DELETE FROM assignment').run();
  const insert = database.prepare(
    'INSERT OR REPLACE INTO assignment (id, principal_id, principal_type, principal_display_name, role_id, role_value, role_display_name) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  for (const { id, principalId, principalType, principalDisplayName, role } of assignments) {
    if (principalType !== 'ServicePrincipal')
      insert.run(id, principalId, principalType, principalDisplayName, role.id, role.value, role.displayName);
  }
  return database
    .prepare(
      `SELECT principal_id AS id, principal_type AS type FROM (
         SELECT principal_id, principal_type, role_id FROM assignment EXCEPT SELECT principal_id, principal_type, role_id FROM assignment_before
       ) UNION SELECT principal_id, principal_type FROM (
         SELECT principal_id, principal_type, role_id FROM assignment_before EXCEPT SELECT principal_id, principal_type, role_id FROM assignment
       )`,
    )
    .all()
    .map((row) => ({ id: row['id'] as string, type: row['type'] as ObjectType }));
}
