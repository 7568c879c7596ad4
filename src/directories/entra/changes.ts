import type { ObjectType } from '../../protocol/provisioning.ts';
import type { ReferenceChange, SourceChange } from '../sourceDirectory.ts';
import { entraAttributes, type GraphObject } from './attributeNames.ts';

/** Reads one entry of a delta page (Microsoft Graph, "delta-query-overview"); null for an entry without an id. */
export function readChange(type: ObjectType, entry: GraphObject, attributes: ReadonlySet<string>): SourceChange | null {
  const id = entry['id'];
  if (typeof id !== 'string') return null;
  const removed = entry['@removed'] as { readonly reason?: unknown } | undefined;
  if (removed !== undefined)
    return { kind: 'removed', type, id, reason: removed.reason === 'deleted' ? 'hardDeleted' : 'softDeleted' };

  const added: ReferenceChange[] = [];
  const gone: ReferenceChange[] = [];
  for (const attribute of ['members', 'manager']) {
    for (const reference of referencesOf(entry, attribute))
      (reference.removed ? gone : added).push({ attribute, id: reference.id, type: reference.type });
  }
  return { kind: 'changed', type, id, attributes: entraAttributes(type, entry, attributes), added, removed: gone };
}

function referencesOf(
  entry: GraphObject,
  attribute: string,
): { id: string; type: ObjectType | null; removed: boolean }[] {
  const raw = entry[`${attribute}@delta`];
  if (!Array.isArray(raw)) return [];
  return raw.flatMap((item: unknown) => {
    const reference = item as GraphObject;
    const id = reference['id'];
    return typeof id === 'string'
      ? [{ id, type: typeOf(reference['@odata.type']), removed: reference['@removed'] !== undefined }]
      : [];
  });
}

/** The object type that an `@odata.type` names; null for another one, and for none. */
export function typeOf(odataType: unknown): ObjectType | null {
  if (odataType === '#microsoft.graph.user') return 'User';
  return odataType === '#microsoft.graph.group' ? 'Group' : null;
}
