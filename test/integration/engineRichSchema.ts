import type { AttributeMapping, SynchronizationSchema } from '../../src/job/schema.ts';
import { schemaWith } from './engineSetup.ts';

/** The enterprise extension of users (RFC 7643 section 4.3). */
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const direct = (targetAttributeName: string, name: string): AttributeMapping => ({
  targetAttributeName,
  source: { expression: `[${name}]`, name, type: 'Attribute' },
});

/** The default schema with managers. */
export function withManager(): SynchronizationSchema {
  return withMappings([direct(`${enterprise}:manager`, 'manager')]);
}

/** The default schema with an attribute of every kind that Entra's own template maps: plain, of an element, of an extension. */
export function richSchema(): SynchronizationSchema {
  return withMappings([
    direct('displayName', 'displayName'),
    direct('title', 'jobTitle'),
    direct('preferredLanguage', 'preferredLanguage'),
    direct('phoneNumbers[type eq "work"].value', 'telephoneNumber'),
    direct('phoneNumbers[type eq "mobile"].value', 'mobile'),
    direct('addresses[type eq "work"].locality', 'city'),
    direct('addresses[type eq "work"].country', 'country'),
    direct(`${enterprise}:department`, 'department'),
    direct(`${enterprise}:employeeNumber`, 'employeeId'),
    direct(`${enterprise}:manager`, 'manager'),
  ]);
}

function withMappings(added: readonly AttributeMapping[]): SynchronizationSchema {
  const names = new Set(added.map(({ targetAttributeName }) => targetAttributeName));
  return schemaWith((mapping) => ({
    ...mapping,
    attributeMappings: [
      ...mapping.attributeMappings.filter(({ targetAttributeName }) => !names.has(targetAttributeName)),
      ...added,
    ],
  }));
}
