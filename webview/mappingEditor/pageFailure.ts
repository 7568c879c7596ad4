import { icon } from '../components/icon.ts';
import { h } from '../h.ts';
import { t } from '../language.ts';

/**
 * Hears every failure on the page that nobody else has heard, and passes it on. Without it a promise that fails leaves a page
 * that stays as it was, or blank, and says nothing.
 */
export function hearFailures(tell: (message: string) => void): void {
  window.addEventListener('unhandledrejection', (event) => {
    tell(failureText(event.reason));
  });
  window.addEventListener('error', (event) => {
    // Layout that takes more than one frame is no failure, though browsers report it as one.
    if (!event.message.startsWith('ResizeObserver loop')) tell(failureText(event.error ?? event.message));
  });
}

/** What is seen instead of the editor when the page could not begin. */
export function startFailure(failure: unknown): HTMLElement {
  return h(
    'main',
    { class: 'broken' },
    h('div', { class: 'broken-sign' }, icon('error')),
    h('h1', {}, t('The mapping editor could not be opened')),
    h('p', { role: 'alert' }, failureText(failure)),
    h(
      'p',
      { class: 'help' },
      t(
        'The file is unchanged. Close this editor and open it again, or choose Reopen Editor With and the text editor.',
      ),
    ),
  );
}

function failureText(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
