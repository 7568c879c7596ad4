import type { ScopeCount } from '../../src/protocol/mappingEditor.ts';
import { button } from '../components/button.ts';
import { icon, type IconName } from '../components/icon.ts';
import { h } from '../h.ts';
import { type EditorActions, type EditorContext, objectTypeOf } from './editorContext.ts';

const outcomes = [
  ['passed', 'pass', 'pass'],
  ['failed', 'fail', 'circleSlash'],
  ['becauseOfNull', 'fail only because an attribute has no value', 'question'],
] as const;

/** How many of the known objects pass, fail, and fail because of a null; the names are one click away. */
export function scopeCounter(actions: EditorActions) {
  const total = h('p', { class: 'count', role: 'status' });
  const lists = h('div', { class: 'outcomes' });
  const bar = h('div', { class: 'outcome-bar', 'aria-hidden': 'true', hidden: true });
  const unread = h('p', { class: 'help' });
  const read = button(
    'Read the Directory',
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
  const draw = (count: ScopeCount, objects: string): void => {
    unreadLine.hidden = count.unread.length === 0;
    unread.textContent =
      'The last read didn’t ask for it, because nothing in the saved file uses it. Read the directory now to count.';
    if (count.message !== null || count.unread.length > 0) {
      // Whoever has no value of what was never read may have one: nothing is known of them.
      total.textContent = count.message ?? `Not known who passes: ${count.unread.join(', ')} not read yet.`;
      bar.hidden = true;
      lists.replaceChildren();
      return;
    }
    const failed = count.failed - count.becauseOfNull;
    total.textContent = `Of ${count.known} known ${objects}, ${count.passed} pass, ${failed} fail and ${count.becauseOfNull} fail because of a null.`;
    const numbers = { ...count, failed };
    bar.hidden = false;
    bar.replaceChildren(...outcomes.map(([outcome]) => share(outcome, numbers[outcome])));
    lists.replaceChildren(
      ...outcomes.map(([outcome, words, sign]) => {
        const number = numbers[outcome];
        const names = count.objects.filter((each) => each.outcome === outcome);
        return outcomeList(sign, `${number} ${words}`, names, number, openLists.has(outcome), (isOpen) => {
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
        if (asked === question) draw(count, type === 'User' ? 'users' : 'groups');
      },
      (failure: unknown) => {
        if (asked === question) total.textContent = failure instanceof Error ? failure.message : String(failure);
      },
    );
  };
  return {
    element: h(
      'section',
      { class: 'scope-count', 'aria-label': 'Who passes' },
      h('h2', {}, 'Who passes'),
      total,
      bar,
      unreadLine,
      lists,
    ),
    update: ask,
  };
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
  const more = number > names.length ? [h('li', { class: 'help' }, `and ${number - names.length} more`)] : [];
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
