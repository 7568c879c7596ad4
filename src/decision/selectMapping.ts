import type { CompiledObjectMapping, DecisionSettings, MappingSet } from './compiledMapping.ts';
import { evaluateScope, type ScopeInput, type ScopeResult } from './evaluateScope.ts';
import * as reasons from './reasons.ts';
import { evaluateFilter } from './scopingFilter.ts';

/** The object mapping that an object belongs to, and how it fares under it. */
export interface SelectedMapping {
  readonly mapping: CompiledObjectMapping;
  readonly scope: ScopeResult;
}

/**
 * Finds the object mapping that an object belongs to: the first whose category filter it passes and in whose scope it is.
 * In the scope of none, it's the one that provisioned it: who moves from one mapping to another isn't deprovisioned, and
 * neither is anybody by a mapping that is switched off.
 * Source: https://learn.microsoft.com/graph/api/resources/synchronization-filter
 *
 * @param former name of the mapping that provisioned the object; null when none did.
 */
export function selectMapping(
  input: ScopeInput,
  set: MappingSet,
  settings: DecisionSettings,
  former: string | null,
): SelectedMapping {
  let fallback: SelectedMapping | null = null;
  for (const mapping of set.mappings) {
    const category = categoryOf(input, mapping);
    if (category === 'other') continue;
    const scope = evaluateScope(input, settings, mapping);
    if (category !== 'own') return { mapping, scope: { ...scope, inScope: false, unfinished: category.unfinished } };
    if (scope.inScope || scope.unfinished !== null) return { mapping, scope };
    if (fallback === null || mapping.name === former) fallback = { mapping, scope };
  }
  const selected = fallback ?? withoutCategory(input, set, settings, former);
  if (former === null || !set.switchedOff.has(former)) return selected;
  return { ...selected, scope: { ...selected.scope, excluded: reasons.mappingSwitchedOff(former) } };
}

function categoryOf(
  input: ScopeInput,
  mapping: CompiledObjectMapping,
): 'own' | 'other' | Pick<ScopeResult, 'unfinished'> {
  // Who is deleted has no attributes to go by: the mapping that provisioned them deprovisions them.
  if (input.presence !== 'present') return 'own';
  const result = evaluateFilter(mapping.categoryFilter, input.attributes);
  if (result.unfinished !== null) return { unfinished: reasons.filterUnfinished(result.unfinished) };
  return result.passed ? 'own' : 'other';
}

function withoutCategory(
  input: ScopeInput,
  { mappings }: MappingSet,
  settings: DecisionSettings,
  former: string | null,
): SelectedMapping {
  const mapping = mappings.find(({ name }) => name === former) ?? mappings[0];
  const scope = evaluateScope(input, settings, mapping);
  return {
    mapping,
    scope: {
      ...scope,
      inScope: false,
      reasons: [...scope.reasons, reasons.noCategory],
      byAssignmentOrFilter: scope.reasons.length === 0 || scope.byAssignmentOrFilter,
    },
  };
}
