import { withPermanently } from '../../protocol/permanently.ts';
import type { StagedAction } from '../../protocol/provisioning.ts';
import { localDateTime } from '../documents/words.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown, visible } from '../../protocol/safeText.ts';
import { table } from '../support/markdown.ts';

/** A dialog shows so many names; the number that it tells counts all. */
const namesShown = 10;

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
  return parts.flatMap(([count, text]) => (count > 0 ? [text] : [])).join(', ');
}

/** Who it is about: names in order, each cause once, and how many more there are. */
export function stagedNames(staged: readonly StagedAction[], t: Localize): string {
  const lines: string[] = [];
  let shown = 0;
  for (const [cause, actions] of byCause(staged)) {
    const names = actions.slice(0, namesShown - shown).map(({ source }) => visible(source.displayName || source.id));
    if (names.length === 0) break;
    shown += names.length;
    lines.push(`${names.join(', ')}: ${visible(cause)}`);
  }
  if (staged.length > shown) lines.push(t('… and {0} more.', staged.length - shown));
  return lines.join('\n');
}

/** All of it, with reasons, to read. */
export function stagedDocument(jobName: string, staged: readonly StagedAction[], t: Localize): string {
  const rows = staged
    .toSorted(byName)
    .map((action) => [
      action.source.type === 'User' ? t('User') : t('Group'),
      `${action.permanent ? '⚠ ' : ''}${escapeMarkdown(action.source.displayName || action.source.id)}`,
      actText(action, t),
      escapeMarkdown(action.reason.message),
      localDateTime(action.since),
    ]);
  return [
    `# ${t('Staged Deletes: {0}', escapeMarkdown(jobName))}`,
    staged.length === 0
      ? t('Accidental-deletion prevention holds nothing back.')
      : t(
          'Accidental-deletion prevention holds these back: {0}. To release them, run Allow Deletes. To keep the accounts, correct the cause in Microsoft Entra ID or in the job file, and sync again.',
          escapeMarkdown(stagedCounts(staged, t)),
        ),
    ...(rows.length === 0 ? [] : [table([t('Kind'), t('Name'), t('Action'), t('Reason'), t('Held back since')], rows)]),
    '',
  ].join('\n\n');
}

function actText({ action, permanent, members }: StagedAction, t: Localize): string {
  if (action === 'removeMembers') return t('Remove {0} of {1} members', members?.lost ?? 0, members?.of ?? 0);
  if (action === 'delete') return t('Delete');
  return permanent ? t('Disable, permanently') : t('Disable');
}

/** The most common cause first; within one, by name. */
function byCause(staged: readonly StagedAction[]): readonly (readonly [string, readonly StagedAction[]])[] {
  const causes = new Map<string, StagedAction[]>();
  for (const action of staged.toSorted(byName)) {
    const { message } = action.reason;
    const known = causes.get(message);
    if (known === undefined) causes.set(message, [action]);
    else known.push(action);
  }
  return [...causes].toSorted(([, left], [, right]) => right.length - left.length);
}

const collator = new Intl.Collator(undefined, { numeric: true });

function byName({ source: left }: StagedAction, { source: right }: StagedAction): number {
  return collator.compare(left.displayName, right.displayName);
}
