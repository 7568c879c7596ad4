import type { ObjectTypeName, ScopeCount } from '../../src/protocol/mappingEditor.ts';
import { button } from '../components/button.ts';
import { icon, type IconName } from '../components/icon.ts';
import { h } from '../h.ts';
import { type EditorActions, type EditorContext, objectTypeOf } from './editorContext.ts';
import { figure, listed, say, t } from '../language.ts';

type Outcome = ScopeCount['objects'][number]['outcome'];

const outcomes = [
  ['passed', 'pass'],
  ['failed', 'circleSlash'],
  ['becauseOfNull', 'question'],
] as const satisfies readonly (readonly [Outcome, IconName])[];

/** How many of the known objects pass, fail, and fail because of a null; the names are one click away. */
export function scopeCounter(actions: EditorActions) {
  const total = h('p', { class: 'count', role: 'status' });
  const lists = h('div', { class: 'outcomes' });
  const bar = h('div', { class: 'outcome-bar', 'aria-hidden': 'true', hidden: true });
  const unread = h('p', { class: 'help' });
  const read = button(
    t('Read the Directory'),
    () => {
      void actions.readDirectory().then(() => {
        asked = '';
        const context = actions.current();
        if (context) ask(context);
      });
    },
    { key: 'read-directory', icon: 'refresh' },
  );
  const unreadLine = h('div', { class: 'toolbar', hidden: true }, unread, read.element);
  let asked = '';
  let counting = new AbortController();
  let openLists = new Set<string>();
  const draw = (count: ScopeCount, type: ObjectTypeName): void => {
    unreadLine.hidden = count.unread.length === 0;
    unread.textContent = t(
      'The last read didn’t ask for it, because nothing in the saved file uses it. Read the directory now to count.',
    );
    if (count.message !== null || count.unread.length > 0) {
      // Whoever has no value of what was never read may have one: nothing is known of them.
      total.textContent =
        count.message === null
          ? t('Not known who passes: {0} not read yet.', listed(count.unread))
          : say(count.message);
      bar.hidden = true;
      lists.replaceChildren();
      return;
    }
    const failed = count.failed - count.becauseOfNull;
    const numbers = { ...count, failed };
    total.textContent = totalText(type, numbers);
    bar.hidden = false;
    bar.replaceChildren(...outcomes.map(([outcome]) => share(outcome, numbers[outcome])));
    lists.replaceChildren(
      ...outcomes.map(([outcome, sign]) => {
        const number = numbers[outcome];
        const names = count.objects.filter((each) => each.outcome === outcome);
        return outcomeList(sign, outcomeTitle(outcome, number), names, number, openLists.has(outcome), (isOpen) => {
          openLists = new Set(isOpen ? [...openLists, outcome] : [...openLists].filter((each) => each !== outcome));
        });
      }),
    );
  };
  const ask = (context: EditorContext): void => {
    const { objectMapping, state } = context;
    if (!objectMapping || state.tab !== 'scope') return;
    const type = objectTypeOf(objectMapping);
    const question = JSON.stringify([type, objectMapping.groups, context.allSamples.length]);
    if (question === asked) return;
    asked = question;
    counting.abort(); // nobody waits for that any more
    counting = new AbortController();
    void actions.host.countScope(type, objectMapping.groups, counting.signal).then(
      (count) => {
        if (asked === question) draw(count, type);
      },
      (failure: unknown) => {
        if (asked === question) total.textContent = failure instanceof Error ? failure.message : String(failure);
      },
    );
  };
  return {
    element: h(
      'section',
      { class: 'scope-count', 'aria-label': t('Who passes') },
      h('h2', {}, t('Who passes')),
      total,
      bar,
      unreadLine,
      lists,
    ),
    update: ask,
  };
}

function totalText(type: ObjectTypeName, { known, passed, failed, becauseOfNull }: ScopeCount): string {
  return t(
    type === 'User'
      ? 'Of {0} known users, {1} pass, {2} fail and {3} fail because of a null.'
      : 'Of {0} known groups, {1} pass, {2} fail and {3} fail because of a null.',
    figure(known),
    figure(passed),
    figure(failed),
    figure(becauseOfNull),
  );
}

function outcomeTitle(outcome: Outcome, number: number): string {
  switch (outcome) {
    case 'passed':
      return t(number === 1 ? '1 passes' : '{0} pass', figure(number));
    case 'failed':
      return t(number === 1 ? '1 fails' : '{0} fail', figure(number));
    case 'becauseOfNull':
      return t(
        number === 1
          ? '1 fails only because an attribute has no value'
          : '{0} fail only because an attribute has no value',
        figure(number),
      );
  }
}

/** A part of the bar, as wide as its share of all. */
function share(outcome: string, number: number): HTMLElement {
  const part = h('div', { class: `share share-${outcome}` });
  part.style.flexGrow = String(number);
  return part;
}

function outcomeList(
  sign: IconName,
  title: string,
  names: ScopeCount['objects'],
  number: number,
  isOpen: boolean,
  onToggle: (isOpen: boolean) => void,
): HTMLElement {
  const items = names.map(({ name, decisive }) =>
    h('li', {}, name, decisive === '' ? null : h('span', { class: 'help' }, ` ${decisive}`)),
  );
  const more =
    number > names.length ? [h('li', { class: 'help' }, t('and {0} more', figure(number - names.length)))] : [];
  const element = h(
    'details',
    {
      open: isOpen,
      ontoggle: () => {
        onToggle(element.open);
      },
    },
    h('summary', {}, icon(sign), title),
    h('ul', {}, ...items, ...more),
  );
  return element;
}
