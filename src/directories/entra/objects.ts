import type { ObjectType } from '../../protocol/provisioning.ts';
import type { SourceObject } from '../sourceDirectory.ts';
import { entraAttributes, type GraphObject } from './attributeNames.ts';

/** Where Microsoft Graph keeps the objects of each type. */
export const collections: Record<ObjectType, string> = { User: '/users', Group: '/groups' };

/** An object of Graph with the attributes that were asked for, under their Entra names. */
export function toSourceObject(type: ObjectType, object: GraphObject, attributes: ReadonlySet<string>): SourceObject {
  const entra = entraAttributes(type, object, attributes);
  return {
    type,
    id: String(object['id']),
    displayName: displayNameOf(object, String(object['id'])),
    attributes: entra,
    accountEnabled: object['accountEnabled'] !== false,
  };
}

/** The display name, or the id of an object without one. */
export function displayNameOf(object: GraphObject, id: string): string {
  return typeof object['displayName'] === 'string' ? object['displayName'] : id;
}
