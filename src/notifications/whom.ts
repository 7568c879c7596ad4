import { inEnglish } from '../protocol/localize.ts';
import { withPermanently } from '../protocol/permanently.ts';
import type { StagedAction } from '../protocol/stagedActions.ts';
import type { NameList, StagedFacts } from './notice.ts';

/** A notice lists so many names at most; it counts all. */
export const mostNames = 50;

/** Counts what is held back and waits for somebody to decide; null when nothing is. */
export function stagedFacts(held: readonly StagedAction[], includeNames: boolean): StagedFacts | null {
  const staged = held.filter(({ decision }) => decision === null);
  if (staged.length === 0) return null;
  const of = (action: StagedAction['action']): readonly StagedAction[] =>
    staged.filter((each) => each.action === action);
  const names = staged.map(({ source }) => source.displayName || source.id);
  return {
    disable: of('disable').length,
    permanent: of('disable').filter(({ permanent }) => permanent).length,
    delete: of('delete').length,
    groups: of('removeMembers').length,
    members: of('removeMembers').reduce((sum, { members }) => sum + (members?.lost ?? 0), 0),
    names: includeNames ? nameList(names) : null,
  };
}

/** The names in order, each once, as far as they are listed. */
export function nameList(names: readonly string[]): NameList {
  const sorted = [...new Set(names)].sort((one, other) => one.localeCompare(other, 'en'));
  return { names: sorted.slice(0, mostNames), more: Math.max(0, sorted.length - mostNames) };
}

/** What is held back, in one sentence without a name: `66 accounts would be disabled, all of them permanently.` */
export function stagedSentence({ disable, delete: deleted, permanent, groups, members }: StagedFacts): string {
  const disabled = `${counted(disable, 'account')} would be disabled`;
  const parts: readonly (readonly [number, string])[] = [
    [disable, withPermanently(disabled, disable, permanent, inEnglish)],
    [deleted, `${counted(deleted, 'account or group', 'accounts and groups')} would be deleted`],
    [groups, `${counted(groups, 'group')} would lose ${counted(members, 'member')}`],
  ];
  const text = parts.flatMap(([count, part]) => (count > 0 ? [part] : [])).join('; ');
  return text === '' ? '' : `${text}.`;
}

/** `1 user`, `12 users` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `12 users and 1 group` */
export function usersAndGroups(users: number, groups: number): string {
  const parts = [users > 0 ? counted(users, 'user') : '', groups > 0 ? counted(groups, 'group') : ''];
  return parts.filter((part) => part !== '').join(' and ') || 'nobody';
}
