import type { Consequence } from '../../src/protocol/mappingEditor.ts';
import { button } from '../components/button.ts';
import { icon } from '../components/icon.ts';
import { progressRing } from '../components/indicators.ts';
import { h, showText } from '../h.ts';
import { consequenceRows } from './consequenceList.ts';
import { consequenceText, consequenceWarning, progressText } from './consequenceWords.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';
import { figure, t } from '../language.ts';

/** Milliseconds without a change until the consequence is computed. */
const pause = 800;
/** A preview that took longer than this is run again only when the person asks. */
const longest = 10_000;

/**
 * What the changes since the last sync do in the next one: "this change updates 37 users, disables 2", with the list and the
 * diff. It stays in view, saved or not, until a cycle has run or the change is taken back.
 */
export function consequenceBar(actions: EditorActions): Section {
  const text = h('p', { role: 'status' });
  const sign = h('span', { class: 'consequence-sign' });
  const progress = h('p', { class: 'help', hidden: true }); // no status: it would be read out all the time
  const warning = h('p', { class: 'consequence-warning', hidden: true });
  const ring = progressRing(t('Computing the consequence'));
  const list = h('table', { class: 'consequence-list' });
  const details = h(
    'details',
    { hidden: true },
    h('summary', {}, t('Who and why')),
    h(
      'div',
      { class: 'scrolling', tabindex: 0, role: 'region', 'aria-label': t('Objects that the change affects') },
      list,
    ),
  );
  const compute = button(
    t('Compute Now'),
    () => {
      start();
    },
    { key: 'compute', icon: 'refresh', look: 'quiet' },
  );
  const cancel = button(
    t('Cancel'),
    () => {
      running?.abort();
    },
    { key: 'cancel-compute', icon: 'close', look: 'quiet' },
  );
  const show = button(
    t('Show Differences'),
    () => {
      actions.host.showConsequence();
    },
    { key: 'show-differences', icon: 'diff', look: 'quiet' },
  );
  let running: AbortController | null = null;
  let timer: number | undefined;
  let seen: string | null = null;
  let lastDuration = 0;
  let hasChanged = true;

  const showBusy = (isBusy: boolean): void => {
    ring.hidden = !isBusy;
    showText(progress, '');
    sign.hidden = isBusy;
    cancel.element.hidden = !isBusy;
    compute.element.hidden = isBusy || !hasChanged;
  };
  const draw = (consequence: Consequence | null, message: string): void => {
    text.textContent = message;
    sign.replaceChildren(icon(consequence?.state === 'impossible' ? 'warning' : 'info'));
    const danger = consequence === null ? null : consequenceWarning(consequence);
    warning.hidden = danger === null;
    warning.replaceChildren(...(danger === null ? [] : [icon('warning'), danger]));
    const hasObjects = consequence !== null && consequence.total > 0;
    details.hidden = !hasObjects;
    show.element.hidden = !hasObjects;
    list.replaceChildren(...(hasObjects ? consequenceRows(consequence) : []));
  };
  const start = (): void => {
    clearTimeout(timer);
    running?.abort();
    const own = new AbortController();
    running = own;
    showBusy(true);
    text.textContent = t('Computing what this change does, on the directory as it was last read. Nothing is written.');
    void actions.host
      .consequence(own.signal, (step) => {
        if (running === own) showText(progress, progressText(step));
      })
      .then(
        (consequence) => {
          if (running !== own) return;
          lastDuration = consequence.durationMs;
          hasChanged = consequence.state !== 'nothingChanged';
          draw(consequence, consequenceText(consequence));
        },
        (failure: unknown) => {
          if (running !== own) return;
          draw(
            null,
            own.signal.aborted
              ? t('Cancelled. Nothing was computed.')
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
  const element = h(
    'section',
    { class: 'consequence', 'aria-label': t('Consequence') },
    h(
      'div',
      { class: 'consequence-line' },
      ring,
      sign,
      h('div', { class: 'consequence-text' }, text, progress, warning),
      h('div', { class: 'commands' }, show.element, compute.element, cancel.element),
    ),
    details,
  );
  return {
    element,
    update: ({ view }: EditorContext) => {
      element.hidden = view.form === 'schema';
      const now = `${view.version}:${view.lastCycle}`;
      if (now === seen || view.form === 'schema') return;
      seen = now;
      clearTimeout(timer);
      running?.abort();
      running = null;
      showBusy(false);
      if (lastDuration > longest)
        draw(
          null,
          t(
            'Computing the consequence took {0} seconds last time, so it waits until you ask.',
            figure(Math.round(lastDuration / 1000)),
          ),
        );
      else timer = window.setTimeout(start, pause);
    },
  };
}
