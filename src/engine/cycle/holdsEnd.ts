import type { Hold } from '../store/holds.ts';
import type { CycleContext } from './cycleContext.ts';
import type { Run } from './run.ts';

/**
 * Tells which of the holds of before have come to their end with a cycle: those that it let happen, those whose object is
 * certain to keep what it has, and those with nothing left to lose. One whose object could not be decided goes on.
 */
export function holdsEnd({ store }: CycleContext, runs: readonly Run[]): (key: string, hold: Hold) => boolean {
  return (key, { action: { source, action, decision } }) => {
    const run = runs.find(({ set }) => set.type === source.type);
    if (run === undefined) return false;
    const { permitted, keepsAccess, keepsMembers } = run.found;
    const link = store.links.find(source.type, source.id);
    // A release that could not be carried out stays one.
    if (permitted.has(key) && decision?.verdict !== 'released') return true;
    if (action === 'removeMembers') return link === null || keepsMembers.has(source.id);
    if (keepsAccess.has(source.id) || (link !== null && link.disabledBecause !== null)) return true;
    // An account that is only missing may come back.
    return link === null && !store.formers.all(source.type).some(({ sourceId }) => sourceId === source.id);
  };
}
