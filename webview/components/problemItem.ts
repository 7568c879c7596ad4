import { h } from '../h.ts';
import { severityIcon } from './icon.ts';
import { t } from '../language.ts';

type Severity = 'error' | 'warning' | 'information';

/** One problem: its severity as an icon and a word for those who do not see it, its text, and what can be done. */
export function problemItem(severity: Severity, message: string, action?: HTMLElement): HTMLElement {
  return h(
    'li',
    { class: `problem ${severity}` },
    severityIcon(severity),
    h('span', {}, severityLabel(severity), ' ', message, ' ', action),
  );
}

/** The severity for those who do not see its icon. */
export function severityLabel(severity: Severity): HTMLElement {
  return h('span', { class: 'visually-hidden' }, severityText(severity));
}

export function severityText(severity: Severity): string {
  if (severity === 'error') return t('Error:');
  return severity === 'warning' ? t('Warning:') : t('Hint:');
}
