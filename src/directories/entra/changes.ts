import { textOf } from '../../protocol/failure.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { type Text, text } from '../../protocol/text.ts';
import type { ReferenceChange, SourceChange } from '../sourceDirectory.ts';
import { entraAttributes, type GraphObject } from './attributeNames.ts';

/**
 * Reads one entry of a delta page; null for an entry without an id. One that can't be read fails by itself.
 * Source: https://learn.microsoft.com/graph/delta-query-overview
 */
export function readChange(type: ObjectType, entry: GraphObject, attributes: ReadonlySet<string>): SourceChange | null {
  const id = entry['id'];
  if (typeof id !== 'string') return null;
  const removed = entry['@removed'];
  if (removed !== undefined && removed !== null) return { kind: 'removed', type, id, reason: reasonOf(removed) };
  try {
    return readChanged(type, id, entry, attributes);
  } catch (error) {
    return { kind: 'unreadable', type, id, why: whyUnreadable(error) };
  }
}

/** Only `deleted` says that the object is gone for good; it can be restored otherwise. */
function reasonOf(removed: unknown): 'hardDeleted' | 'softDeleted' {
  return typeof removed === 'object' && removed !== null && 'reason' in removed && removed.reason === 'deleted'
    ? 'hardDeleted'
    : 'softDeleted';
}

/** Why an object of the directory can't be read, in words for people. */
export function whyUnreadable(error: unknown): Text {
  return error instanceof RangeError ? text`a value in it is nested too deeply.` : textOf(error);
}

function readChanged(type: ObjectType, id: string, entry: GraphObject, attributes: ReadonlySet<string>): SourceChange {
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
    if (typeof item !== 'object' || item === null) return [];
    const reference = item as GraphObject;
    const id = reference['id'];
    return typeof id === 'string'
      ? [{ id, type: typeOf(reference['@odata.type']), removed: (reference['@removed'] ?? null) !== null }]
      : [];
  });
}

/** The object type that an `@odata.type` names; null for another one, and for none. */
export function typeOf(odataType: unknown): ObjectType | null {
  if (odataType === '#microsoft.graph.user') return 'User';
  return odataType === '#microsoft.graph.group' ? 'Group' : null;
}
