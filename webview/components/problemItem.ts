import { h } from '../h.ts';
import { severityIcon } from './icon.ts';

/** One problem: its severity as an icon and a word for those who do not see it, its text, and what can be done. */
export function problemItem(
  severity: 'error' | 'warning' | 'information',
  message: string,
  action?: HTMLElement,
): HTMLElement {
  const word = { error: 'Error: ', warning: 'Warning: ', information: 'Hint: ' }[severity];
  return h(
    'li',
    { class: `problem ${severity}` },
    severityIcon(severity),
    h('span', {}, h('span', { class: 'visually-hidden' }, word), message, ' ', action),
  );
}
