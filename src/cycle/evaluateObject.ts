import type { Attributes, EvaluationContext } from '../expressions/value.ts';
import { isList } from '../protocol/attributeJson.ts';
import type { AttributeJson, ObjectIdentity, Reason } from '../protocol/provisioning.ts';
import { convertValue, isEmptyValue } from './attributeValues.ts';
import type { CompiledAttributeMapping, CompiledObjectMapping, DecisionSettings } from './compiledMapping.ts';
import { evaluateScope, type Entitlement, type Presence, type ScopeResult } from './evaluateScope.ts';
import * as reasons from './reasons.ts';

/** A source object with all that a decision about it needs to know of the source. */
export interface SourceSnapshot extends ObjectIdentity {
  readonly presence: Presence;
  readonly accountEnabled: boolean;
  /** The full object, never a delta (decision 6.2). */
  readonly attributes: Attributes;
  readonly assignments: readonly Entitlement[];
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
 * Mappings are not evaluated for an object out of scope that nothing in the target stands for (`linked` false): there is
 * nothing that could be written.
 */
export function evaluateObject(
  source: SourceSnapshot,
  mapping: CompiledObjectMapping,
  settings: DecisionSettings,
  context: EvaluationContext,
  linked: boolean,
): EvaluatedObject {
  const scope = evaluateScope(source, settings, mapping.filter);
  if (!scope.inScope && !linked) return { source, mapping, scope, values: [], blocked: null, matching: [] };

  const attributes: Attributes = { ...source.attributes, IsSoftDeleted: !scope.inScope };
  const values: MappedValue[] = [];
  let blocked: EvaluatedObject['blocked'] = null;
  for (const attribute of mapping.attributes) {
    if (!scope.inScope && !mapping.softDeleteAttributes.has(attribute.target)) continue;
    const mapped = mapAttribute(attribute, attributes, context);
    if (mapped.kind === 'mapped') values.push(mapped.value);
    else if (mapped.kind === 'blocked') blocked ??= { reason: mapped.reason, failed: mapped.failed };
  }
  return { source, mapping, scope, values, blocked, matching: matchingValues(mapping, values) };
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
    if (value === null || isEmptyValue(value) || isList(value)) return [];
    return [{ attribute: matching.target, value: String(value), caseExact: matching.definition.caseExact === true }];
  });
}
