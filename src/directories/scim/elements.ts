import { elementIn, scalarsOf, valueOfElement } from '../../protocol/attributeJson.ts';
import type { AttributeJson, ScalarJson } from '../../protocol/provisioning.ts';
import type { TargetChange } from '../targetDirectory.ts';
import type { AttributePath } from './attributePath.ts';

/** The core attributes whose elements are complex, in lower case (RFC 7643 section 4.1.2). */
const complexAttributes: ReadonlySet<string> = new Set([
  'emails',
  'phonenumbers',
  'ims',
  'photos',
  'addresses',
  'entitlements',
  'roles',
  'x509certificates',
]);

type Element = Readonly<Record<string, unknown>>;

/** Whether a path names all elements of a complex multi-valued core attribute: `roles`, but not `roles[…].value`. */
export function namesComplexElements({ schema, attribute, selector, subAttribute }: AttributePath): boolean {
  return (
    schema === null && selector === null && subAttribute === null && complexAttributes.has(attribute.toLowerCase())
  );
}

/**
 * What a request carries for an attribute. The values of a complex multi-valued attribute become its elements: an app role
 * as Entra writes it (entra-docs, "customize-application-attributes"), another JSON text the object that it tells, a plain
 * value `{ "value": … }`. None stands twice (RFC 7643 section 2.4). Every other attribute has its value as it is.
 */
export function wireValue(path: AttributePath, value: AttributeJson): unknown {
  if (value === null || !namesComplexElements(path)) return value;
  const name = path.attribute.toLowerCase();
  const elements = new Map(
    scalarsOf(value)
      .map((item) => elementOf(name, item))
      .map((e) => [JSON.stringify(e), e]),
  );
  return [...elements.values()];
}

/** The values of a change that are not held yet. */
export function addedValues(change: TargetChange): readonly ScalarJson[] {
  const held = new Set(scalarsOf(change.old));
  return scalarsOf(change.new).filter((value) => !held.has(value));
}

/** The sub-attribute that a plain value is written to; an address has no other that could hold one. */
export function mainSubAttribute(attribute: string): string {
  return attribute.toLowerCase() === 'addresses' ? 'formatted' : 'value';
}

function elementOf(attribute: string, item: ScalarJson): Element {
  const element = elementIn(item);
  if (element === null) return { [mainSubAttribute(attribute)]: item };
  return attribute === 'roles' && 'displayName' in element ? roleElement(element) : element;
}

function roleElement(role: Element): Element {
  return {
    value: valueOfElement(role),
    display: role['displayName'],
    type: 'WindowsAzureActiveDirectoryRole',
    primary: false,
  };
}
