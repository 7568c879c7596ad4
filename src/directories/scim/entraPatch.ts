import { isList } from '../../protocol/attributeJson.ts';
import type { AttributeJson } from '../../protocol/provisioning.ts';
import type { TargetChange } from '../targetDirectory.ts';
import { parseAttributePath, type AttributePath } from './attributePath.ts';
import { addedValues, namesComplexElements, wireValue } from './elements.ts';
import type { PatchOperation } from './patch.ts';

/**
 * A change in the dialect of Entra's own client without the `aadOptscim062020` flag: capitalised ops, the selector path as
 * it is, booleans as "True" and "False".
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
 */
export function entraOperation(change: TargetChange): PatchOperation {
  const path = parseAttributePath(change.attribute);
  if (change.new === null) return { op: 'Remove', path: change.attribute };
  if (change.addsOnly === true) return { op: 'Add', path: change.attribute, value: entraAdditions(change, path) };
  const replaces = change.old !== null || isList(change.new) || namesComplexElements(path);
  const value = wireValue(path, entraValue(change.new));
  return { op: replaces ? 'Replace' : 'Add', path: change.attribute, value };
}

/** A reference that an attribute holds alone, such as the manager; null removes it. */
export function entraReference(attribute: string, id: string | null): PatchOperation {
  return id === null ? { op: 'Remove', path: attribute } : { op: 'Add', path: attribute, value: id };
}

/** Without the flag Entra adds app roles as the JSON texts that they are, each as the `value` of an element. */
function entraAdditions(change: TargetChange, path: AttributePath): unknown {
  const added = addedValues(change);
  return namesComplexElements(path) ? added.map((value) => ({ value })) : added;
}

function entraValue(value: AttributeJson): AttributeJson {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : value;
}
