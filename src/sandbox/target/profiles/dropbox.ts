import { randomBytes } from 'node:crypto';
import {
  EMAIL_ADDRESS,
  FORBIDDEN_IN_NAMES,
  LONGEST_EMAIL_ADDRESS,
  LONGEST_EXTERNAL_ID,
  LONGEST_NAME_PART,
} from '../dropboxLimits.ts';
import { badRequest } from '../errors.ts';
import { isObject } from '../scimObject.ts';
import type { ScimObject } from '../scimObject.ts';
import { dropboxUserSchema, enterpriseUserSchema, groupSchema, userSchema } from '../schemas/core.ts';
import type { AttributeDefinition, SchemaDefinition } from '../schemas/definition.ts';
import { compileResourceType } from '../schemas/resourceType.ts';
import type { ResourceKind } from '../schemas/resourceType.ts';
import type { Profile } from './profile.ts';
import { entraReading } from './entraReading.ts';

/**
 * Dropbox as Microsoft Entra ID's connector sees it: its ids, the life cycle, the seats, groups that may share a name,
 * and PATCH read as Entra means it. Dropbox publishes no SCIM reference; what it demands of single values is known from
 * its Business API only, so that is a profile of its own.
 */
export const dropbox: Profile = {
  ...entraReading,
  name: 'dropbox',
  types: {
    User: compileResourceType('User', userSchema, [enterpriseUserSchema, dropboxUserSchema]),
    Group: compileResourceType('Group', groupSchema, []),
  },
  newId: newDropboxId,
  lifeCycle: true,
};

/** An id in the form of Dropbox's (Dropbox API, `team_common.TeamMemberId`, `team_common.GroupId`). */
export function newDropboxId(kind: ResourceKind): string {
  return `${kind === 'User' ? 'dbmid' : 'g'}:${randomBytes(kind === 'User' ? 24 : 12).toString('base64url')}`;
}

/** Dropbox with the rules of its Business API for names, addresses and external ids on top. */
export const dropboxStrict: Profile = {
  ...dropbox,
  name: 'dropbox-strict',
  types: {
    ...dropbox.types,
    User: compileResourceType('User', requireNames(userSchema), [enterpriseUserSchema, dropboxUserSchema]),
  },
  validate: (kind, attributes) => {
    if (kind === 'User') validateUser(attributes);
    else validateLength('externalId', attributes['externalId'], LONGEST_EXTERNAL_ID);
  },
};

/** The User schema with Dropbox's demand that both names be there, so that `/Schemas` tells the truth. */
function requireNames(schema: SchemaDefinition): SchemaDefinition {
  const required = new Set(['name', 'name.familyName', 'name.givenName']);
  const demand =
    (prefix: string) =>
    (attribute: AttributeDefinition): AttributeDefinition => ({
      ...attribute,
      required: attribute.required || required.has(prefix + attribute.name),
      ...(attribute.subAttributes === undefined
        ? {}
        : { subAttributes: attribute.subAttributes.map(demand(`${attribute.name}.`)) }),
    });
  return { ...schema, attributes: schema.attributes.map(demand('')) };
}

function validateUser(attributes: ScimObject): void {
  const userName = String(attributes['userName']);
  if (userName.length > LONGEST_EMAIL_ADDRESS || !EMAIL_ADDRESS.test(userName)) {
    throw badRequest('invalidValue', `userName must be an email address that Dropbox accepts; '${userName}' is not.`);
  }
  validateLength('externalId', attributes['externalId'], LONGEST_EXTERNAL_ID);
  const name = isObject(attributes['name']) ? attributes['name'] : {};
  for (const part of ['givenName', 'familyName'] as const) {
    const value = name[part];
    if (typeof value !== 'string' || value.trim() === '') {
      throw badRequest('invalidValue', `name.${part} is required and must not be empty.`);
    }
    validateLength(`name.${part}`, value, LONGEST_NAME_PART);
    if (FORBIDDEN_IN_NAMES.test(value)) {
      throw badRequest('invalidValue', `name.${part} must not contain any of / : ? * < > " |; '${value}' does.`);
    }
  }
}

function validateLength(name: string, value: unknown, longest: number): void {
  if (typeof value === 'string' && value.length > longest) {
    throw badRequest('invalidValue', `${name} must have at most ${longest} characters; it has ${value.length}.`);
  }
}
