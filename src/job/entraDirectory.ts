import { attribute, directory, object, reference, strings } from './attributeDefinitions.ts';
import type { AttributeDefinition, DirectoryDefinition } from './schema.ts';

/** The name that Microsoft Entra's schemas give its own directory; it kept the product's former name. */
export const entraDirectoryName = 'Azure Active Directory';

/**
 * Microsoft Entra ID as a source: the users' and groups' attributes under the names that the provisioning service uses,
 * which differ from Microsoft Graph's (`objectId` is `id`, `telephoneNumber` is `businessPhones`, …).
 * Source: published schemas of Entra jobs; Microsoft Entra "Customize user provisioning attribute mappings".
 */
export function entraDirectory(): DirectoryDefinition {
  return directory('66e4a8cc-1b7b-435e-95f8-f06cea133828', entraDirectoryName, [
    object('User', userAttributes()),
    object('Group', groupAttributes()),
  ]);
}

function userAttributes(): readonly AttributeDefinition[] {
  return [
    attribute('objectId', { anchor: true, required: true, mutability: 'ReadOnly' }),
    attribute('IsSoftDeleted', { type: 'Boolean', required: true }),
    attribute('accountEnabled', { type: 'Boolean' }),
    attribute('userPrincipalName', { required: true }),
    attribute('originalUserPrincipalName'),
    ...strings('mail', 'mailNickname', 'displayName', 'givenName', 'surname', 'jobTitle', 'department', 'companyName'),
    ...strings('employeeId', 'employeeType', 'telephoneNumber', 'mobile'),
    ...strings(
      'facsimileTelephoneNumber',
      'physicalDeliveryOfficeName',
      'streetAddress',
      'city',
      'state',
      'postalCode',
    ),
    ...strings('country', 'usageLocation', 'preferredLanguage'),
    attribute('employeeHireDate', { type: 'DateTime' }),
    attribute('otherMails', { multivalued: true }),
    attribute('proxyAddresses', { multivalued: true }),
    attribute('dirSyncEnabled', { type: 'Boolean' }),
    ...strings('immutableId', 'onPremisesDistinguishedName', 'onPremisesDomainName', 'onPremisesSamAccountName'),
    ...strings('onPremisesSecurityIdentifier', 'onPremisesUserPrincipalName'),
    ...Array.from({ length: 15 }, (_, index) => attribute(`extensionAttribute${index + 1}`)),
    reference('manager', ['User']),
    reference('appRoleAssignments', []),
  ];
}

function groupAttributes(): readonly AttributeDefinition[] {
  return [
    attribute('objectId', { anchor: true, required: true, mutability: 'ReadOnly' }),
    attribute('IsSoftDeleted', { type: 'Boolean' }),
    ...strings('displayName', 'description', 'mail', 'mailNickname'),
    attribute('mailEnabled', { type: 'Boolean' }),
    attribute('securityEnabled', { type: 'Boolean' }),
    attribute('dirSyncEnabled', { type: 'Boolean' }),
    attribute('proxyAddresses', { multivalued: true }),
    ...strings('onPremisesSamAccountName', 'onPremisesSecurityIdentifier'),
    reference('members', ['User', 'Group'], { multivalued: true }),
    reference('appRoleAssignments', []),
  ];
}
