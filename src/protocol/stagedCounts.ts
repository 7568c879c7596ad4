import type { Localize } from './localize.ts';
import { countList, withPermanently } from './permanently.ts';
import type { StagedAction } from './stagedActions.ts';
import { visible } from './safeText.ts';

/** What would happen if all of it were released: `76 to disable, all of them permanently, 1 group loses 40 members`. */
export function stagedCounts(staged: readonly StagedAction[], t: Localize): string {
  const of = (action: StagedAction['action']): readonly StagedAction[] =>
    staged.filter((each) => each.action === action);
  const disabled = of('disable');
  const permanent = disabled.filter((each) => each.permanent).length;
  const parts: readonly (readonly [number, string])[] = [
    [disabled.length, withPermanently(t('{0} to disable', disabled.length), disabled.length, permanent, t)],
    [of('delete').length, t('{0} to delete', of('delete').length)],
    ...of('removeMembers').map(
      ({ source, members }) =>
        [
          1,
          t('{0} loses {1} of {2} members', visible(source.displayName), members?.lost ?? 0, members?.of ?? 0),
        ] as const,
    ),
  ];
  return countList(parts.flatMap(([count, text]) => (count > 0 ? [text] : [])));
}
