import type { Filter } from 'scim2-parse-filter';
import { ENTERPRISE_USER_URN } from '../schemas/core.ts';
import type { ResourceKind } from '../schemas/resourceType.ts';
import type { Profile } from './profile.ts';
import { entraPatch, entraReading } from './entraReading.ts';
import { rfc7644, subAttributeOfValuePath } from './rfc7644.ts';

/** What most servers in the field do: read PATCH as Entra ID means it. */
const tolerant: Omit<Profile, 'name'> = {
  ...entraReading,
  patch: { ...entraPatch, createSelected: ['add', 'replace'] },
};

/** jelhub/scimgateway 6.1 with its Loki plug-in. */
export const scimgateway: Profile = {
  ...tolerant,
  name: 'scimgateway',
  patch: { ...tolerant.patch, operations: { anyCase: true, ignoreUnknown: true }, ignoreUnknownPaths: true },
  quirks: {
    ...tolerant.quirks,
    advertisesSort: false,
    emptyGroupPatch: true,
    groupIdIsExternalId: true,
    deleteTwiceFails: true,
    listResponseMeta: true,
    filterFault: (_kind, filter, text) => {
      if (subAttributeOfValuePath.test(text)) return 'refused';
      return filter.op === 'and' ? 'findsNothing' : undefined;
    },
  },
};

/** pranems/SCIMServer 0.55 with its in-memory backend. */
export const scimserver: Profile = {
  ...tolerant,
  name: 'scimserver',
  patch: { ...tolerant.patch, ignoreUnknownPaths: true },
  pageSize: { default: 100, maximum: 200 },
  quirks: {
    ...tolerant.quirks,
    keepsDeletedMembers: true,
    errorExtension: true,
    filterFault: (_kind, filter) => {
      if (mentions(filter, (part) => part.op === '[]')) return 'refused';
      const silent = (part: Filter): boolean => 'attrPath' in part && /^(emails|members)\.value$/i.test(part.attrPath);
      return mentions(filter, silent) ? 'findsNothing' : undefined;
    },
  },
};

/** scimmy-routers 1.3 on Express 4. */
export const scimmy: Profile = {
  ...rfc7644,
  name: 'scimmy',
  tolerance: { ...rfc7644.tolerance, anyReference: true },
  patch: {
    ...rfc7644.patch,
    tolerance: { ...rfc7644.patch.tolerance, anyReference: true },
    entraForms: true,
    createSelected: [],
    keepDuplicates: true,
  },
  pageSize: { default: 20, maximum: 200 },
  quirks: {
    ...rfc7644.quirks,
    entityTags: 'contentHash',
    preconditions: false,
    locationHeader: false,
    relativeLocations: true,
    keepsDeletedMembers: true,
    acceptsBadFilters: true,
    filterFault: (_kind, filter) => (mentions(filter, isOfExtension) ? 'findsNothing' : undefined),
  },
};

/** The same on Express 5, where the router's changes to the query are lost: every page is the first one. */
export const scimmyExpress5: Profile = {
  ...scimmy,
  name: 'scimmy-express5',
  quirks: { ...scimmy.quirks, ignoresPaging: true },
};

/** @better-auth/scim 1.7. */
export const betterAuth: Profile = {
  ...tolerant,
  name: 'better-auth',
  pageSize: { default: 100, maximum: 100 },
  quirks: {
    ...tolerant.quirks,
    entityTags: 'none',
    preconditions: false,
    bulk: false,
    sort: false,
    advertisesSort: false,
    filterFault: (kind, filter) =>
      filter.op === 'eq' && equalityOnly[kind].has(filter.attrPath.toLowerCase()) ? undefined : 'refused',
  },
};

const equalityOnly: Readonly<Record<ResourceKind, ReadonlySet<string>>> = {
  User: new Set(['id', 'externalid', 'username', 'emails.value']),
  Group: new Set(['id', 'externalid', 'displayname']),
};

function isOfExtension(filter: Filter): boolean {
  return 'attrPath' in filter && filter.attrPath.toLowerCase().startsWith(ENTERPRISE_USER_URN.toLowerCase());
}

function mentions(filter: Filter, test: (part: Filter) => boolean): boolean {
  if (test(filter)) return true;
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.filters.some((part) => mentions(part, test));
    case 'not':
      return mentions(filter.filter, test);
    default:
      return false;
  }
}
