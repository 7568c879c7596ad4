import type { Text } from '../../src/protocol/text.ts';
import { button } from '../components/button.ts';
import { icon } from '../components/icon.ts';
import { h } from '../h.ts';
import { say, t } from '../language.ts';

/** What the page has to say about the last thing that was done: that it was refused and why, or what it came to. */
export function messageBanner() {
  const text = h('span', { class: 'message-text' });
  const sign = h('span', { class: 'message-sign' });
  const element = h('div', { class: 'message', hidden: true });
  const hide = (): void => {
    element.hidden = true;
    text.textContent = '';
  };
  const dismiss = button(t('Dismiss'), hide, { look: 'quiet', icon: 'close', iconOnly: true, key: 'dismiss' });
  element.append(sign, text, dismiss.element);
  const show = (message: string, isRefusal: boolean): void => {
    if (message === '') {
      hide();
      return;
    }
    element.classList.toggle('refusal', isRefusal);
    element.setAttribute('role', isRefusal ? 'alert' : 'status');
    sign.replaceChildren(icon(isRefusal ? 'error' : 'info'));
    text.textContent = message;
    element.hidden = false;
  };
  return {
    element,
    hide,
    /** Shows why something was not done. */
    refuse: (message: string): void => {
      show(message, true);
    },
    /** Shows what was done, or why not. */
    answer: ({ applied, message }: { readonly applied: boolean; readonly message: Text | null }): void => {
      show(message === null ? '' : say(message), !applied);
    },
  };
}
