import type { StagedAction } from '../../protocol/stagedActions.ts';
import type { Localize } from '../../protocol/localize.ts';
import { escapeMarkdown, plainLabel } from '../../protocol/safeText.ts';
import { localDateTime } from '../documents/words.ts';
import { actText, decisionText, nameOfStaged } from './stagedPresentation.ts';
import { render } from '../../protocol/text.ts';

/** What a staged delete looks like in the view *Staged Deletes*. */
export interface StagedItem {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly color: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly spoken: string;
  readonly contextValue: string;
}

/** The icon says by its shape what a person has decided. */
export function stagedItem(action: StagedAction, t: Localize): StagedItem {
  const { decision, reason, since } = action;
  const name = plainLabel(nameOfStaged(action));
  const act = actText(action, t);
  const verdict = decision === null ? '' : decision.verdict === 'released' ? t('released') : t('rejected');
  const description = [verdict, act, plainLabel(render(reason.message, t))].filter((part) => part !== '').join(' · ');
  const kind = action.source.type === 'User' ? t('user') : t('group');
  return {
    label: name,
    description,
    ...iconOf(action),
    tooltip: [
      `**${escapeMarkdown(nameOfStaged(action))}**`,
      `${action.permanent ? '$(warning) ' : ''}${escapeMarkdown(act)}`,
      escapeMarkdown(render(reason.message, t)),
      decision === null ? t('Held back since {0}', localDateTime(since)) : escapeMarkdown(decisionText(decision, t)),
    ].join('\n\n'),
    spoken: `${name}, ${kind}, ${description}`,
    contextValue: `staged.${decision?.verdict ?? 'open'}`,
  };
}

function iconOf({ decision, action, permanent }: StagedAction): Pick<StagedItem, 'icon' | 'color'> {
  if (decision?.verdict === 'released') return { icon: 'check', color: 'charts.yellow' };
  if (decision?.verdict === 'rejected') return { icon: 'shield', color: 'charts.blue' };
  if (permanent) return { icon: 'trash', color: 'list.errorForeground' };
  return { icon: action === 'removeMembers' ? 'organization' : 'circle-slash', color: 'list.warningForeground' };
}
