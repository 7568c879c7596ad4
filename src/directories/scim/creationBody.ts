import type { ObjectType } from '../../protocol/provisioning.ts';
import type { TargetValues } from '../targetDirectory.ts';
import type { Dialect } from './patch.ts';
import { buildResource, matchesSelector, member } from './resource.ts';
import { parseAttributePath } from './attributePath.ts';

const coreSchemas: Readonly<Record<ObjectType, string>> = {
  User: 'urn:ietf:params:scim:schemas:core:2.0:User',
  Group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
};

/** What Entra's own client names in `schemas`, whatever else the body holds. */
const entraSchemas: Readonly<Record<ObjectType, readonly string[]>> = {
  User: [coreSchemas.User, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  Group: [coreSchemas.Group, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
};

const workEmail = parseAttributePath('emails[type eq "work"].value');

/** The body of a request that creates an object. */
export function creationBody(
  type: ObjectType,
  values: TargetValues,
  dialect: Dialect,
): Readonly<Record<string, unknown>> {
  const resource = buildResource(coreSchemas[type], values);
  return dialect === 'entra' ? asEntra(type, resource) : resource;
}

/**
 * A body as Entra's own client writes it: with both schemas, also where one isn't used and no other; with the resource's type; a
 * user's roles also where there are none, and the work email address as the primary one.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups
 */
function asEntra(type: ObjectType, resource: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const whole = { ...resource, schemas: entraSchemas[type], meta: { resourceType: type } };
  if (type === 'Group') return whole;
  const emails = member(resource, 'emails');
  return {
    ...whole,
    ...(Array.isArray(emails) ? { emails: emails.map(asPrimary) } : {}),
    roles: member(resource, 'roles') ?? [],
  };
}

function asPrimary(email: unknown): unknown {
  const isWork = matchesSelector(email, workEmail) && member(email, 'primary') === undefined;
  return isWork ? { primary: true, ...(email as object) } : email;
}
