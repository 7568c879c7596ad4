import type { Assignment, SourceDirectory } from '../directories/sourceDirectory.ts';
import type { AssumedChange } from '../protocol/graphProtocol.ts';

/**
 * A source as it would be after a change of the assignments, which isn't made. Decisions on it are for showing only: whoever
 * stores what it says has to roll that back.
 */
export function withAssumed(source: SourceDirectory, { added, removed }: AssumedChange): SourceDirectory {
  const gone = new Set(removed);
  const more: readonly Assignment[] = added.map(({ principal, role }) => ({
    id: `assumed/${principal.id}/${role.id}`,
    principalId: principal.id,
    principalType: principal.type,
    principalDisplayName: principal.displayName,
    role: { id: role.id, displayName: role.displayName, value: null },
  }));
  return {
    ...source,
    async readAssignments(signal) {
      const assignments = await source.readAssignments(signal);
      return [...assignments.filter(({ id }) => !gone.has(id)), ...more];
    },
  };
}
