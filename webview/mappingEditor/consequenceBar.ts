import type { Consequence, ConsequenceAction } from '../../src/protocol/mappingEditor.ts';
import { button } from '../components/button.ts';
import { progressRing } from '../components/indicators.ts';
import { h } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';

const words: Readonly<Record<ConsequenceAction, readonly [one: string, more: string]>> = {
  delete: ['deletes 1', 'deletes {0}'],
  disable: ['disables 1', 'disables {0}'],
  create: ['creates 1', 'creates {0}'],
  update: ['updates 1', 'updates {0}'],
  skip: ['skips 1', 'skips {0}'],
  failure: ['makes 1 fail', 'makes {0} fail'],
  none: ['leaves 1 as it is', 'leaves {0} as they are'],
};

/** Milliseconds without a change until the consequence is computed. */
const pause = 800;
/** A preview that took longer than this is run again only when the person asks. */
const longest = 10_000;

/** What saving would do in the next sync: "this change updates 37 users, disables 2", with the list and the diff. */
export function consequenceBar(actions: EditorActions): Section {
  const text = h('p', { class: 'consequence-text', role: 'status' });
  const ring = progressRing('Computing the consequence');
  const list = h('table', { class: 'consequence-list' });
  const details = h(
    'details',
    { hidden: true },
    h('summary', {}, 'Who and why'),
    h(
      'div',
      { class: 'scrolling', tabindex: 0, role: 'region', 'aria-label': 'Objects that the change affects' },
      list,
    ),
  );
  const compute = button(
    'Compute Now',
    () => {
      start();
    },
    { key: 'compute' },
  );
  const cancel = button(
    'Cancel',
    () => {
      running?.abort();
    },
    { key: 'cancel-compute' },
  );
  const show = button(
    'Show Differences',
    () => {
      actions.host.showConsequence();
    },
    { key: 'show-differences' },
  );
  let running: AbortController | null = null;
  let timer: number | undefined;
  let seen: string | null = null;
  let lastDuration = 0;

  const showBusy = (isBusy: boolean): void => {
    ring.hidden = !isBusy;
    cancel.element.hidden = !isBusy;
    compute.element.hidden = isBusy;
  };
  const draw = (consequence: Consequence | null, message: string): void => {
    text.textContent = message;
    const hasObjects = consequence !== null && consequence.total > 0;
    details.hidden = !hasObjects;
    show.element.hidden = !hasObjects;
    list.replaceChildren(...(hasObjects ? rowsOf(consequence) : []));
  };
  const start = (): void => {
    clearTimeout(timer);
    running?.abort();
    const own = new AbortController();
    running = own;
    showBusy(true);
    text.textContent = 'Computing what this change does, on the directory as it was last read. Nothing is written.';
    void actions.host
      .consequence(own.signal)
      .then(
        (consequence) => {
          if (running !== own) return;
          lastDuration = consequence.durationMs;
          draw(consequence, consequenceText(consequence));
        },
        (failure: unknown) => {
          if (running !== own) return;
          draw(
            null,
            own.signal.aborted
              ? 'Cancelled. Nothing was computed.'
              : failure instanceof Error
                ? failure.message
                : String(failure),
          );
        },
      )
      .finally(() => {
        if (running !== own) return;
        running = null;
        showBusy(false);
      });
  };
  showBusy(false);
  draw(null, '');
  return {
    element: h(
      'section',
      { class: 'consequence', 'aria-label': 'Consequence before saving' },
      h('div', { class: 'consequence-line' }, ring, text, show.element, compute.element, cancel.element),
      details,
    ),
    update: ({ view }: EditorContext) => {
      const now = `${view.version}:${view.unsaved}`;
      if (now === seen || view.form === 'schema') return;
      seen = now;
      clearTimeout(timer);
      running?.abort();
      running = null;
      showBusy(false);
      if (!view.unsaved) draw(null, 'Nothing is unsaved. What a change does is shown here before you save it.');
      else if (lastDuration > longest)
        draw(
          null,
          `Computing the consequence took ${Math.round(lastDuration / 1000)} seconds last time, so it waits until you ask.`,
        );
      else timer = window.setTimeout(start, pause);
    },
  };
}

/** The consequence in a sentence. */
export function consequenceText(consequence: Consequence): string {
  if (consequence.state === 'nothingUnsaved') return 'Nothing is unsaved.';
  if (consequence.state === 'impossible') return consequence.message ?? 'The consequence cannot be computed.';
  const order: readonly ConsequenceAction[] = ['delete', 'disable', 'create', 'update', 'skip', 'failure', 'none'];
  const parts = order.flatMap((action) => {
    const number = consequence.counts[action];
    const [one, more] = words[action];
    return number === 0 ? [] : [number === 1 ? one : more.replace('{0}', String(number))];
  });
  if (parts.length === 0) return 'This change makes no difference to any user or group.';
  const destructive = consequence.objects.some((each) => each.destructive) ? ' ⚠ Some accounts go for good.' : '';
  return `This change, compared with the saved file: ${parts.join(', ')}.${destructive}`;
}

const actionText: Readonly<Record<ConsequenceAction | 'absent', string>> = {
  create: 'create',
  update: 'update',
  disable: 'disable',
  delete: 'delete',
  skip: 'skip',
  failure: 'fail',
  none: 'leave as it is',
  absent: 'not decided',
};

function rowsOf(consequence: Consequence): readonly HTMLElement[] {
  const head = h(
    'thead',
    {},
    h(
      'tr',
      {},
      ...['Name', 'Saved file', 'This change', 'Attributes', 'Reason'].map((title) => h('th', { scope: 'col' }, title)),
    ),
  );
  const rows = consequence.objects
    .slice(0, 200)
    .map(({ name, type, before, action, destructive, attributes, reason }) =>
      h(
        'tr',
        { class: destructive ? 'destructive' : '' },
        h('td', {}, `${name}${type === 'Group' ? ' (group)' : ''}`),
        h('td', {}, actionText[before]),
        h('td', {}, `${destructive ? '⚠ ' : ''}${actionText[action]}`),
        h('td', {}, attributes.join(', ')),
        h('td', {}, reason),
      ),
    );
  const rest = consequence.total - rows.length;
  const more = rest > 0 ? [h('tr', {}, h('td', { colspan: 5, class: 'help' }, `and ${rest} more`))] : [];
  return [head, h('tbody', {}, ...rows, ...more)];
}
