import { attribute, complex, plural } from './definition.ts';
import type { AttributeDefinition, SchemaDefinition } from './definition.ts';

export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_USER_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const DROPBOX_USER_URN = 'urn:ietf:params:scim:schemas:extension:dropboxSandbox:2.0:User';

const readOnly = { mutability: 'readOnly' } as const;
const exact = { caseExact: true } as const;

/** The attributes every resource has (RFC 7643 section 3.1); they belong to no schema and `/Schemas` does not list them. */
export const commonAttributes: readonly AttributeDefinition[] = [
  attribute('schemas', 'The URNs of the schemas in use.', {
    type: 'reference',
    multiValued: true,
    ...exact,
    ...readOnly,
    returned: 'always',
  }),
  attribute('id', 'The identifier the service provider gave.', {
    ...exact,
    ...readOnly,
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('externalId', 'The identifier the provisioning client gave.', exact),
  complex(
    'meta',
    'Resource metadata.',
    [
      attribute('resourceType', 'The name of the resource type.', { ...exact, ...readOnly }),
      attribute('created', 'When the resource was created.', { type: 'dateTime', ...readOnly }),
      attribute('lastModified', 'When the resource was last changed.', { type: 'dateTime', ...readOnly }),
      attribute('location', 'The address of the resource.', { type: 'reference', ...exact, ...readOnly }),
      attribute('version', 'The entity tag.', { ...exact, ...readOnly }),
    ],
    readOnly,
  ),
];

/** The User schema of RFC 7643 section 4.1. */
export const userSchema: SchemaDefinition = {
  id: USER_URN,
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', 'The unique name with which the user signs in.', { required: true, uniqueness: 'server' }),
    complex('name', 'The components of the user’s name.', [
      attribute('formatted', 'The full name, ready for display.'),
      attribute('familyName', 'The family name, or last name.'),
      attribute('givenName', 'The given name, or first name.'),
      attribute('middleName', 'The middle names.'),
      attribute('honorificPrefix', 'The title, such as “Ms.”.'),
      attribute('honorificSuffix', 'The suffix, such as “III”.'),
    ]),
    attribute('displayName', 'The name of the user, suitable for display.'),
    attribute('nickName', 'The casual way to address the user.'),
    attribute('profileUrl', 'The address of the user’s online profile.', {
      type: 'reference',
      referenceTypes: ['external'],
    }),
    attribute('title', 'The user’s title, such as “Vice President”.'),
    attribute('userType', 'The relationship between the organization and the user.'),
    attribute('preferredLanguage', 'The preferred written or spoken language.'),
    attribute('locale', 'The default location, for localizing currency, dates and numbers.'),
    attribute('timezone', 'The time zone, in IANA time zone database form.'),
    attribute('active', 'Whether the user may sign in.', { type: 'boolean' }),
    attribute('password', 'The user’s password; accepted, never kept, never returned.', {
      mutability: 'writeOnly',
      returned: 'never',
      ...exact,
    }),
    plural('emails', 'Email addresses.', {}, ['work', 'home', 'other']),
    plural('phoneNumbers', 'Telephone numbers.', {}, ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    plural('ims', 'Instant messaging addresses.', {}, ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo']),
    plural('photos', 'Addresses of photos.', { type: 'reference', referenceTypes: ['external'] }, [
      'photo',
      'thumbnail',
    ]),
    complex(
      'addresses',
      'Physical mailing addresses.',
      [
        attribute('formatted', 'The full address, ready for display.'),
        attribute('streetAddress', 'The street, house number and the like.'),
        attribute('locality', 'The city.'),
        attribute('region', 'The state or region.'),
        attribute('postalCode', 'The postal code.'),
        attribute('country', 'The country, as an ISO 3166-1 alpha-2 code.'),
        attribute('type', 'A label for the kind of address.', { canonicalValues: ['work', 'home', 'other'] }),
        attribute('primary', 'True for the preferred address; at most one is.', { type: 'boolean' }),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'The groups to which the user belongs; changed through the groups.',
      [
        attribute('value', 'The id of the group.', { ...exact, ...readOnly }),
        attribute('$ref', 'The address of the group.', {
          type: 'reference',
          referenceTypes: ['Group'],
          ...exact,
          ...readOnly,
        }),
        attribute('display', 'The display name of the group.', readOnly),
        attribute('type', 'How the user belongs to it.', { canonicalValues: ['direct', 'indirect'], ...readOnly }),
      ],
      { multiValued: true, ...readOnly },
    ),
    plural('entitlements', 'Things that the user has.'),
    plural('roles', 'What the user is, such as “Student”.'),
    plural('x509Certificates', 'Certificates issued to the user.', { type: 'binary', ...exact }),
  ],
};

/** The enterprise User extension of RFC 7643 section 4.3. */
export const enterpriseUserSchema: SchemaDefinition = {
  id: ENTERPRISE_USER_URN,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    attribute('employeeNumber', 'The number the organization gave to the person.'),
    attribute('costCenter', 'The name of the cost center.'),
    attribute('organization', 'The name of the organization.'),
    attribute('division', 'The name of the division.'),
    attribute('department', 'The name of the department.'),
    complex('manager', 'The user’s manager.', [
      attribute('value', 'The id of the manager’s user resource.', exact),
      attribute('$ref', 'The address of the manager’s user resource.', {
        type: 'reference',
        referenceTypes: ['User'],
        ...exact,
      }),
      attribute('displayName', 'The display name of the manager.', readOnly),
    ]),
  ],
};

/** The Group schema of RFC 7643 section 4.2. */
export const groupSchema: SchemaDefinition = {
  id: GROUP_URN,
  name: 'Group',
  description: 'Group',
  attributes: [
    attribute('displayName', 'The name of the group.', { required: true }),
    complex(
      'members',
      'The members of the group.',
      [
        attribute('value', 'The id of the member.', { ...exact, mutability: 'immutable' }),
        attribute('$ref', 'The address of the member.', {
          type: 'reference',
          referenceTypes: ['User', 'Group'],
          ...exact,
          mutability: 'immutable',
        }),
        attribute('type', 'The kind of the member.', { canonicalValues: ['User', 'Group'], mutability: 'immutable' }),
        attribute('display', 'The display name of the member.', readOnly),
      ],
      { multiValued: true },
    ),
  ],
};

/**
 * The sandbox's own extension: where a member stands in Dropbox's life cycle (Dropbox API, team/members: `invited`,
 * `active`, `suspended`, `removed`). The real service shows it in its Business API only.
 */
export const dropboxUserSchema: SchemaDefinition = {
  id: DROPBOX_USER_URN,
  name: 'DropboxSandboxUser',
  description: 'Where the member stands in the life cycle of a Dropbox team member',
  attributes: [
    attribute('status', 'The state of the team member.', {
      ...exact,
      ...readOnly,
      canonicalValues: ['invited', 'active', 'suspended', 'removed'],
    }),
  ],
};
