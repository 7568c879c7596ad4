import type { ApplicationAssignment, ApplicationRole } from '../../protocol/graphProtocol.ts';
import type { MigrationRow, UnfitReason } from '../../protocol/migration/migration.ts';

/** Who is to be assigned to the new application, and with which of its roles. */
export interface AssignmentToMake {
  readonly principalId: string;
  readonly principalName: string;
  readonly role: ApplicationRole;
}

export interface CarriedAssignments {
  readonly missing: readonly AssignmentToMake[];
  readonly rows: readonly MigrationRow[];
}

/**
 * Who of the old application is missing in the new one. Roles go by their name, since each application has roles of its own; who
 * has any role in the new one already that is provisioned is left alone.
 */
export function carryAssignments(
  old: readonly ApplicationAssignment[],
  now: readonly ApplicationAssignment[],
  roles: readonly ApplicationRole[],
): CarriedAssignments {
  const held = new Map(now.filter(({ role }) => !role.isDefaultAccess).map((each) => [each.principalId, each]));
  const missing = new Map<string, AssignmentToMake>();
  const rows = old.map((assignment): MigrationRow => {
    const { principalId, principalName } = assignment;
    const own = held.get(principalId);
    const row = {
      area: 'assignment' as const,
      name: principalName,
      old: assignment.role.displayName,
      new: own?.role.displayName ?? null,
    };
    if (own !== undefined) return { ...row, verdict: 'same', reason: null };
    const role = roleFor(assignment, roles);
    if ('code' in role) return { ...row, verdict: 'unfit', reason: role };
    // Somebody with two roles is provisioned by either.
    if (!missing.has(principalId)) missing.set(principalId, { principalId, principalName, role });
    return { ...row, verdict: 'carry', reason: null };
  });
  return { missing: [...missing.values()], rows };
}

function roleFor(
  { principalType, role }: ApplicationAssignment,
  roles: readonly ApplicationRole[],
): ApplicationRole | UnfitReason {
  if (principalType === 'ServicePrincipal') return { code: 'notProvisioned', names: [] };
  if (role.isDefaultAccess) return { code: 'defaultAccess', names: [] };
  const same = roles.find(
    ({ displayName, isDefaultAccess }) =>
      !isDefaultAccess && displayName.toLowerCase() === role.displayName.toLowerCase(),
  );
  return same ?? { code: 'roleLacking', names: [role.displayName] };
}
