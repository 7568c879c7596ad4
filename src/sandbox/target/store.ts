import { openPersistence } from './persistence.ts';
import type { Persistence } from './persistence.ts';
import { createIndexes } from './indexes.ts';
import type { IndexName } from './indexes.ts';
import type { ResourceKind } from './schemas/resourceType.ts';
import type { ScimObject } from './scimObject.ts';

/** Where a team member stands (Dropbox API, team/members: `TeamMemberStatus`). */
export type MemberStatus = 'invited' | 'active' | 'suspended' | 'removed';

/** A resource as it is kept. It is never changed in place: an update puts another one under the same id. */
export interface StoredResource {
  readonly kind: ResourceKind;
  readonly id: string;
  /** What clients write, by canonical attribute names; extensions under their URN. */
  readonly attributes: ScimObject;
  /** ISO 8601 times. */
  readonly created: string;
  readonly lastModified: string;
  /** Counts up from 1; the entity tag is made of it. */
  readonly version: number;
  /** Set for users of the profiles that have Dropbox's life cycle. */
  readonly status?: MemberStatus;
  /** What only the Business API knows of it. */
  readonly team?: TeamFacts;
}

/** What Dropbox's Business API tells of a member or group and SCIM doesn't (Dropbox API, `team.MemberProfile`, `team_common.GroupSummary`). */
export interface TeamFacts {
  /** When a member accepted the invitation, and when it was suspended: ISO 8601 times. */
  readonly joinedOn?: string;
  readonly suspendedOn?: string;
  readonly isDirectoryRestricted?: boolean;
  readonly isAdmin?: boolean;
  /** Of a group; what isn't said is `company_managed`. */
  readonly managementType?: 'user_managed' | 'company_managed' | 'system_managed';
  /** The ids of a group's members who are its owners. */
  readonly owners?: readonly string[];
}

/** One change, told to whoever listens after it took effect. */
export interface StoreChange {
  /** What the store held under the id before; undefined for a new resource. */
  readonly previous: StoredResource | undefined;
  /** What it holds now; undefined for a deleted resource. */
  readonly current: StoredResource | undefined;
}

/** Users and groups in memory, found by index, kept in a file if there is one. */
export interface TargetStore {
  get(kind: ResourceKind, id: string): StoredResource | undefined;
  /** The resource with this id, of whichever kind. */
  find(id: string): StoredResource | undefined;
  /** All resources of a kind in the order of their creation; not a copy, so do not keep it over a change. */
  all(kind: ResourceKind): readonly StoredResource[];
  /** The resources that an index has under `key`; a superset of the matches, to be tested by the filter. */
  lookup(kind: ResourceKind, index: IndexName, key: string): readonly StoredResource[];
  put(resource: StoredResource): void;
  /** True when there was such a resource. */
  delete(kind: ResourceKind, id: string): boolean;
  /** Removes all resources, and the records below `team/`. */
  clear(): void;
  /** What is kept beside users and groups, by name. */
  readonly records: Records;
  onChange(listener: (change: StoreChange) => void): () => void;
  /** Resolves when every change so far is in the file; undefined when there is nothing to wait for. */
  settled(): Promise<void> | undefined;
  close(): void;
}

/** JSON values by name, kept like the resources. */
export interface Records {
  get(name: string): unknown;
  /** Undefined removes what is there. */
  set(name: string, value: unknown): void;
  /** All whose names begin like this, as `[name, value]`. */
  startingWith(prefix: string): readonly (readonly [name: string, value: unknown])[];
}

/**
 * Opens the store. With a path the resources are kept in a SQLite file: what a response has confirmed survives a
 * restart and a killed process. With null they live in memory only. Throws when the file cannot be opened.
 */
export function openTargetStore(path: string | null): TargetStore {
  const persistence = path === null ? undefined : openPersistence(path);
  const collections = { User: createCollection('User'), Group: createCollection('Group') };
  const listeners = new Set<(change: StoreChange) => void>();
  const tell = (change: StoreChange): void => {
    for (const listener of listeners) listener(change);
  };
  for (const resource of persistence?.load() ?? []) collections[resource.kind].put(resource);
  const records = createRecords(persistence);
  return {
    get: (kind, id) => collections[kind].get(id),
    find: (id) => collections.User.get(id) ?? collections.Group.get(id),
    all: (kind) => collections[kind].all(),
    lookup: (kind, index, key) => collections[kind].lookup(index, key),
    put(resource) {
      const previous = collections[resource.kind].put(resource);
      persistence?.put(resource);
      tell({ previous, current: resource });
    },
    delete(kind, id) {
      const previous = collections[kind].delete(id);
      if (previous === undefined) return false;
      persistence?.delete(id);
      tell({ previous, current: undefined });
      return true;
    },
    clear() {
      for (const collection of Object.values(collections)) {
        for (const resource of [...collection.all()]) this.delete(resource.kind, resource.id);
      }
      for (const [name] of records.startingWith('team/')) records.set(name, undefined);
    },
    records,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    settled: () => persistence?.settled(),
    close: () => persistence?.close(),
  };
}

function createRecords(persistence: Persistence | undefined): Records {
  const values = new Map<string, unknown>(persistence?.loadRecords() ?? []);
  return {
    get: (name) => values.get(name),
    set(name, value) {
      if (value === undefined) values.delete(name);
      else values.set(name, value);
      persistence?.putRecord(name, value);
    },
    startingWith: (prefix) => [...values].filter(([name]) => name.startsWith(prefix)),
  };
}

interface Collection {
  get(id: string): StoredResource | undefined;
  all(): readonly StoredResource[];
  lookup(index: IndexName, key: string): readonly StoredResource[];
  /** Both answer what was there before. */
  put(resource: StoredResource): StoredResource | undefined;
  delete(id: string): StoredResource | undefined;
}

/** Resources of one kind. The list of all is rebuilt only when it is asked for after a change. */
function createCollection(kind: ResourceKind): Collection {
  const byId = new Map<string, StoredResource>();
  const indexes = createIndexes(kind);
  let list: StoredResource[] | undefined = [];
  return {
    get: (id) => byId.get(id),
    all: () => (list ??= [...byId.values()]),
    lookup(index, key) {
      return indexes.lookup(index, key).flatMap((id) => byId.get(id) ?? []);
    },
    put(resource) {
      const previous = byId.get(resource.id);
      byId.set(resource.id, resource);
      indexes.replace(resource.id, previous, resource);
      if (previous === undefined) list?.push(resource);
      else list = undefined;
      return previous;
    },
    delete(id) {
      const resource = byId.get(id);
      if (resource === undefined) return undefined;
      byId.delete(id);
      indexes.replace(id, resource, undefined);
      list = undefined;
      return resource;
    },
  };
}
