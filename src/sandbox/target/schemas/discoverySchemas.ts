import { attribute, complex } from './definition.ts';
import type { AttributeDefinition, SchemaDefinition } from './definition.ts';

const readOnly = { mutability: 'readOnly' } as const;
const needed = { ...readOnly, required: true } as const;

const supported = attribute('supported', 'Whether the feature is supported.', { type: 'boolean', ...needed });

/** The schema of `/ServiceProviderConfig` (RFC 7643 sections 5 and 8.7.2). */
export const serviceProviderConfigSchema: SchemaDefinition = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  name: 'ServiceProviderConfig',
  description: 'What the service provider supports',
  attributes: [
    attribute('documentationUri', 'The address of the documentation.', {
      type: 'reference',
      referenceTypes: ['external'],
      ...readOnly,
    }),
    complex('patch', 'Whether PATCH is supported.', [supported], needed),
    complex(
      'bulk',
      'Whether bulk requests are supported, and how large they may be.',
      [
        supported,
        attribute('maxOperations', 'The most operations in a request.', { type: 'integer', ...needed }),
        attribute('maxPayloadSize', 'The most bytes in a request.', { type: 'integer', ...needed }),
      ],
      needed,
    ),
    complex(
      'filter',
      'Whether filters are supported, and how many resources a response holds.',
      [supported, attribute('maxResults', 'The most resources in a response.', { type: 'integer', ...needed })],
      needed,
    ),
    complex('changePassword', 'Whether passwords can be changed.', [supported], needed),
    complex('sort', 'Whether sorting is supported.', [supported], needed),
    complex('etag', 'Whether entity tags are supported.', [supported], needed),
    complex(
      'authenticationSchemes',
      'How clients authenticate.',
      [
        attribute('type', 'The scheme.', {
          ...needed,
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
        }),
        attribute('name', 'The name of the scheme.', needed),
        attribute('description', 'What the scheme is.', needed),
        attribute('specUri', 'The address of its specification.', {
          type: 'reference',
          referenceTypes: ['external'],
          ...readOnly,
        }),
        attribute('documentationUri', 'The address of its documentation.', {
          type: 'reference',
          referenceTypes: ['external'],
          ...readOnly,
        }),
        attribute('primary', 'True for the preferred scheme.', { type: 'boolean', ...readOnly }),
      ],
      { multiValued: true, ...needed },
    ),
  ],
};

/** The schema of `/ResourceTypes` (RFC 7643 sections 6 and 8.7.2). */
export const resourceTypeSchema: SchemaDefinition = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  name: 'ResourceType',
  description: 'A type of resource: its endpoint and its schemas',
  attributes: [
    attribute('name', 'The name of the resource type.', needed),
    attribute('description', 'What the resource type is.', readOnly),
    attribute('endpoint', 'The endpoint, relative to the base address.', {
      type: 'reference',
      referenceTypes: ['uri'],
      ...needed,
    }),
    attribute('schema', 'The URN of the base schema.', {
      type: 'reference',
      referenceTypes: ['uri'],
      caseExact: true,
      ...needed,
    }),
    complex(
      'schemaExtensions',
      'The extensions of the schema.',
      [
        attribute('schema', 'The URN of the extension.', {
          type: 'reference',
          referenceTypes: ['uri'],
          caseExact: true,
          ...needed,
        }),
        attribute('required', 'Whether every resource has it.', { type: 'boolean', ...needed }),
      ],
      { multiValued: true, ...readOnly },
    ),
  ],
};

const attributeProperties: readonly AttributeDefinition[] = [
  attribute('name', 'The name of the attribute.', { caseExact: true, ...needed }),
  attribute('type', 'The data type.', {
    ...needed,
    canonicalValues: ['string', 'complex', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary'],
  }),
  attribute('multiValued', 'Whether it can have several values.', { type: 'boolean', ...needed }),
  attribute('description', 'What the attribute is.', { caseExact: true, ...readOnly }),
  attribute('required', 'Whether it must have a value.', { type: 'boolean', ...readOnly }),
  attribute('canonicalValues', 'Values that are suggested.', { multiValued: true, caseExact: true, ...readOnly }),
  attribute('caseExact', 'Whether case matters when values are compared.', { type: 'boolean', ...readOnly }),
  attribute('mutability', 'Whether and when it can be written.', {
    caseExact: true,
    ...readOnly,
    canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  }),
  attribute('returned', 'When it is returned.', {
    caseExact: true,
    ...readOnly,
    canonicalValues: ['always', 'never', 'default', 'request'],
  }),
  attribute('uniqueness', 'Among which resources its value is unique.', {
    caseExact: true,
    ...readOnly,
    canonicalValues: ['none', 'server', 'global'],
  }),
  attribute('referenceTypes', 'What a reference may point to.', { multiValued: true, caseExact: true, ...readOnly }),
];

/** The schema of `/Schemas` (RFC 7643 sections 7 and 8.7.2). */
export const schemaSchema: SchemaDefinition = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
  name: 'Schema',
  description: 'A schema: the attributes of resources or of an extension',
  attributes: [
    attribute('name', 'The name of the schema.', readOnly),
    attribute('description', 'What the schema is for.', readOnly),
    complex(
      'attributes',
      'The attributes of the schema.',
      [
        ...attributeProperties,
        complex('subAttributes', 'The attributes inside a complex one.', attributeProperties, {
          multiValued: true,
          ...readOnly,
        }),
      ],
      { multiValued: true, ...needed },
    ),
  ],
};
