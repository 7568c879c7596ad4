import type { Directory } from '../directory.ts';
import type { DirectoryObject, ObjectType } from '../model.ts';
import type { ObjectListing } from '../objectList.ts';
import { steady } from '../paging.ts';
import type { Sequence } from '../paging.ts';
import { project, projectTyped } from '../projection.ts';
import type { StableOrder } from '../stableOrder.ts';

const sortableOf: Readonly<Record<ObjectType, readonly string[]>> = {
  user: ['displayName', 'userPrincipalName'],
  group: ['displayName'],
  servicePrincipal: ['displayName'],
};

/** All objects of a type that are not in the recycle bin. */
export function liveObjects(directory: Directory, type: ObjectType, select: readonly string[] | null): ObjectListing {
  const { order } = directory.collection(type);
  return {
    types: [type],
    sequence: steady(order),
    positionOf: (id) => order.positionOf(id),
    accepts: (object) => object.deletedDateTime === null,
    show: (object) => project(object, select),
    sortable: sortableOf[type],
  };
}

/** The recycle bin's objects of a type. */
export function deletedObjects(
  directory: Directory,
  type: ObjectType,
  select: readonly string[] | null,
): ObjectListing {
  return {
    ...liveObjects(directory, type, select),
    accepts: (object) => object.deletedDateTime !== null,
    show: (object) => ({
      ...project(object, select),
      ...(select === null ? { deletedDateTime: object.deletedDateTime } : {}),
    }),
    sortable: [...sortableOf[type], 'deletedDateTime'],
  };
}

/** Objects listed by id (members of a group, groups of a user), those in the recycle bin left out. */
export function objectsById(
  directory: Directory,
  ids: StableOrder<string>,
  types: readonly ObjectType[],
  select: readonly string[] | null,
): ObjectListing {
  const sequence: Sequence<DirectoryObject> = function* (start) {
    for (const [position, id] of steady(ids)(start)) {
      const object = directory.findDeletedToo(id);
      if (object !== undefined) yield [position, object];
    }
  };
  return {
    types,
    sequence,
    positionOf: (id) => ids.positionOf(id),
    accepts: (object) => object.deletedDateTime === null && types.includes(object.type),
    show: (object) => projectTyped(object, select),
    sortable: [],
  };
}
