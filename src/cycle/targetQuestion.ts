import { scalarsOf } from '../protocol/attributeJson.ts';
import type { AttributeJson } from '../protocol/provisioning.ts';
import type { CompiledAttributeMapping, DecisionSettings } from './compiledMapping.ts';
import type { Link, TargetQuestion } from './decision.ts';
import type { EvaluatedObject, MatchingValue } from './evaluateObject.ts';
import { hasDoubt, type Knowledge } from './knowledge.ts';
import { mayTakeAccess, needsLook } from './plan.ts';

/**
 * What has to be known of the target before `decide` can be asked.
 *
 * @param begun what a creation was begun with of which nobody knows whether it took effect; empty when there is none. The
 *   target is asked for it whatever has become of the object since.
 */
export function targetQuestion(
  evaluated: EvaluatedObject,
  link: Link | null,
  begun: readonly MatchingValue[],
  settings: DecisionSettings,
): TargetQuestion {
  const { scope, blocked, matching } = evaluated;
  if (scope.unfinished !== null || scope.excluded !== null) return { kind: 'nothing' };
  if (link !== null) {
    return mustRead(evaluated, link, settings)
      ? { kind: 'read', targetId: link.targetId, otherwise: identifyingValues(evaluated, link, begun) }
      : { kind: 'nothing' };
  }
  if (begun.length > 0) return { kind: 'match', values: identifyingValues(evaluated, null, begun) };
  if (!scope.inScope || blocked !== null || matching.length === 0) return { kind: 'nothing' };
  return { kind: 'match', values: evaluated.identifiers };
}

/**
 * Everything that tells the account of an object: what it has now, then what the link or an unfinished creation knew.
 */
export function identifyingValues(
  evaluated: EvaluatedObject,
  link: Link | null,
  begun: readonly MatchingValue[],
): readonly MatchingValue[] {
  const { mapping, identifiers, keys } = evaluated;
  const attributes = new Set([mapping.anchor, mapping.externalId, ...mapping.keys].filter((each) => each !== null));
  const known = link === null ? [] : [...attributes].flatMap((attribute) => formerValues(attribute, link));
  const values = new Map<string, MatchingValue>();
  for (const value of [...identifiers, ...keys, ...known, ...begun]) {
    const key = `${value.attribute} ${value.caseExact ? value.value : value.value.toLowerCase()}`;
    if (!values.has(key)) values.set(key, value);
  }
  return [...values.values()];
}

function formerValues(attribute: CompiledAttributeMapping, { known }: Link): readonly MatchingValue[] {
  return valuesIn(known[attribute.target])
    .flatMap(scalarsOf)
    .filter((value) => value !== '')
    .map((value) => ({
      attribute: attribute.target,
      value: String(value),
      caseExact: attribute.definition.caseExact === true,
    }));
}

/** Every value that the attribute has, or may have. */
function valuesIn(knowledge: Knowledge | undefined): readonly AttributeJson[] {
  if (knowledge === undefined) return [];
  return knowledge.how === 'unconfirmed' ? [knowledge.value, knowledge.before] : [knowledge.value];
}

function mustRead(evaluated: EvaluatedObject, link: Link, settings: DecisionSettings): boolean {
  const { scope, source, mapping } = evaluated;
  if (hasDoubt(link.known)) return true;
  if (scope.inScope) {
    // After a time in which nothing of it was kept current, an account is looked at before it's taken to be as it was.
    const resumed = link.disabledBecause !== null || link.leftAlone;
    return resumed || needsLook(evaluated, link.known) || mayTakeAccess(evaluated, link.known);
  }
  const isDeleted = source.presence === 'hardDeleted' || mapping.type === 'Group';
  if (isDeleted || !mapping.flow.update || (scope.byAssignmentOrFilter && settings.skipOutOfScopeDeletions))
    return false;
  return link.disabledBecause === null;
}
