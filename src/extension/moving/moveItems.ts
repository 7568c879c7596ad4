import type { MovePlan, MoveStep } from '../../moving/movePlan.ts';
import { nextStep } from '../../moving/movePlan.ts';
import type { Localize } from '../../protocol/localize.ts';
import { plainLabel } from '../../protocol/safeText.ts';

/** A line of the check list, before it's an item of a quick pick. */
export interface MoveItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** What Enter does with it. */
  readonly act: 'take' | 'keepSchema' | 'notes' | 'none';
}

/** So much of what there is to know about a step fits into its line. */
const longestDetail = 300;

/** The check list: the next step comes first, so that Enter takes it; the others follow in their order. */
export function moveItems(plan: MovePlan, t: Localize): readonly MoveItem[] {
  const next = nextStep(plan);
  return [
    ...(next === null ? [] : [nextItem(next, t)]),
    ...(next?.name === 'pullSchema'
      ? [item('$(file-code)', t('Keep the job file’s schema'), t('instead'), 'keepSchema')]
      : []),
    item('$(info)', t('What changes with this move'), '', 'notes'),
    ...plan.steps.map((step, index) => lineOf(step, index, step === next, t)),
  ];
}

function item(icon: string, text: string, description: string, act: MoveItem['act'], detail = ''): MoveItem {
  return { label: `${icon} ${plainLabel(text)}`, description, detail: plainLabel(detail), act };
}

function nextItem({ state, title, detail }: MoveStep, t: Localize): MoveItem {
  const text = detail.join(' ');
  const shown = text.length > longestDetail ? `${text.slice(0, longestDetail)}…` : text;
  return state === 'waiting'
    ? item('$(watch)', t('Look Again'), title, 'take', shown)
    : item('$(arrow-right)', title, t('next step'), 'take', shown);
}

function lineOf({ state, title }: MoveStep, index: number, isNext: boolean, t: Localize): MoveItem {
  const icon = { done: '$(pass-filled)', open: '$(circle-large-outline)', waiting: '$(watch)' }[state];
  const words = { done: t('done'), open: isNext ? t('next') : t('to do'), waiting: t('waiting') }[state];
  return item(icon, `${index + 1}. ${title}`, words, 'none');
}
