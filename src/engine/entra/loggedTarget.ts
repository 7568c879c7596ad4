import type { TargetDirectory, TargetObject, TargetValues } from '../../directories/targetDirectory.ts';
import { heldValue, type KnownObject } from '../../decision/knowledge.ts';
import type { AttributeJson, ObjectType } from '../../protocol/provisioning.ts';
import type { JobStore } from '../store/jobStore.ts';

/**
 * The target as Entra's log tells of it, for a preview where nobody has a token for the target itself: the accounts that Entra
 * has written, with the values that it has written last. It's only read.
 */
export function loggedTarget(store: Pick<JobStore, 'links' | 'database'>): TargetDirectory {
  const accounts = (type: ObjectType): readonly TargetObject[] =>
    store.database
      .prepare('SELECT source_id AS id FROM link WHERE type = ?')
      .all(type)
      .flatMap((row) => {
        const link = store.links.find(type, row['id'] as string);
        return link === null ? [] : [{ id: link.targetId, values: valuesOf(link.known), lifeCycle: null }];
      });
  const never = (): Promise<never> =>
    Promise.reject(new Error('A target that is only known from a log can’t be written.'));
  return {
    matching: 'cheapest',
    concurrency: 1,
    team: null,
    prove: () => Promise.resolve(),
    async *list(type) {
      const objects = await Promise.resolve(accounts(type));
      yield { objects, totalResults: objects.length, unreadable: 0 };
    },
    query: (type, attribute, value) =>
      Promise.resolve(
        accounts(type).filter((object) => textOf(object.values[attribute]).toLowerCase() === value.toLowerCase()),
      ),
    read: (type, id) => Promise.resolve(accounts(type).find((object) => object.id === id) ?? null),
    create: never,
    update: never,
    delete: never,
    updateReferences: never,
    readReferences: () => Promise.resolve(null),
    testConnection: () => Promise.resolve([]),
    learned: () => null,
    requestCounts: () => ({ all: 0, writes: 0 }),
    close: () => Promise.resolve(),
  };
}

/** The values that are known of an account. */
export function valuesOf(known: KnownObject): TargetValues {
  return Object.fromEntries(
    Object.entries(known).map(([attribute, knowledge]) => [attribute, heldValue(knowledge) ?? null]),
  );
}

function textOf(value: AttributeJson | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
