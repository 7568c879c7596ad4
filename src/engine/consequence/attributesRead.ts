import type { AttributesByType, ReferenceChange } from '../../directories/sourceDirectory.ts';
import type { Attributes } from '../../expressions/value.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { CycleContext } from '../cycle/cycleContext.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { MirroredObject } from '../store/sourceMirror.ts';

/** Attributes that were read besides those of the mirror, of everybody. */
export interface AttributesRead {
  readonly names: AttributesByType;
  readonly ofObjects: Readonly<Record<ObjectType, ReadonlyMap<string, Attributes>>>;
  readonly references: readonly { readonly sourceId: string; readonly reference: ReferenceChange }[];
}

const objectTypes: readonly ObjectType[] = ['User', 'Group'];
/** Not an attribute of the source's objects: it's made of the assignments, which are always read. */
const ofAssignments = 'appRoleAssignments';

/** Attributes that the edited text uses and that the mirror doesn't keep for the former one. */
export function missingAttributes(former: AttributesByType, edited: AttributesByType): AttributesByType {
  const missing = (type: ObjectType): ReadonlySet<string> =>
    new Set([...edited[type]].filter((name) => name !== ofAssignments && !former[type].has(name)));
  return { User: missing('User'), Group: missing('Group') };
}

/** Whether everything that is wanted was read. */
export function covers(read: AttributesRead | null, wanted: AttributesByType): boolean {
  return objectTypes.every((type) => [...wanted[type]].every((name) => read?.names[type].has(name) === true));
}

/** Reads these attributes of everybody; no request is sent for a type of which none is wanted. */
export async function readAttributes(context: CycleContext, wanted: AttributesByType): Promise<AttributesRead> {
  const ofObjects = { User: new Map<string, Attributes>(), Group: new Map<string, Attributes>() };
  const references: { sourceId: string; reference: ReferenceChange }[] = [];
  for (const type of objectTypes) {
    if (wanted[type].size === 0) continue;
    for await (const { changes } of context.source.readChanges(type, wanted[type], null, context.signal)) {
      for (const change of changes) {
        if (change.kind !== 'changed') continue;
        const before = ofObjects[type].get(change.id) ?? {};
        const told = Object.entries(change.attributes).filter(([name]) => wanted[type].has(name));
        ofObjects[type].set(change.id, { ...before, ...Object.fromEntries(told) });
        for (const reference of change.added) references.push({ sourceId: change.id, reference });
      }
      const message = `Reading ${type === 'User' ? 'users' : 'groups'}`;
      context.onProgress({ stage: 'reading', message, done: ofObjects[type].size, total: null });
    }
  }
  return { names: wanted, ofObjects, references };
}

/** The store with what was read in its mirror. To be called where everything that is written is taken back. */
export function withAttributesRead(store: JobStore, { ofObjects, references }: AttributesRead): JobStore {
  const { mirror } = store;
  const generation = store.state.generation();
  for (const { sourceId, reference } of references) mirror.addReference(sourceId, reference, generation);
  const whole = (object: MirroredObject): MirroredObject => {
    const read = ofObjects[object.type].get(object.id);
    return read === undefined ? object : { ...object, attributes: { ...object.attributes, ...read } };
  };
  return {
    ...store,
    mirror: {
      ...mirror,
      find(type, id) {
        const object = mirror.find(type, id);
        return object === null ? null : whole(object);
      },
      findAll: (type, ids) => new Map([...mirror.findAll(type, ids)].map(([id, object]) => [id, whole(object)])),
    },
  };
}
