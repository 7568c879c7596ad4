import type { Attributes } from '../expressions/value.ts';
import type { ObjectType, Reason } from '../protocol/provisioning.ts';
import type { DecisionSettings } from './compiledMapping.ts';
import * as reasons from './reasons.ts';
import { evaluateFilter, type CompiledFilter } from './scopingFilter.ts';

/** Whether the object is in the source, in its recycle bin, or gone for good. */
export type Presence = 'present' | 'softDeleted' | 'hardDeleted';

/** What decides whether an object is in scope. */
export interface ScopeInput {
  readonly type: ObjectType;
  readonly presence: Presence;
  readonly accountEnabled: boolean;
  readonly attributes: Attributes;
  readonly assignments: readonly Entitlement[];
}

/** An assignment that reaches the object: its own, or that of a group it is a direct member of. */
export interface Entitlement {
  readonly roleName: string;
  readonly isDefaultAccess: boolean;
  /** Display name of the group that brings the assignment; null for a direct one. */
  readonly via: string | null;
}

export interface ScopeResult {
  readonly inScope: boolean;
  /** Why the object is out of scope; empty when it is in. The first is the one that matters most. */
  readonly reasons: readonly Reason[];
  /** True when assignment or filter put the object out of scope, rather than the object's own state in the source. */
  readonly byAssignmentOrFilter: boolean;
  /** The facts in the spelling of Entra's provisioning log. */
  readonly details: Readonly<Record<string, string>>;
}

/**
 * Effective scope = active in the source AND (all, or assigned with an entitled role) AND the scoping filter passes
 * (entra-docs, "how-provisioning-works").
 */
export function evaluateScope(input: ScopeInput, settings: DecisionSettings, filter: CompiledFilter): ScopeResult {
  const bySource = sourceReasons(input);
  const byAssignment = settings.scope === 'all' ? [] : assignmentReasons(input, settings);
  const filterResult = evaluateFilter(filter, input.attributes);
  const failed = filterResult.clauses.filter((clause) => !clause.passed);
  const byFilter = filterResult.passed
    ? []
    : [
        reasons.filterFailed(
          failed.map((clause) => clause.text),
          failed.filter((clause) => clause.becauseOfNull).map((clause) => clause.text),
        ),
      ];
  const all = [...bySource, ...byAssignment, ...byFilter];
  return {
    inScope: all.length === 0,
    reasons: all,
    byAssignmentOrFilter: bySource.length === 0 && all.length > 0,
    details: {
      IsActive: String(bySource.length === 0),
      ScopeSyncAll: String(settings.scope === 'all'),
      Assigned: String(input.assignments.length > 0),
      IsEffectivelyEntitledForProvisioning: String(byAssignment.length === 0),
      ...(input.assignments.length > 0 ? { Roles: input.assignments.map(describeEntitlement).join('; ') } : {}),
      ...Object.fromEntries(
        filterResult.clauses.map((clause) => [
          `Filter: ${clause.text}`,
          `${clause.passed}${clause.becauseOfNull ? ' (the attribute has no value)' : ''}`,
        ]),
      ),
    },
  };
}

function sourceReasons(input: ScopeInput): Reason[] {
  if (input.presence === 'hardDeleted') return [reasons.hardDeleted];
  if (input.presence === 'softDeleted') return [reasons.softDeleted];
  return input.accountEnabled ? [] : [reasons.accountDisabled];
}

function assignmentReasons(input: ScopeInput, settings: DecisionSettings): Reason[] {
  if (input.assignments.length === 0) return [input.type === 'Group' ? reasons.groupNotAssigned : reasons.notAssigned];
  if (!settings.includeDefaultAccess && input.assignments.every((assignment) => assignment.isDefaultAccess))
    return [reasons.defaultAccessOnly];
  if (input.type === 'Group' && input.attributes['securityEnabled'] === false) return [reasons.groupNotSecurityEnabled];
  return [];
}

function describeEntitlement(entitlement: Entitlement): string {
  return entitlement.via === null
    ? `${entitlement.roleName} (direct)`
    : `${entitlement.roleName} (by group ${entitlement.via})`;
}
