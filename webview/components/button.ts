import { setAttributes } from '../h.ts';
import { toolkitElement } from './toolkit.ts';

export interface Button {
  readonly element: HTMLElement;
  enable(enabled: boolean): void;
}

/** A button. One that stays focusable while it cannot be used says so to assistive technology (`aria-disabled`). */
export function button(
  text: string,
  onPress: () => void,
  options: { readonly primary?: boolean; readonly label?: string; readonly title?: string; readonly key?: string } = {},
): Button {
  const element = toolkitElement('button');
  setAttributes(element, {
    appearance: options.primary === true ? 'primary' : 'secondary',
    'aria-label': options.label,
    title: options.title ?? options.label,
    'data-key': options.key,
  });
  element.textContent = text;
  let isEnabled = true;
  element.addEventListener('click', () => {
    if (isEnabled) onPress();
  });
  return {
    element,
    enable: (enabled) => {
      isEnabled = enabled;
      setAttributes(element, { 'aria-disabled': enabled ? null : 'true' });
      element.classList.toggle('unavailable', !enabled);
    },
  };
}
