import type { Attributes, Value } from '../../expressions/value.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';

/**
 * Entra's schema names attributes as the directory's old interface did; Graph has names of its own. Where they differ,
 * this table says which Graph property an Entra attribute is read from.
 * Sources: entra-docs "customize-application-attributes"; Microsoft Graph v1.0, resources/user and resources/group.
 */
const graphProperties: Readonly<Record<string, string>> = {
  objectId: 'id',
  telephoneNumber: 'businessPhones',
  mobile: 'mobilePhone',
  facsimileTelephoneNumber: 'faxNumber',
  physicalDeliveryOfficeName: 'officeLocation',
  originalUserPrincipalName: 'userPrincipalName',
  immutableId: 'onPremisesImmutableId',
  dirSyncEnabled: 'onPremisesSyncEnabled',
};

/** Attributes that are computed or come from another call, and so are no property to select. */
const computed = new Set(['IsSoftDeleted', 'appRoleAssignments', 'manager', 'members']);

const alwaysRead: Record<ObjectType, readonly string[]> = {
  User: ['id', 'displayName', 'userPrincipalName', 'mail', 'accountEnabled'],
  Group: ['id', 'displayName', 'mail', 'securityEnabled'],
};

/** The `$select` that fetches every attribute mentioned in the mappings and filters. */
export function selectFor(type: ObjectType, attributes: ReadonlySet<string>): string[] {
  const selected = new Set(alwaysRead[type]);
  for (const attribute of attributes) {
    if (!computed.has(attribute)) selected.add(graphPropertyOf(attribute));
  }
  return [...selected];
}

function graphPropertyOf(attribute: string): string {
  if (/^extensionAttribute([1-9]|1[0-5])$/.test(attribute)) return 'onPremisesExtensionAttributes';
  return graphProperties[attribute] ?? attribute;
}

export type GraphObject = Readonly<Record<string, unknown>>;

/** Attributes under their Entra names, for those that the Graph object carries; a property that is absent stays absent. */
export function entraAttributes(type: ObjectType, object: GraphObject, attributes: ReadonlySet<string>): Attributes {
  const result: Record<string, Value> = {};
  for (const attribute of [...alwaysRead[type], ...attributes]) {
    if (computed.has(attribute)) continue;
    const property = graphPropertyOf(attribute);
    if (!(property in object)) continue;
    result[attribute] = valueOf(attribute, property, object[property]);
  }
  if (typeof object['id'] === 'string') result['objectId'] = object['id'];
  return result;
}

function valueOf(attribute: string, property: string, raw: unknown): Value {
  if (property === 'onPremisesExtensionAttributes') {
    const all = raw as Readonly<Record<string, unknown>> | null;
    return asValue(all?.[attribute]);
  }
  if (attribute === 'telephoneNumber') return Array.isArray(raw) ? asValue(raw[0]) : asValue(raw);
  if (attribute === 'userPrincipalName' && typeof raw === 'string') return withoutGuestSuffix(raw);
  return asValue(raw);
}

function asValue(raw: unknown): Value {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean') return raw;
  if (Array.isArray(raw))
    return raw.map((item: unknown) =>
      typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean' ? item : JSON.stringify(item),
    );
  return JSON.stringify(raw);
}

/**
 * A guest's user principal name flows as `alias@theirdomain`: the `#EXT#` part and the tenant's domain are removed
 * (entra-docs, "how-provisioning-works", B2B users). `originalUserPrincipalName` keeps the raw value.
 */
export function withoutGuestSuffix(userPrincipalName: string): string {
  const marker = userPrincipalName.toUpperCase().indexOf('#EXT#@');
  if (marker < 0) return userPrincipalName;
  const alias = userPrincipalName.slice(0, marker);
  const separator = alias.lastIndexOf('_');
  return separator < 0 ? alias : `${alias.slice(0, separator)}@${alias.slice(separator + 1)}`;
}
