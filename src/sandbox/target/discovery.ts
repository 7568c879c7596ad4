import type { ScimRequest, ScimResponse } from './context.ts';
import { ScimError } from './errors.ts';
import { LIST_URN } from './list.ts';
import type { Profile } from './profiles/profile.ts';
import type { ScimObject } from './scimObject.ts';
import type { SchemaDefinition } from './schemas/definition.ts';
import { resourceTypeSchema, schemaSchema, serviceProviderConfigSchema } from './schemas/discoverySchemas.ts';
import type { ResourceType } from './schemas/resourceType.ts';

/** The limits of a bulk request, as `/ServiceProviderConfig` announces them. */
export const bulkLimits = { maxOperations: 1000, maxPayloadSize: 1_048_576 } as const;

interface DiscoveryDocument extends ScimObject {
  readonly id: string;
}

/** The discovery endpoints of RFC 7644 section 4. */
export type DiscoveryEndpoint = 'ServiceProviderConfig' | 'ResourceTypes' | 'Schemas';

/** Answers a discovery endpoint, or one document of it. Throws 403 when a filter is given, as RFC 7644 section 4 wants, or 404. */
export function answerDiscovery(
  profile: Profile,
  baseAddress: string,
  endpoint: DiscoveryEndpoint,
  id: string | undefined,
  request: ScimRequest,
): ScimResponse {
  if (request.query.has('filter')) throw new ScimError(403, `/${endpoint} cannot be filtered.`);
  if (endpoint === 'ServiceProviderConfig') {
    if (id !== undefined)
      throw new ScimError(404, 'There is one service provider configuration: /ServiceProviderConfig.');
    return { status: 200, body: serviceProviderConfig(profile, baseAddress) };
  }
  const types = Object.values(profile.types);
  const documents: readonly DiscoveryDocument[] =
    endpoint === 'ResourceTypes'
      ? types.map((type) => resourceTypeDocument(type, baseAddress))
      : types
          .flatMap(({ core, extensions }) => [core, ...extensions])
          .map(({ definition }) => definition)
          .concat(serviceProviderConfigSchema, resourceTypeSchema, schemaSchema)
          .map((definition) => schemaDocument(definition, baseAddress));
  if (id !== undefined) {
    const found = documents.find((document) => document.id.toLowerCase() === id.toLowerCase());
    if (found === undefined) throw new ScimError(404, `/${endpoint} has no '${id}'.`);
    return { status: 200, body: found };
  }
  const list = {
    schemas: [LIST_URN],
    totalResults: documents.length,
    startIndex: 1,
    itemsPerPage: documents.length,
    Resources: documents,
    ...(profile.quirks.listResponseMeta ? { meta: { version: 'W/"1"' } } : {}),
  };
  return { status: 200, body: list };
}

/** RFC 7643 section 5. */
function serviceProviderConfig({ quirks, pageSize }: Profile, baseAddress: string): object {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: { supported: true },
    bulk: { supported: quirks.bulk, ...bulkLimits },
    filter: { supported: true, maxResults: pageSize.maximum },
    changePassword: { supported: false },
    sort: { supported: quirks.advertisesSort },
    etag: { supported: quirks.entityTags !== 'none' },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'The token that the sandbox printed when it started, as an OAuth 2.0 bearer token.',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseAddress}/ServiceProviderConfig` },
  };
}

/** RFC 7643 section 6. */
function resourceTypeDocument(type: ResourceType, baseAddress: string): DiscoveryDocument {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: type.kind,
    name: type.kind,
    endpoint: type.endpoint,
    description: type.description,
    schema: type.core.urn,
    schemaExtensions: type.extensions.map(({ urn }) => ({ schema: urn, required: false })),
    meta: { resourceType: 'ResourceType', location: `${baseAddress}/ResourceTypes/${type.kind}` },
  };
}

/** RFC 7643 section 7. */
function schemaDocument(definition: SchemaDefinition, baseAddress: string): DiscoveryDocument {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    ...definition,
    meta: { resourceType: 'Schema', location: `${baseAddress}/Schemas/${definition.id}` },
  };
}
