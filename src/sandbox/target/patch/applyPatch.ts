import { acceptValue } from '../accept.ts';
import type { Tolerance } from '../accept.ts';
import { badRequest } from '../errors.ts';
import { isObject, isUnassigned, withValue } from '../scimObject.ts';
import type { ScimObject } from '../scimObject.ts';
import { findAttribute } from '../schemas/resourceType.ts';
import type { CompiledSchema, ResourceType } from '../schemas/resourceType.ts';
import { addValues, changeSelected, removeValues, settlePrimary } from './multiValued.ts';
import { parsePatchPath } from './patchPath.ts';
import type { PatchTarget } from './patchPath.ts';
import type { OperationRules, PatchOperation } from './patchRequest.ts';

/** How PATCH is read where RFC 7644 and clients in the field differ. */
export interface PatchRules {
  readonly operations: OperationRules;
  readonly tolerance: Tolerance;
  /**
   * Read what Microsoft Entra's own client sends beside RFC 7644, as it means it; else it is refused:
   * - `{"op": "Remove", "path": "members", "value": [{"value": "…"}]}` removes the values named, not all of them. Read
   *   literally, the standard ignores a remove operation's value; the literal reading would empty the group.
   * - `{"path": "…:manager", "value": {"value": ""}}`, an empty reference, clears it.
   * - `{"path": "manager"}`, an attribute of an extension without the extension's URN.
   * - `{"name.givenName": "…", "urn:…:User:department": "…"}`: paths as names in the value of an operation without a path.
   */
  readonly entraForms: boolean;
  /**
   * The operations that make the value that a value path selects (`emails[type eq "work"].value`) when there is none,
   * instead of 400 `noTarget`. RFC 7644 section 3.5.2.1 lets `add` do so, and Entra ID relies on it; for `replace`
   * section 3.5.2.3 demands the error, which not every server sends.
   */
  readonly createSelected: readonly PatchOperation['op'][];
  /** Ignore paths to attributes that no schema defines instead of 400 `invalidPath`; a fault of some servers. */
  readonly ignoreUnknownPaths: boolean;
  /** Append a member that is there already once more; a fault of some servers. */
  readonly keepDuplicates: boolean;
}

type AttributeTarget = Exclude<PatchTarget, { attribute: undefined }>;

/**
 * Applies the operations one after the other and answers the new attributes; `attributes` itself stays as it is, so
 * a request takes effect as a whole or not at all (RFC 7644 section 3.5.2).
 *
 * Throws 400 `invalidPath`, `invalidValue`, `invalidFilter`, `noTarget` or `mutability`.
 */
export function applyPatch(
  type: ResourceType,
  attributes: ScimObject,
  operations: readonly PatchOperation[],
  rules: PatchRules,
): ScimObject {
  return operations.reduce((current, operation) => {
    const { path } = operation;
    if (path === undefined) return applyWithoutPath(type, current, operation, rules);
    const target = parsePatchPath(type, path);
    if (target === undefined) {
      if (rules.ignoreUnknownPaths) return current;
      throw badRequest('invalidPath', `No schema of ${type.kind} defines '${path}'.`);
    }
    const { extension } = target;
    if (!rules.entraForms && extension !== undefined && !path.toLowerCase().startsWith(extension.urn.toLowerCase()))
      throw badRequest('invalidPath', `'${path}' is in an extension: its path begins with '${extension.urn}'.`);
    return applyToTarget(current, target, { ...operation, path }, rules);
  }, attributes);
}

/** Without a path the value holds attributes, and extensions by their URN. */
function applyWithoutPath(
  type: ResourceType,
  attributes: ScimObject,
  { op, value }: PatchOperation,
  rules: PatchRules,
): ScimObject {
  if (op === 'remove') throw badRequest('noTarget', 'A remove operation needs a path.');
  if (!isObject(value)) throw badRequest('invalidValue', `Without a path the value of ${op} must be a JSON object.`);
  return Object.entries(value).reduce((current, [name, part]) => {
    const target = parsePatchPath(type, name);
    // As in POST and PUT, what is unknown or read-only is ignored: clients send `id` and `schemas` along.
    if (target === undefined || isReadOnly(target)) return current;
    if (!rules.entraForms && !isName(type, name))
      throw badRequest(
        'invalidPath',
        `'${name}' is a path, not a name: without a path the value has attributes by name.`,
      );
    return applyToTarget(current, target, { op, path: name, value: part }, rules);
  }, attributes);
}

function applyToTarget(
  attributes: ScimObject,
  target: PatchTarget,
  operation: PatchOperation & { readonly path: string },
  rules: PatchRules,
): ScimObject {
  if (target.attribute === undefined) return applyToExtension(attributes, target.extension, operation, rules);
  checkMutability(target, operation);
  if (operation.op === 'remove' && !rules.entraForms && !isUnassigned(operation.value))
    throw badRequest(
      'invalidValue',
      `A remove operation has no value: select with a filter in its path what to remove.`,
    );
  const { extension, attribute } = target;
  if (attribute.mutability === 'writeOnly') {
    acceptValue(attribute, operation.value, operation.path, rules.tolerance);
    return attributes;
  }
  const container = extension === undefined ? attributes : containerOf(attributes, extension);
  const value = container[attribute.name];
  const changed = attribute.multiValued
    ? settlePrimary(value, changeMultiValued(value, target, operation, rules))
    : changeSingle(value, target, operation, rules);
  const next = withValue(container, attribute.name, changed);
  return extension === undefined ? next : withContainer(attributes, extension, next);
}

