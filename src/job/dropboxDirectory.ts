import { attribute, directory, object, reference, strings } from './attributeDefinitions.ts';
import type { AttributeDefinition, DirectoryDefinition } from './schema.ts';

/** The target directory's name in the default schema. */
export const dropboxDirectoryName = 'Dropbox';

/** Whether a directory is Dropbox by its name, whoever wrote the schema. */
export function isDropboxDirectory(name: string): boolean {
  return /dropbox/i.test(name);
}

/** SCIM's names of the two objects (RFC 7643 sections 4.1 and 4.2), which are the target object names as well. */
export const scimUser = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const scimGroup = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/**
 * Dropbox as a target: SCIM's core and enterprise attributes (RFC 7643 section 4), complex multi-valued ones with one
 * entry for each type as Microsoft Entra writes them. Dropbox refuses users without a given name and a family name, so
 * these are required here. The anchor `id` is given by the target and is never a mapping's target.
 */
export function dropboxDirectory(): DirectoryDefinition {
  return directory('8f3a5c0e-9d0b-4b1e-9c56-3f2d7a1e64b5', dropboxDirectoryName, [
    object(scimUser, userAttributes()),
    object(scimGroup, groupAttributes()),
  ]);
}

function userAttributes(): readonly AttributeDefinition[] {
  return [
    attribute('id', { anchor: true, caseExact: true, mutability: 'ReadOnly' }),
    attribute('userName', { required: true }),
    attribute('externalId', { caseExact: true }),
    attribute('active', { type: 'Boolean' }),
    attribute('name.givenName', { required: true, caseExact: true }),
    attribute('name.familyName', { required: true, caseExact: true }),
    ...caseExact('name.formatted', 'name.middleName', 'name.honorificPrefix', 'name.honorificSuffix'),
    ...caseExact('displayName', 'nickName', 'title', 'profileUrl'),
    ...strings('userType', 'preferredLanguage', 'locale', 'timezone'),
    ...['work', 'home', 'other'].map((type) => attribute(`emails[type eq "${type}"].value`)),
    ...['work', 'mobile', 'home', 'fax', 'pager', 'other'].map((type) =>
      attribute(`phoneNumbers[type eq "${type}"].value`),
    ),
    ...['work', 'home', 'other'].flatMap(addressAttributes),
    ...strings('roles[primary eq "True"].value', 'roles[primary eq "True"].display', 'roles[primary eq "True"].type'),
    attribute('roles', { multivalued: true }),
    ...caseExact(...['employeeNumber', 'costCenter', 'organization', 'division', 'department'].map(enterprise)),
    reference(enterprise('manager'), [scimUser]),
  ];
}

function groupAttributes(): readonly AttributeDefinition[] {
  return [
    attribute('id', { anchor: true, caseExact: true, mutability: 'ReadOnly' }),
    attribute('displayName', { required: true, caseExact: true }),
    attribute('externalId', { caseExact: true }),
    reference('members', [scimUser, scimGroup], { multivalued: true }),
  ];
}

function addressAttributes(type: string): readonly AttributeDefinition[] {
  const parts = ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'];
  return caseExact(...parts.map((part) => `addresses[type eq "${type}"].${part}`));
}

/** Names that people see: a change of letter case alone is a change. */
function caseExact(...names: readonly string[]): readonly AttributeDefinition[] {
  return names.map((name) => attribute(name, { caseExact: true }));
}

function enterprise(name: string): string {
  return `${enterpriseUser}:${name}`;
}
