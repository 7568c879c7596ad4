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

/** `emails[type eq "work"].value eq "…"`: Entra's form, beyond the grammar of RFC 7644 section 3.4.2.2. */
export const subAttributeOfValuePath = /\]\.\w/;

/** RFC 7643 and RFC 7644, nothing added: what Microsoft Entra's own client sends beside them is refused. */
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
    operations: { anyCase: false, ignoreUnknown: false },
    tolerance: strict,
    entraForms: false,
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
    filterFault: (_kind, _filter, text) => (subAttributeOfValuePath.test(text) ? 'refused' : undefined),
  },
};
