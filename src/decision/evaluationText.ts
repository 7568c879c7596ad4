import type { CompiledAttributeMapping, CompiledObjectMapping, DecisionSettings } from './compiledMapping.ts';
import type { EvaluatedObject } from './evaluateObject.ts';
import type { Reason } from '../protocol/provisioning.ts';

/**
 * All of an evaluation that a decision may depend on, as a text: where two job files make the same text of an object, both
 * decide alike about it, whatever is known of its account. What a reason says in its sentence is left out.
 *
 * @param rule of the object's mapping, as from `ruleText`.
 */
export function evaluationText({ scope, values, blocked, identifiers, keys }: EvaluatedObject, rule: string): string {
  return JSON.stringify([
    rule,
    [scope.inScope, scope.byAssignmentOrFilter, codeOf(scope.excluded), codeOf(scope.unfinished)],
    scope.reasons.map(codeOf),
    blocked === null ? null : [codeOf(blocked.reason), blocked.failed],
    values.map(({ mapping, value, redacted }) => [mapping.target, value, redacted]),
    identifiers,
    keys,
  ]);
}

/**
 * What an object mapping and the job's settings say besides the expressions and filters, which show in what they make of an
 * object: the flags of its attributes, its references, and what it may do.
 */
export function ruleText(mapping: CompiledObjectMapping, settings: DecisionSettings): string {
  const { name, targetObjectName, flow, attributes, references, requiredAttributes } = mapping;
  const { skipOutOfScopeDeletions, targetIsDropbox, removal } = settings;
  const targets = (named: readonly (CompiledAttributeMapping | null)[]): readonly (string | null)[] =>
    named.map((each) => each?.target ?? null);
  return JSON.stringify([
    [name, targetObjectName, flow, references, requiredAttributes],
    attributes.map(({ expression, ...rest }) => [expression === null, rest]),
    targets(mapping.matching),
    targets(mapping.keys),
    targets([mapping.externalId, mapping.anchor]),
    [...mapping.softDeleteAttributes],
    [skipOutOfScopeDeletions, targetIsDropbox, removal],
  ]);
}

function codeOf(reason: Reason | null): string | null {
  return reason?.code ?? null;
}
