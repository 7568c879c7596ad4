import { h } from '../h.ts';
import { icon, type IconName } from './icon.ts';

/*
 * The toolkit's badge and progress ring write style attributes, which the page's content security policy refuses; these
 * two are drawn by the style sheet (decision 0060).
 */

/** A small word or number that marks something. */
export function badge(text: string, sign?: IconName): HTMLElement {
  return h('span', { class: 'badge' }, sign ? icon(sign) : null, text);
}

/** A ring that turns while something is computed. */
export function progressRing(label: string): HTMLElement {
  return h('span', { class: 'progress-ring', role: 'progressbar', 'aria-label': label });
}