function applyToExtension(
  attributes: ScimObject,
  extension: CompiledSchema,
  { op, path, value }: PatchOperation & { readonly path: string },
  rules: PatchRules,
): ScimObject {
  if (op === 'remove' || isUnassigned(value)) return withContainer(attributes, extension, {});
  if (!isObject(value)) throw badRequest('invalidValue', `'${path}' must be a JSON object.`);
  return Object.entries(value).reduce((current, [name, part]) => {
    const attribute = findAttribute(extension.attributes, name);
    if (attribute === undefined || attribute.mutability === 'readOnly') return current;
    const target = { extension, attribute, selection: undefined, sub: undefined };
    return applyToTarget(current, target, { op, path: `${path}:${name}`, value: part }, rules);
  }, attributes);
}

function changeSingle(
  value: unknown,
  target: AttributeTarget,
  operation: PatchOperation & { readonly path: string },
  rules: PatchRules,
): unknown {
  const { attribute, sub } = target;
  const { op, path } = operation;
  const accept = (): unknown => acceptValue(sub ?? attribute, operation.value, path, rules.tolerance);
  if (sub !== undefined) {
    const changed = withValue(isObject(value) ? value : {}, sub.name, op === 'remove' ? undefined : accept());
    return Object.keys(changed).length > 0 ? changed : undefined;
  }
  if (op === 'remove') return undefined;
  const accepted = accept();
  if (isObject(accepted) && accepted['value'] === '') {
    if (rules.entraForms) return undefined;
    throw badRequest('invalidValue', `'${path}' refers to nothing: remove it instead.`);
  }
  if (attribute.type !== 'complex' || !isObject(value) || !isObject(operation.value)) return accepted;
  // Sub-attributes that are not named stay (RFC 7644 section 3.5.2.3); those named null are unassigned.
  const kept = Object.entries(value).filter(([name]) => !namesUnassigned(operation.value, name));
  const merged = { ...Object.fromEntries(kept), ...(isObject(accepted) ? accepted : {}) };
  return Object.keys(merged).length > 0 ? merged : undefined;
}

function changeMultiValued(
  value: unknown,
  target: AttributeTarget,
  operation: PatchOperation & { readonly path: string },
  rules: PatchRules,
): unknown {
  const { attribute, selection, sub } = target;
  if (selection !== undefined || sub !== undefined) return changeSelected(value, target, operation, rules);
  const { op, path } = operation;
  if (op === 'remove' && isUnassigned(operation.value)) return undefined;
  const list = Array.isArray(operation.value) || isUnassigned(operation.value) ? operation.value : [operation.value];
  const accepted = acceptValue(attribute, list, path, rules.tolerance);
  switch (op) {
    case 'add':
      return addValues(value, accepted, rules.keepDuplicates);
    case 'replace':
      return addValues(undefined, accepted, rules.keepDuplicates);
    case 'remove':
      return removeValues(value, accepted);
  }
}

function checkMutability(target: AttributeTarget, { op, path, value }: PatchOperation): void {
  const { attribute, sub } = target;
  if (isReadOnly(target)) throw badRequest('mutability', `'${path ?? attribute.name}' is read-only.`);
  if (sub?.mutability === 'immutable') {
    throw badRequest('mutability', `'${path ?? sub.name}' cannot change: remove the value and add another.`);
  }
  const removesValue = op === 'remove' && target.selection === undefined && isUnassigned(value);
  if (removesValue && (sub ?? attribute).required) {
    throw badRequest('mutability', `'${path ?? attribute.name}' is required and cannot be removed.`);
  }
}

/** An attribute's name, or an extension's URN. */
function isName({ core, extensions }: ResourceType, name: string): boolean {
  const isExtension = extensions.some(({ urn }) => urn.toLowerCase() === name.toLowerCase());
  return isExtension || findAttribute(core.attributes, name) !== undefined;
}

function isReadOnly(target: PatchTarget): boolean {
  return (
    target.attribute !== undefined &&
    (target.attribute.mutability === 'readOnly' || target.sub?.mutability === 'readOnly')
  );
}

function containerOf(attributes: ScimObject, extension: CompiledSchema): ScimObject {
  const container = attributes[extension.urn];
  return isObject(container) ? container : {};
}

function withContainer(attributes: ScimObject, extension: CompiledSchema, container: ScimObject): ScimObject {
  return withValue(attributes, extension.urn, Object.keys(container).length > 0 ? container : undefined);
}

function namesUnassigned(value: unknown, name: string): boolean {
  return (
    isObject(value) &&
    Object.entries(value).some(([key, part]) => key.toLowerCase() === name.toLowerCase() && isUnassigned(part))
  );
}
