import type { HoldDecision, StagedAction } from '../../protocol/stagedActions.ts';
import { stagedCounts } from '../../protocol/stagedCounts.ts';
import { localDateTime } from '../documents/words.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown, visible } from '../../protocol/safeText.ts';
import { table } from '../support/markdown.ts';
import { render } from '../../protocol/text.ts';

/** A dialog shows so many names; the number that it tells counts all. */
const namesShown = 10;

/** Who it is about: names in order, each cause once and with a name at least, and how many more there are. */
export function stagedNames(staged: readonly StagedAction[], t: Localize): string {
  const causes = byCause(staged, t);
  const told = causes.slice(0, namesShown);
  const lines: string[] = [];
  let left = namesShown;
  for (const [index, [cause, actions]] of told.entries()) {
    const names = actions.slice(0, left - (told.length - index - 1)).map((action) => visible(nameOfStaged(action)));
    left -= names.length;
    lines.push(`${names.join(', ')}: ${visible(cause)}`);
  }
  const untold = staged.length - (namesShown - left);
  if (untold > 0) lines.push(t('… and {0} more: Show Staged Deletes shows all.', untold));
  return lines.join('\n');
}

/** All of it, with reasons, to read. */
export function stagedDocument(jobName: string, staged: readonly StagedAction[], t: Localize): string {
  const rows = staged
    .toSorted(byName)
    .map((action) => [
      action.source.type === 'User' ? t('User') : t('Group'),
      `${action.permanent ? '⚠ ' : ''}${escapeMarkdown(nameOfStaged(action))}`,
      actText(action, t),
      escapeMarkdown(render(action.reason.message, t)),
      localDateTime(action.since),
      action.decision === null ? '–' : escapeMarkdown(decisionText(action.decision, t)),
    ]);
  return [
    `# ${t('Staged Deletes: {0}', escapeMarkdown(jobName))}`,
    staged.length === 0
      ? t('Accidental-deletion prevention holds nothing back.')
      : t(
          'Accidental-deletion prevention holds these back: {0}. Release what should happen, and reject what should not. A rejected delete stays held back until its cause changes in Microsoft Entra ID or in the job file.',
          escapeMarkdown(stagedCounts(staged, t)),
        ),
    ...(rows.length === 0
      ? []
      : [table([t('Kind'), t('Name'), t('Action'), t('Reason'), t('Held back since'), t('Decision')], rows)]),
    '',
  ].join('\n\n');
}

/** The name to show; a directory may hold objects without one. */
export function nameOfStaged({ source }: StagedAction): string {
  return source.displayName || source.id;
}

export function isUndecided({ decision }: StagedAction): boolean {
  return decision === null;
}

/** `Released by ann, 29 Nov 2026, 13:05: the next sync carries it out.` */
export function decisionText({ verdict, at, by }: HoldDecision, t: Localize): string {
  const when = localDateTime(at);
  if (verdict === 'released')
    return by === null
      ? t('Released {0}: the next sync carries it out.', when)
      : t('Released by {0}, {1}: the next sync carries it out.', visible(by), when);
  return by === null
    ? t('Rejected {0}: stays held back until its cause changes.', when)
    : t('Rejected by {0}, {1}: stays held back until its cause changes.', visible(by), when);
}

/** What would happen: `Disable, permanently`. */
export function actText({ action, permanent, members }: StagedAction, t: Localize): string {
  if (action === 'removeMembers') return t('Remove {0} of {1} members', members?.lost ?? 0, members?.of ?? 0);
  if (action === 'delete') return t('Delete');
  return permanent ? t('Disable, permanently') : t('Disable');
}

/** The most common cause first; within one, by name. */
function byCause(
  staged: readonly StagedAction[],
  t: Localize,
): readonly (readonly [string, readonly StagedAction[]])[] {
  const causes = new Map<string, StagedAction[]>();
  for (const action of staged.toSorted(byName)) {
    const message = render(action.reason.message, t);
    const known = causes.get(message);
    if (known === undefined) causes.set(message, [action]);
    else known.push(action);
  }
  return [...causes].toSorted(([, left], [, right]) => right.length - left.length);
}

const collator = new Intl.Collator(undefined, { numeric: true });

export function byName({ source: left }: StagedAction, { source: right }: StagedAction): number {
  return collator.compare(left.displayName, right.displayName);
}
