import type { Attributes } from '../expressions/value.ts';
import type { ObjectType, Reason } from '../protocol/provisioning.ts';
import type { DecisionSettings } from './compiledMapping.ts';
import * as reasons from './reasons.ts';
import { evaluateFilter, type ClauseResult, type CompiledFilter, type FilterResult } from './scopingFilter.ts';
import { joined, type Text, text } from '../protocol/text.ts';

/** Whether the object is in the source, in its recycle bin, or gone for good. */
export type Presence = 'present' | 'softDeleted' | 'hardDeleted';

/** What decides whether an object is in scope. */
export interface ScopeInput {
  readonly type: ObjectType;
  readonly presence: Presence;
  readonly accountEnabled: boolean;
  readonly attributes: Attributes;
  readonly assignments: readonly Entitlement[];
  /** Why what the source says of the object can't be used; null when it can. */
  readonly unreadable: Text | null;
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
  /** Why the object isn't read, so that its account is left as it is; null when it is read. */
  readonly excluded: Reason | null;
  /** Why nobody can say whether the object is in scope; null when it's known. `inScope` is false then, and means nothing. */
  readonly unfinished: Reason | null;
  /** The facts in the spelling of Entra's provisioning log. */
  readonly details: Readonly<Record<string, Text>>;
}

/** The filters of an object mapping that decide about scope. */
export interface ScopeFilters {
  readonly filter: CompiledFilter;
  readonly inputFilter: CompiledFilter;
}

/**
 * Effective scope = active in the source AND (all, or assigned with an entitled role) AND the scoping filter passes.
 * Source: https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works
 *
 * What is deleted is out of scope whatever its last attributes say, so the input filter isn't asked about it. The filter
 * of a mapping that can't be evaluated matters only where nothing else puts the object out of scope.
 */
export function evaluateScope(input: ScopeInput, settings: DecisionSettings, filters: ScopeFilters): ScopeResult {
  const bySource = sourceReasons(input);
  const byAssignment = settings.scope === 'all' ? [] : assignmentReasons(input, settings);
  const present = input.presence === 'present';
  const read = present ? evaluateFilter(filters.inputFilter, input.attributes) : passed;
  const filtered = evaluateFilter(filters.filter, input.attributes);
  const byFilter = filtered.passed || filtered.unfinished !== null ? [] : [filterReason(filtered)];
  const all = [...bySource, ...byAssignment, ...byFilter];
  const unfinished = input.unreadable ?? read.unfinished ?? (all.length === 0 ? filtered.unfinished : null);
  return {
    inScope: all.length === 0 && read.passed && unfinished === null,
    reasons: all,
    byAssignmentOrFilter: bySource.length === 0 && all.length > 0,
    excluded: read.passed || read.unfinished !== null ? null : inputFilterReason(read),
    unfinished: unfinished === null ? null : reasonOfUnfinished(input, unfinished),
    details: {
      IsActive: String(bySource.length === 0),
      ScopeSyncAll: String(settings.scope === 'all'),
      Assigned: String(input.assignments.length > 0),
      IsEffectivelyEntitledForProvisioning: String(byAssignment.length === 0),
      ...(input.assignments.length > 0 ? { Roles: joined(input.assignments.map(describeEntitlement), '; ') } : {}),
      ...clauseDetails('Input filter', read),
      ...clauseDetails('Filter', filtered),
    },
  };
}

function reasonOfUnfinished({ unreadable }: ScopeInput, why: Text): Reason {
  return unreadable === null ? reasons.filterUnfinished(why) : reasons.sourceUnreadable(why);
}

const passed: FilterResult = { passed: true, clauses: [], unfinished: null };

function filterReason(result: FilterResult): Reason {
  const { texts, nulls } = failedClauses(result);
  return reasons.filterFailed(texts, nulls);
}

function inputFilterReason(result: FilterResult): Reason {
  const { texts, nulls } = failedClauses(result);
  return reasons.inputFilterFailed(texts, nulls);
}

function failedClauses({ clauses }: FilterResult): { readonly texts: string[]; readonly nulls: string[] } {
  const failed = clauses.filter((clause) => !clause.passed);
  return {
    texts: failed.map((clause) => clause.text),
    nulls: failed.filter((clause) => clause.becauseOfNull).map((clause) => clause.text),
  };
}

function clauseDetails(name: string, { clauses }: FilterResult): Record<string, Text> {
  return Object.fromEntries(clauses.map((clause) => [`${name}: ${clause.text}`, resultOf(clause)]));
}

function resultOf({ unfinished, passed: holds, becauseOfNull }: ClauseResult): Text {
  const result = unfinished ?? String(holds);
  return becauseOfNull ? text`${result} (the attribute has no value)` : result;
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

function describeEntitlement(entitlement: Entitlement): Text {
  return entitlement.via === null
    ? text`${entitlement.roleName} (direct)`
    : text`${entitlement.roleName} (by group ${entitlement.via})`;
}
