import { randomUUID } from 'node:crypto';
import { strict } from '../accept.ts';
import { enterpriseUserSchema, groupSchema, userSchema } from '../schemas/core.ts';
import type { SchemaDefinition } from '../schemas/definition.ts';
import { compileResourceType } from '../schemas/resourceType.ts';
import type { Profile } from './profile.ts';

/**
 * A service provider may refuse a second group of one name (RFC 7644 section 3.3), and Microsoft's SCIM validator
 * expects it to; the schema says so.
 */
const uniquelyNamedGroups: SchemaDefinition = {
  ...groupSchema,
  attributes: groupSchema.attributes.map((attribute) =>
    attribute.name === 'displayName' ? { ...attribute, uniqueness: 'server' } : attribute,
  ),
};

/** RFC 7643 and RFC 7644, nothing added. */
export const rfc7644: Profile = {
  name: 'rfc7644',
  types: {
    User: compileResourceType('User', userSchema, [enterpriseUserSchema]),
    Group: compileResourceType('Group', uniquelyNamedGroups, []),
  },
  newId: () => randomUUID(),
  lifeCycle: false,
  validate: () => undefined,
  tolerance: strict,
  patch: {
    operations: { anyCase: true, ignoreUnknown: false },
    // Entra ID's string booleans come in PATCH only, and a server that refuses them cannot be used with it.
    tolerance: { stringBooleans: true, looseComplex: false },
    createSelected: ['add'],
    ignoreUnknownPaths: false,
    keepDuplicates: false,
  },
  pageSize: { default: 100, maximum: 1000 },
  quirks: {
    entityTags: 'version',
    preconditions: true,
    bulk: true,
    sort: true,
    advertisesSort: true,
    locationHeader: true,
    relativeLocations: false,
    emptyGroupPatch: false,
    groupIdIsExternalId: false,
    deleteTwiceFails: false,
    keepsDeletedMembers: false,
    listResponseMeta: false,
    errorExtension: false,
    acceptsBadFilters: false,
    ignoresPaging: false,
    filterFault: () => undefined,
  },
};
