import { scalarsOf } from '../protocol/attributeJson.ts';
import type { AttributeJson } from '../protocol/provisioning.ts';
import type { CompiledAttributeMapping, DecisionSettings } from './compiledMapping.ts';
import type { KnownTarget, Link, TargetQuestion } from './decision.ts';
import type { EvaluatedObject, MatchingValue } from './evaluateObject.ts';
import { hasDoubt, type Knowledge } from './knowledge.ts';
import { isNoLongerManaged } from './noLongerManaged.ts';
import { differences, mayTakeAccess, needsLook } from './plan.ts';
import { folded } from './sameToTarget.ts';

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
  const known = link === null ? [] : [...attributes].flatMap((attribute) => valuesByLink(attribute, link));
  const values = new Map<string, MatchingValue>();
  for (const value of [...identifiers, ...keys, ...known, ...begun]) {
    const key = `${value.attribute} ${value.caseExact ? value.value : value.value.toLowerCase()}`;
    if (!values.has(key)) values.set(key, value);
  }
  return [...values.values()];
}

/** Every value that an account has in an attribute by its link, or may have. */
export function valuesByLink(attribute: CompiledAttributeMapping, { known }: Link): readonly MatchingValue[] {
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

/**
 * Whether an account is somebody else's by now, such as of a target that gives an id a second time: of everything that
 * tells the account at least two values differ from what is known, and none is the same. One name that differs is that of
 * an account which was renamed in the target, also where two attributes hold it; what the target doesn't show says nothing.
 *
 * @param known everything that tells the account, as from `identifyingValues`.
 */
export function isOfAnother({ values }: Pick<KnownTarget, 'values'>, known: readonly MatchingValue[]): boolean {
  const differing = new Set<string>();
  for (const [attribute, wanted] of Map.groupBy(known, (each) => each.attribute)) {
    const expected = new Set(wanted.map(({ value }) => folded(value)));
    const held = scalarsOf(values[attribute] ?? null)
      .map((value) => folded(String(value)))
      .filter((value) => value !== '');
    if (held.some((value) => expected.has(value))) return false;
    if (held.length > 0) differing.add(JSON.stringify([held, [...expected].sort()]));
  }
  return differing.size > 1;
}

function mustRead(evaluated: EvaluatedObject, link: Link, settings: DecisionSettings): boolean {
  const { scope } = evaluated;
  if (hasDoubt(link.known)) return true;
  if (scope.inScope) {
    // After a time in which nothing of it was kept current, an account is looked at before it's taken to be as it was.
    const resumed = link.disabledBecause !== null || link.leftAlone;
    return resumed || needsLook(evaluated, link.known) || mayTakeAccess(evaluated, link.known);
  }
  return mayLoseAccount(evaluated, link, settings);
}

/** Whether the account of an object out of scope is to be deleted or disabled: that is decided on what was read. */
function mayLoseAccount(evaluated: EvaluatedObject, link: Link, settings: DecisionSettings): boolean {
  const { source, mapping, scope } = evaluated;
  if (scope.byAssignmentOrFilter && settings.skipOutOfScopeDeletions) return false;
  if (source.presence === 'hardDeleted' || mapping.type === 'Group')
    return mapping.flow.delete && !isNoLongerManaged(evaluated, link, link.known);
  if (!mapping.flow.update) return false;
  return link.disabledBecause === null || differences(evaluated, link.known).length > 0;
}
