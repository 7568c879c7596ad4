import { isObject, valuesOf } from './scimObject.ts';
import type { ResourceKind } from './schemas/resourceType.ts';
import type { StoredResource } from './store.ts';

/** The attributes by which resources are found without a scan; `id` is the collection's own key. */
export type IndexName = 'userName' | 'externalId' | 'displayName' | 'emails.value' | 'members.value';

/** Finds ids by key; keys of attributes that are not case-exact are folded. */
export interface Indexes {
  lookup(index: IndexName, key: string): readonly string[];
  /** Moves `id` from the keys of `previous` to the keys of `next`; undefined stands for “not there”. */
  replace(id: string, previous: StoredResource | undefined, next: StoredResource | undefined): void;
}

type KeysOf = (resource: StoredResource) => readonly string[];

const fold = (key: string): string => key.toLowerCase();

const single =
  (name: string, normalize: (key: string) => string): KeysOf =>
  (resource) => {
    const value = resource.attributes[name];
    return typeof value === 'string' ? [normalize(value)] : [];
  };

const plural =
  (name: string, normalize: (key: string) => string): KeysOf =>
  (resource) =>
    valuesOf(resource.attributes[name]).flatMap((element) =>
      isObject(element) && typeof element['value'] === 'string' ? [normalize(element['value'])] : [],
    );

const keysByKind: Readonly<Record<ResourceKind, Readonly<Partial<Record<IndexName, KeysOf>>>>> = {
  User: {
    userName: single('userName', fold),
    externalId: single('externalId', String),
    displayName: single('displayName', fold),
    'emails.value': plural('emails', fold),
  },
  Group: {
    externalId: single('externalId', String),
    displayName: single('displayName', fold),
    'members.value': plural('members', String),
  },
};

/** The names of the indexes whose keys are compared exactly. */
export const exactIndexes: ReadonlySet<IndexName> = new Set<IndexName>(['externalId', 'members.value']);

/** Whether resources of `kind` can be looked up by `name`. */
export function hasIndex(kind: ResourceKind, name: string): name is IndexName {
  return name in keysByKind[kind];
}

/** Makes the empty indexes of one kind of resource. */
export function createIndexes(kind: ResourceKind): Indexes {
  const indexes = Object.entries(keysByKind[kind]).map(([name, keysOf]) => ({
    name,
    keysOf,
    ids: new Map<string, Set<string>>(),
  }));
  return {
    lookup(name, key) {
      const index = indexes.find((candidate) => candidate.name === name);
      return [...(index?.ids.get(exactIndexes.has(name) ? key : fold(key)) ?? [])];
    },
    replace(id, previous, next) {
      for (const { keysOf, ids } of indexes) {
        const before = new Set(previous === undefined ? [] : keysOf(previous));
        const after = new Set(next === undefined ? [] : keysOf(next));
        for (const key of before) if (!after.has(key)) remove(ids, key, id);
        for (const key of after) if (!before.has(key)) add(ids, key, id);
      }
    },
  };
}

function add(ids: Map<string, Set<string>>, key: string, id: string): void {
  const set = ids.get(key);
  if (set === undefined) ids.set(key, new Set([id]));
  else set.add(id);
}

function remove(ids: Map<string, Set<string>>, key: string, id: string): void {
  const set = ids.get(key);
  if (set?.delete(id) === true && set.size === 0) ids.delete(key);
}
