import type { Consequence } from '../../src/protocol/mappingEditor.ts';
import { icon } from '../components/icon.ts';
import { h } from '../h.ts';
import { actionText } from './consequenceWords.ts';
import { figure, say, t } from '../language.ts';

type Affected = Consequence['objects'][number];

const mostListed = 200;

/** The rows of the table of objects that a change affects: what was decided, what is now, what changes, and why. */
export function consequenceRows(consequence: Consequence): readonly HTMLElement[] {
  const titles = [t('Name'), t('Decision'), t('What changes in the target'), t('Reason')];
  const head = h('tr', {}, ...titles.map((title) => h('th', { scope: 'col' }, title)));
  const rows = consequence.objects.slice(0, mostListed).map(row);
  const rest = consequence.total - rows.length;
  const more =
    rest > 0 ? [h('tr', {}, h('td', { colspan: titles.length, class: 'help' }, t('and {0} more', figure(rest))))] : [];
  return [h('thead', {}, head), h('tbody', {}, ...rows, ...more)];
}

function row({ name, type, before, action, destructive, changes, reason }: Affected): HTMLElement {
  return h(
    'tr',
    { class: destructive ? 'destructive' : '' },
    h('td', {}, type === 'Group' ? t('{0} (group)', name) : name),
    h(
      'td',
      { class: `decision decision-${action}` },
      destructive ? icon('warning') : null,
      before === action ? null : `${actionText(before)} → `,
      h('strong', {}, actionText(action)),
    ),
    h('td', {}, changes.length === 0 ? '' : h('ul', { class: 'changes' }, ...changes.map(change))),
    h('td', {}, say(reason)),
  );
}

function change({ attribute, old, new: next }: Affected['changes'][number]): HTMLElement {
  return h('li', {}, h('code', {}, attribute), ': ', value('del', old), ' → ', value('ins', next));
}

function value(tag: 'del' | 'ins', text: string): HTMLElement {
  return text === '' ? h('em', {}, t('nothing')) : h(tag, {}, text);
}
