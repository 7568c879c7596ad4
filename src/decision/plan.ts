import { scalarsOf } from '../protocol/attributeJson.ts';
import type { AttributeJson } from '../protocol/provisioning.ts';
import { isEmptyValue, sameValue } from './attributeValues.ts';
import type { CompiledAttributeMapping, CompiledObjectMapping } from './compiledMapping.ts';
import type { PlannedChange } from './decision.ts';
import type { EvaluatedObject, MappedValue } from './evaluateObject.ts';
import { heldValue, type Knowledge, type KnownObject, type SameValue } from './knowledge.ts';

/** The values that a new object gets. A null takes the mapping's default; what is null then is not sent. */
export function creationValues(evaluated: EvaluatedObject): PlannedChange[] {
  const planned: PlannedChange[] = [];
  for (const mapped of evaluated.values) {
    const value = isEmptyValue(mapped.value) ? defaultOf(mapped) : mapped.value;
    if (!isEmptyValue(value)) planned.push({ attribute: mapped.mapping.target, old: null, new: value });
  }
  return planned;
}

/**
 * What an update of an existing object changes.
 *
 * A null is not sent, so the target keeps its value, unless the mapping flows nulls. A mapping of type None only fills an
 * attribute that is empty with its default. What the target refused isn't sent again, but for what takes access away:
 * that is never taken for done.
 */
export function differences(evaluated: EvaluatedObject, known: KnownObject): PlannedChange[] {
  const planned: PlannedChange[] = [];
  for (const mapped of evaluated.values) {
    const { mapping } = mapped;
    if (mapping.flow === 'atCreation') continue;
    const knowledge = known[mapping.target];
    const old = heldValue(knowledge) ?? null;
    if (mapping.flow === 'whenEmpty' && !isEmptyValue(old)) continue;
    const value = mapping.expression === null ? (isEmptyValue(old) ? defaultOf(mapped) : old) : flowing(mapped, old);
    const clears = mapping.flowNullValues && mapping.flow === 'always' && !isEmptyValue(old);
    if (isEmptyValue(value) && !clears) continue;
    if (!mapping.flowAlways && isHeld(evaluated, mapping, knowledge, value)) continue;
    planned.push({ attribute: mapping.target, old, new: isEmptyValue(value) ? null : value });
  }
  return planned;
}

/**
 * Whether the target has to be looked at before the differences are known: only an attribute that is empty is filled, or
 * only what is missing is added, and what it holds was never seen.
 */
export function needsLook(evaluated: EvaluatedObject, known: KnownObject): boolean {
  return evaluated.values.some(
    ({ mapping }) =>
      known[mapping.target] === undefined &&
      (mapping.expression === null || mapping.flow === 'whenEmpty' || mapping.flow === 'additions'),
  );
}

/** Compares values of a mapping's target attributes as the target does. */
export function sameValueBy(mapping: CompiledObjectMapping): SameValue {
  const definitions = new Map(mapping.attributes.map(({ target, definition }) => [target, definition]));
  return (attribute, left, right) => sameValue(left, right, definitions.get(attribute) ?? { name: attribute });
}

const accessPath = /^(?:urn:ietf:params:scim:schemas:core:2\.0:user:)?active$/i;

/** `active` is what gives access (RFC 7643 section 4.1.1), also under its full name (RFC 7644 section 3.10). */
export function givesAccess(attribute: string): boolean {
  return accessPath.test(attribute);
}

/** Whether a value says that an account has no access: false, or its text. */
export function deniesAccess(value: AttributeJson): boolean {
  return value === false || (typeof value === 'string' && value.trim().toLowerCase() === 'false');
}

/** The change of a plan that takes access away from an account that has it, or may have it: by False, or by no value. */
export function accessTakenBy(planned: readonly PlannedChange[]): PlannedChange | undefined {
  return planned.find(
    (change) =>
      givesAccess(change.attribute) &&
      (deniesAccess(change.new) || isEmptyValue(change.new)) &&
      !deniesAccess(change.old),
  );
}

/** Whether somebody in scope loses access by a mapping, for all that is known of the account. */
export function mayTakeAccess(evaluated: EvaluatedObject, known: KnownObject): boolean {
  return accessTakenBy(differences(evaluated, known)) !== undefined;
}

/** Whether an account has, or may have, no access, for all that is known of it. */
export function hasNoAccess(known: KnownObject): boolean {
  return Object.entries(known).some(([attribute, { value }]) => givesAccess(attribute) && deniesAccess(value));
}

/** Whether an account has, or may have, access, for all that is known of it. */
export function mayHaveAccess(known: KnownObject): boolean {
  return Object.entries(known).some(
    ([attribute, knowledge]) =>
      givesAccess(attribute) && (knowledge.how === 'unconfirmed' || !deniesAccess(knowledge.value)),
  );
}

/** Whether nobody knows if a write took effect that takes or gives access. */
export function isAccessDoubted({ softDeleteAttributes }: CompiledObjectMapping, known: KnownObject): boolean {
  return Object.entries(known).some(
    ([attribute, { how }]) => how === 'unconfirmed' && (givesAccess(attribute) || softDeleteAttributes.has(attribute)),
  );
}

/** Whether the mappings leave somebody in scope without access. */
export function isDeniedAccess({ values }: EvaluatedObject): boolean {
  return values.some(
    ({ mapping, value }) =>
      givesAccess(mapping.target) &&
      (deniesAccess(value) || (isEmptyValue(value) && mapping.flowNullValues && mapping.flow === 'always')),
  );
}

function isHeld(
  { scope }: EvaluatedObject,
  mapping: CompiledAttributeMapping,
  knowledge: Knowledge | undefined,
  value: AttributeJson,
): boolean {
  const held = heldValue(knowledge);
  if (held !== undefined ? sameValue(value, held, mapping.definition) : isEmptyValue(value)) return true;
  const refused = knowledge?.how === 'refused' && sameValue(value, knowledge.wanted, mapping.definition);
  // Out of scope nothing is evaluated but what takes access away.
  return refused && scope.inScope && !givesAccess(mapping.target);
}

/** What the target is to hold: where only additions flow, what it has and what is new. */
function flowing({ mapping, value }: MappedValue, old: AttributeJson): AttributeJson {
  if (mapping.flow !== 'additions' || isEmptyValue(value)) return value;
  const missing = scalarsOf(value).filter(
    (item) => !scalarsOf(old).some((held) => sameValue([item], [held], mapping.definition)),
  );
  return missing.length === 0 ? old : [...scalarsOf(old), ...missing];
}

function defaultOf(mapped: MappedValue): AttributeJson {
  const { defaultValue, definition } = mapped.mapping;
  if (defaultValue === null) return null;
  if (definition.type === 'Boolean') return defaultValue.toLowerCase() === 'true';
  if (definition.type === 'Integer') return Number(defaultValue);
  return definition.multivalued === true ? [defaultValue] : defaultValue;
}
