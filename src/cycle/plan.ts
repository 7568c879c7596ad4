import { scalarsOf } from '../protocol/attributeJson.ts';
import type { AttributeJson } from '../protocol/provisioning.ts';
import { isEmptyValue, sameValue } from './attributeValues.ts';
import type { PlannedChange } from './decision.ts';
import type { EvaluatedObject, MappedValue } from './evaluateObject.ts';

export type KnownValues = Readonly<Record<string, AttributeJson>>;

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
 * A null is not sent, so the target keeps its value, unless the mapping flows nulls (decision 6.3). A mapping of type
 * None only fills an attribute that is empty with its default.
 */
export function differences(evaluated: EvaluatedObject, known: KnownValues): PlannedChange[] {
  const planned: PlannedChange[] = [];
  for (const mapped of evaluated.values) {
    const { mapping } = mapped;
    if (mapping.flow === 'atCreation') continue;
    const old = known[mapping.target] ?? null;
    if (mapping.flow === 'whenEmpty' && !isEmptyValue(old)) continue;
    const value = mapping.expression === null ? (isEmptyValue(old) ? defaultOf(mapped) : old) : flowing(mapped, old);
    const clears = mapping.flowNullValues && mapping.flow === 'always' && !isEmptyValue(old);
    if (isEmptyValue(value) && !clears) continue;
    if (!mapping.flowAlways && sameValue(value, old, mapping.definition)) continue;
    planned.push({ attribute: mapping.target, old, new: isEmptyValue(value) ? null : value });
  }
  return planned;
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
