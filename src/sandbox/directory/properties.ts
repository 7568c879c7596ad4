import type { ObjectType } from './model.ts';

/** What the value of a property is. */
export type PropertyKind = 'text' | 'boolean' | 'dateTime' | 'number' | 'collection' | 'complex';

/** The properties of one entity type: their kinds, and which of them come when none is selected. */
export interface EntityProperties {
  readonly kinds: Readonly<Record<string, PropertyKind>>;
  readonly defaults: readonly string[];
  /** Relationships that may be selected in a delta query (`manager@delta`, `members@delta`). */
  readonly relationships: readonly string[];
}

function kinds(kind: PropertyKind, names: string): Record<string, PropertyKind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

/** Microsoft Graph v1.0, resources/user: what the sandbox knows of it; the defaults as in "List users". */
const user: EntityProperties = {
  kinds: {
    ...kinds('text', 'id userPrincipalName displayName givenName surname mail mailNickname jobTitle department'),
    ...kinds('text', 'companyName employeeId employeeType officeLocation mobilePhone faxNumber city state country'),
    ...kinds('text', 'postalCode streetAddress preferredLanguage usageLocation userType externalUserState'),
    ...kinds('text', 'onPremisesImmutableId onPremisesSamAccountName onPremisesUserPrincipalName onPremisesDomainName'),
    ...kinds(
      'text',
      'onPremisesDistinguishedName onPremisesSecurityIdentifier creationType securityIdentifier ageGroup',
    ),
    ...kinds('boolean', 'accountEnabled onPremisesSyncEnabled showInAddressList'),
    ...kinds('dateTime', 'createdDateTime deletedDateTime employeeHireDate onPremisesLastSyncDateTime'),
    ...kinds('collection', 'businessPhones otherMails proxyAddresses imAddresses assignedLicenses identities'),
    ...kinds('complex', 'onPremisesExtensionAttributes employeeOrgData'),
  },
  defaults: (
    'businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage surname ' +
    'userPrincipalName id'
  ).split(' '),
  relationships: ['manager'],
};

/** Microsoft Graph v1.0, resources/group; the defaults as in "List groups". */
const group: EntityProperties = {
  kinds: {
    ...kinds('text', 'id displayName description mail mailNickname visibility classification membershipRule'),
    ...kinds('text', 'membershipRuleProcessingState onPremisesSamAccountName onPremisesSecurityIdentifier'),
    ...kinds('text', 'preferredLanguage preferredDataLocation securityIdentifier theme onPremisesDomainName'),
    ...kinds('boolean', 'mailEnabled securityEnabled isAssignableToRole onPremisesSyncEnabled'),
    ...kinds(
      'dateTime',
      'createdDateTime deletedDateTime renewedDateTime expirationDateTime onPremisesLastSyncDateTime',
    ),
    ...kinds('collection', 'groupTypes proxyAddresses resourceProvisioningOptions creationOptions'),
  },
  defaults: (
    'id deletedDateTime classification createdDateTime creationOptions description displayName expirationDateTime ' +
    'groupTypes isAssignableToRole mail mailEnabled mailNickname membershipRule membershipRuleProcessingState ' +
    'onPremisesDomainName onPremisesLastSyncDateTime onPremisesSamAccountName onPremisesSecurityIdentifier ' +
    'onPremisesSyncEnabled preferredDataLocation preferredLanguage proxyAddresses renewedDateTime ' +
    'resourceProvisioningOptions securityEnabled securityIdentifier theme visibility'
  ).split(' '),
  relationships: ['members'],
};

/** Microsoft Graph v1.0, resources/serviceprincipal: every property the sandbox knows comes by default. */
const servicePrincipalKinds: Readonly<Record<string, PropertyKind>> = {
  ...kinds('text', 'id appId displayName appDisplayName applicationTemplateId appOwnerOrganizationId description'),
  ...kinds('text', 'homepage loginUrl preferredSingleSignOnMode servicePrincipalType signInAudience'),
  ...kinds('boolean', 'accountEnabled appRoleAssignmentRequired'),
  ...kinds('dateTime', 'deletedDateTime'),
  ...kinds('collection', 'appRoles tags servicePrincipalNames replyUrls notificationEmailAddresses'),
};

const servicePrincipal: EntityProperties = {
  kinds: servicePrincipalKinds,
  defaults: Object.keys(servicePrincipalKinds),
  relationships: [],
};

/** What the sandbox knows of each entity type. */
export const entityProperties: Readonly<Record<ObjectType, EntityProperties>> = { user, group, servicePrincipal };

/** Whether an entity type has a property; directory extensions (`extension_{appId}_{name}`) are on every type. */
export function isKnownProperty(type: ObjectType, name: string): boolean {
  return Object.hasOwn(entityProperties[type].kinds, name) || name.startsWith('extension_');
}

/** Whether an entity type has a relationship of this name that delta queries can track. */
export function isRelationship(type: ObjectType, name: string): boolean {
  return entityProperties[type].relationships.includes(name);
}

/** What the value of a known property is; directory extensions are texts. */
export function kindOf(type: ObjectType, name: string): PropertyKind {
  return entityProperties[type].kinds[name] ?? 'text';
}

/** Whether the property holds a collection, which is never null on the wire but empty. */
export function isCollection(type: ObjectType, name: string): boolean {
  return kindOf(type, name) === 'collection';
}

/** `extensionAttribute1` to `extensionAttribute15`, the members of `onPremisesExtensionAttributes`. */
export const extensionAttributeNames: readonly string[] = Array.from(
  { length: 15 },
  (_, index) => `extensionAttribute${index + 1}`,
);

const canonicalNames: ReadonlyMap<string, string> = new Map(
  Object.values(entityProperties)
    .flatMap(({ kinds: known, relationships }) => [...Object.keys(known), ...relationships])
    .concat(extensionAttributeNames)
    .map((name) => [name.toLowerCase(), name]),
);

/** The name of a property or relationship as Graph writes it: query options take it in any case. */
export function canonicalName(name: string): string {
  return canonicalNames.get(name.toLowerCase()) ?? name;
}
