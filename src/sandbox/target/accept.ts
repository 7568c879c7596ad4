import { badRequest } from './errors.ts';
import { checkReference, checkSameReferent } from './referenceAddress.ts';
import { isObject, isUnassigned } from './scimObject.ts';
import type { ScimObject } from './scimObject.ts';
import { findAttribute } from './schemas/resourceType.ts';
import type { Attribute, AttributeTable, ResourceType } from './schemas/resourceType.ts';

/** Which deviations from the declared types are taken as what they mean. */
export interface Tolerance {
  /** "True" and "False" as booleans: Entra ID's PATCH writes `active` so unless `aadOptscim062020` is set. */
  readonly stringBooleans: boolean;
  /** A bare id as a complex reference (`manager: "26118915"`), and a list of one of them as a single one. */
  readonly looseComplex: boolean;
  /** A reference that is no address, or the address of something else than it may refer to. */
  readonly anyReference: boolean;
}

/** Nothing but the declared types. */
export const strict: Tolerance = { stringBooleans: false, looseComplex: false, anyReference: false };

/**
 * Takes the body of a POST or PUT: canonical names, checked types, no unassigned values. What the client may not
 * write (`readOnly`) and what no schema defines is ignored (RFC 7644 sections 3.3 and 3.5.1); a password is accepted
 * and not kept. Throws 400 `invalidSyntax` or `invalidValue`.
 */
export function acceptResource(type: ResourceType, body: unknown, tolerance: Tolerance): ScimObject {
  if (!isObject(body)) throw badRequest('invalidSyntax', `The body must be a JSON object, a ${type.kind} resource.`);
  checkSchemas(type, body);
  const accepted: Record<string, unknown> = acceptMembers(type.core.attributes, body, '', tolerance);
  for (const extension of type.extensions) {
    const value = valueInAnyCase(body, extension.urn);
    if (isUnassigned(value)) continue;
    if (!isObject(value)) throw badRequest('invalidValue', `'${extension.urn}' must be a JSON object.`);
    const attributes = acceptMembers(extension.attributes, value, `${extension.urn}:`, tolerance);
    if (Object.keys(attributes).length > 0) accepted[extension.urn] = attributes;
  }
  return accepted;
}

/**
 * Checks a value against its attribute and answers it in canonical form; undefined means “unassigned”.
 * `path` names the attribute in messages. Throws 400 `invalidValue`.
 */
export function acceptValue(attribute: Attribute, value: unknown, path: string, tolerance: Tolerance): unknown {
  if (isUnassigned(value)) return undefined;
  if (!attribute.multiValued) return acceptSingle(attribute, unwrap(attribute, value, tolerance), path, tolerance);
  if (!Array.isArray(value)) throw badRequest('invalidValue', `'${path}' is multi-valued: send a JSON array.`);
  const elements = (value as unknown[]).map((element) => acceptElement(attribute, element, path, tolerance));
  const assigned = elements.filter((element) => element !== undefined);
  return assigned.length > 0 ? assigned : undefined;
}

/** A value of which nothing is left was meant to say something: a member by its name only, say. */
function acceptElement(attribute: Attribute, element: unknown, path: string, tolerance: Tolerance): unknown {
  const accepted = acceptSingle(attribute, element, path, tolerance);
  const isEmpty = !isObject(element) || Object.values(element).every(isUnassigned);
  if (accepted !== undefined || isEmpty) return accepted;
  throw badRequest(
    'invalidValue',
    `A value of '${path}' has no attribute that can be set: ${JSON.stringify(element)}.`,
  );
}

/** As `acceptValue`, for one value of an attribute that may have several. */
export function acceptSingle(attribute: Attribute, value: unknown, path: string, tolerance: Tolerance): unknown {
  if (isUnassigned(value)) return undefined;
  if (attribute.type === 'complex') return acceptComplex(attribute, value, path, tolerance);
  if (attribute.type === 'boolean' && tolerance.stringBooleans && typeof value === 'string') {
    if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  }
  if (!hasType(attribute.type, value)) {
    throw badRequest('invalidValue', `'${path}' must be of type ${attribute.type}, not ${JSON.stringify(value)}.`);
  }
  if (attribute.type === 'reference' && !tolerance.anyReference) checkReference(attribute, String(value), path);
  return value;
}

function acceptComplex(attribute: Attribute, value: unknown, path: string, tolerance: Tolerance): unknown {
  const object = tolerance.looseComplex && typeof value === 'string' && attribute.subs.has('value') ? { value } : value;
  if (!isObject(object)) {
    throw badRequest('invalidValue', `'${path}' is complex: send a JSON object, not ${JSON.stringify(value)}.`);
  }
  const accepted = acceptMembers(attribute.subs, object, `${path}.`, tolerance);
  if (!tolerance.anyReference) checkSameReferent(accepted, path);
  return Object.keys(accepted).length > 0 ? accepted : undefined;
}

function acceptMembers(table: AttributeTable, object: ScimObject, prefix: string, tolerance: Tolerance): ScimObject {
  const accepted: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    const attribute = findAttribute(table, name);
    if (attribute === undefined || attribute.mutability === 'readOnly') continue;
    const checked = acceptValue(attribute, value, prefix + attribute.name, tolerance);
    if (checked !== undefined && attribute.mutability !== 'writeOnly') accepted[attribute.name] = checked;
  }
  return accepted;
}

function checkSchemas(type: ResourceType, body: ScimObject): void {
  const schemas = valueInAnyCase(body, 'schemas');
  if (!Array.isArray(schemas) || schemas.length === 0) {
    throw badRequest('invalidValue', `'schemas' is required: a list with at least '${type.core.urn}'.`);
  }
  const wanted = type.core.urn.toLowerCase();
  if (!schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase() === wanted)) {
    throw badRequest('invalidValue', `'schemas' must name '${type.core.urn}'; it is ${JSON.stringify(schemas)}.`);
  }
}

/** A member of `object` by its name in any case. */
export function valueInAnyCase(object: ScimObject, name: string): unknown {
  if (name in object) return object[name];
  const lower = name.toLowerCase();
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === lower);
  return key === undefined ? undefined : object[key];
}

function unwrap(attribute: Attribute, value: unknown, tolerance: Tolerance): unknown {
  const isLoose = tolerance.looseComplex && attribute.type === 'complex';
  return isLoose && Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
}

/** XML Schema's dateTime, as RFC 7643 section 2.3.5 wants it: `2008-01-23T04:56:22Z`. */
const DATE_TIME = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

function hasType(type: Attribute['type'], value: unknown): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'decimal':
      return typeof value === 'number';
    case 'dateTime':
      return typeof value === 'string' && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
    case 'binary':
      return typeof value === 'string' && BASE64.test(value.replace(/\s/g, ''));
    default:
      return typeof value === 'string';
  }
}
