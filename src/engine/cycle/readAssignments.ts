import type { Assignment } from '../../directories/sourceDirectory.ts';
import type { CycleContext } from './cycleContext.ts';
import { type Text, text } from '../../protocol/text.ts';

/**
 * Reads the assignments into the mirror and notes whom they bear on. A list that says less than before is asked for a
 * second time, since a page without its link to the next looks like the last one; only what both readings lack is taken to
 * be gone. Whether that is too much is for the deletion guard.
 *
 * @returns what the source has suddenly stopped to tell of; null when it has not.
 */
export async function ingestAssignments(context: CycleContext): Promise<Text | null> {
  const { store, source, signal } = context;
  context.onProgress({ stage: 'reading', message: text`Reading assignments`, done: 0, total: null });
  const first = await source.readAssignments(signal);
  const before = store.mirror.assignmentKeys();
  const assignments = lacksSome(first, before) ? together(first, await source.readAssignments(signal)) : first;
  const isSilent = assignments.every(({ principalType }) => principalType === 'ServicePrincipal');
  store.database.transaction(() => {
    // Kept until a whole cycle has judged it: one that is cut short has overwritten what there was to compare with.
    if (!isSilent) store.state.setSilence(null);
    else if (before.size > 0 && context.settings.scope === 'assigned')
      store.state.setSilence(text`The source lists no assignments any more, where it had ${before.size}.`);
    for (const principal of store.mirror.replaceAssignments(assignments)) {
      store.work.add(principal.type, principal.id);
      store.escrow.renew(principal.type, [principal.id]);
      if (principal.type !== 'Group') continue;
      store.work.addMembersOf(principal.id);
      store.escrow.renewMembersOf(principal.id);
    }
  });
  return context.settings.scope === 'assigned' ? store.state.silence() : null;
}

function lacksSome(now: readonly Assignment[], before: ReadonlySet<string>): boolean {
  const told = new Set(now.map(keyOf));
  return [...before].some((key) => !told.has(key));
}

function together(first: readonly Assignment[], second: readonly Assignment[]): readonly Assignment[] {
  const told = new Set(second.map(keyOf));
  return [...second, ...first.filter((assignment) => !told.has(keyOf(assignment)))];
}

/** Who is assigned, and with which role: an assignment that is made anew has another id. */
function keyOf({ principalId, role }: Assignment): string {
  return `${principalId} ${role.id}`;
}
