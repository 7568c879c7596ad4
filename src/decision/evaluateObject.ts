import type { Attributes, EvaluationContext } from '../expressions/value.ts';
import { isList } from '../protocol/attributeJson.ts';
import type { AttributeJson, ObjectIdentity, Reason } from '../protocol/provisioning.ts';
import { convertValue, isEmptyValue } from './attributeValues.ts';
import type {
  CompiledAttributeMapping,
  CompiledObjectMapping,
  DecisionSettings,
  MappingSet,
} from './compiledMapping.ts';
import type { Entitlement, Presence, ScopeResult } from './evaluateScope.ts';
import * as reasons from './reasons.ts';
import { selectMapping } from './selectMapping.ts';
import type { Text } from '../protocol/text.ts';

/** A source object with all that a decision about it needs to know of the source. */
export interface SourceSnapshot extends ObjectIdentity {
  readonly presence: Presence;
  readonly accountEnabled: boolean;
  /** The full object, never a delta. */
  readonly attributes: Attributes;
  readonly assignments: readonly Entitlement[];
  /** Why what the source says of the object can't be used; null when it can. */
  readonly unreadable: Text | null;
}

/** What the mappings make of one source object, before anything is known of the target. */
export interface EvaluatedObject {
  readonly source: SourceSnapshot;
  readonly mapping: CompiledObjectMapping;
  readonly scope: ScopeResult;
  readonly values: readonly MappedValue[];
  /** Why the object cannot go on: a failed expression, or a mapping that says to leave it alone. */
  readonly blocked: { readonly reason: Reason; readonly failed: boolean } | null;
  /** Matching attributes that have a value, in the order in which the target is asked. */
  readonly matching: readonly MatchingValue[];
  /** What tells the object's account: the anchor, the matching attributes, then `externalId`. Evaluated out of scope, too. */
  readonly identifiers: readonly MatchingValue[];
  /** The values of the mapping's keys, evaluated out of scope, too; one without a value is left out. */
  readonly keys: readonly MatchingValue[];
}

export interface MappedValue {
  readonly mapping: CompiledAttributeMapping;
  /** Null when the source has none. */
  readonly value: AttributeJson;
  /** Logs show `[Redact]` in its place. */
  readonly redacted: boolean;
}

export interface MatchingValue {
  readonly attribute: string;
  readonly value: string;
  readonly caseExact: boolean;
}

/**
 * Import, scope and map one object. Pure: everything that the expressions ask for comes with `context`.
 *
 * Out of scope only what tells the account and what a disable changes is evaluated, and nothing at all where no account
 * stands for the object.
 *
 * @param account that an account may stand for the object, and which mapping provisioned it; null when none does.
 */
export function evaluateObject(
  source: SourceSnapshot,
  set: MappingSet,
  settings: DecisionSettings,
  context: EvaluationContext,
  account: { readonly mapping: string | null } | null,
): EvaluatedObject {
  const { mapping, scope } = selectMapping(source, set, settings, account?.mapping ?? null);
  if (!scope.inScope && account === null) return { ...nothingMapped, source, mapping, scope };

  const attributes: Attributes = {
    ...source.attributes,
    objectId: source.attributes['objectId'] ?? source.id,
    IsSoftDeleted: !scope.inScope,
  };
  const values: MappedValue[] = [];
  let blocked: EvaluatedObject['blocked'] = null;
  for (const attribute of mapping.attributes) {
    if (!scope.inScope && !mapping.softDeleteAttributes.has(attribute.target)) continue;
    const mapped = mapAttribute(attribute, attributes, context);
    if (mapped.kind === 'mapped') values.push(mapped.value);
    else if (mapped.kind === 'blocked') blocked ??= { reason: mapped.reason, failed: mapped.failed };
  }
  const valueOf = (attribute: CompiledAttributeMapping): MatchingValue | null => {
    const known = values.find((candidate) => candidate.mapping === attribute);
    return matchingValue(attribute, known?.value ?? valueAlone(attribute, attributes, context));
  };
  return {
    source,
    mapping,
    scope,
    values,
    blocked,
    matching: matchingValues(mapping, values),
    identifiers: identifiersOf(mapping).flatMap((each) => valueOf(each) ?? []),
    keys: mapping.keys.flatMap((each) => valueOf(each) ?? []),
  };
}

const nothingMapped = { values: [], blocked: null, matching: [], identifiers: [], keys: [] } as const;

/** The anchor first, which no other object has; a name may have been another's before. */
function identifiersOf({ anchor, matching, externalId }: CompiledObjectMapping): readonly CompiledAttributeMapping[] {
  const searchable = anchor === externalId || (anchor !== null && matching.includes(anchor)) ? anchor : null;
  return [...new Set([searchable, ...matching, externalId])].filter((each) => each !== null);
}

/** The value of one mapping, where an expression that fails only means that there is none to look for. */
function valueAlone(
  attribute: CompiledAttributeMapping,
  attributes: Attributes,
  context: EvaluationContext,
): AttributeJson {
  const mapped = mapAttribute(attribute, attributes, context);
  return mapped.kind === 'mapped' ? mapped.value.value : null;
}

type MappingResult =
  | { readonly kind: 'mapped'; readonly value: MappedValue }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'blocked'; readonly reason: Reason; readonly failed: boolean };

function mapAttribute(
  mapping: CompiledAttributeMapping,
  attributes: Attributes,
  context: EvaluationContext,
): MappingResult {
  if (mapping.expression === null) return { kind: 'mapped', value: { mapping, value: null, redacted: false } };
  const outcome = mapping.expression.evaluate(attributes, context);
  switch (outcome.kind) {
    case 'ignoreAttribute':
      return { kind: 'ignored' };
    case 'ignoreObject':
      return { kind: 'blocked', reason: reasons.objectFlowIgnored, failed: false };
    case 'error':
      return {
        kind: 'blocked',
        reason: reasons.evaluationFailed(mapping.target, outcome.error.code, outcome.error.message),
        failed: true,
      };
    case 'value': {
      const converted = convertValue(outcome.value, mapping.definition);
      return converted.ok
        ? { kind: 'mapped', value: { mapping, value: converted.value, redacted: outcome.redacted } }
        : { kind: 'blocked', reason: reasons.valueNotAccepted(mapping.target, converted.expected), failed: true };
    }
  }
}

function matchingValues(mapping: CompiledObjectMapping, values: readonly MappedValue[]): MatchingValue[] {
  return mapping.matching.flatMap((matching) => {
    const value = values.find((candidate) => candidate.mapping === matching)?.value ?? null;
    return matchingValue(matching, value) ?? [];
  });
}

function matchingValue(mapping: CompiledAttributeMapping, value: AttributeJson): MatchingValue | null {
  if (value === null || isEmptyValue(value) || isList(value)) return null;
  return { attribute: mapping.target, value: String(value), caseExact: mapping.definition.caseExact === true };
}
