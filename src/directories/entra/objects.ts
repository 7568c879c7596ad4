import { TextError } from '../../protocol/failure.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import type { SourceObject } from '../sourceDirectory.ts';
import { entraAttributes, type GraphObject } from './attributeNames.ts';

/** Where Microsoft Graph keeps the objects of each type. */
export const collections: Record<ObjectType, string> = { User: '/users', Group: '/groups' };

/** The objects of a list in a response; none where it is no list. */
export function objectsIn(list: unknown): readonly GraphObject[] {
  return Array.isArray(list)
    ? list.filter((each: unknown): each is GraphObject => typeof each === 'object' && each !== null)
    : [];
}

/** An object of Graph with the attributes that were asked for, under their Entra names. @throws Error when it has no id. */
export function toSourceObject(type: ObjectType, object: GraphObject, attributes: ReadonlySet<string>): SourceObject {
  const { id } = object;
  if (typeof id !== 'string') throw new TextError(text`it has no id.`);
  const entra = entraAttributes(type, object, attributes);
  return {
    type,
    id,
    displayName: displayNameOf(object, id),
    attributes: entra,
    accountEnabled: object['accountEnabled'] !== false,
  };
}

/** The display name, or the id of an object without one. */
export function displayNameOf(object: GraphObject, id: string): string {
  return typeof object['displayName'] === 'string' ? object['displayName'] : id;
}
