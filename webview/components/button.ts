import { h, setAttributes } from '../h.ts';
import { icon, type IconName } from './icon.ts';
import { toolkitElement } from './toolkit.ts';

export interface Button {
  readonly element: HTMLElement;
  enable(enabled: boolean): void;
}

export interface ButtonOptions {
  /** `primary` for the one action that a person most likely wants, `quiet` for the buttons of a tool bar. */
  readonly look?: 'primary' | 'secondary' | 'quiet';
  readonly icon?: IconName;
  /** Shows the icon alone; the text becomes the name and the tooltip. */
  readonly iconOnly?: boolean;
  /** The name for assistive technology, where the text alone does not tell which of several things it is about. */
  readonly label?: string;
  readonly title?: string;
  /** The key that does the same, as `aria-keyshortcuts` spells it; the tooltip shows it. */
  readonly shortcut?: string;
  readonly key?: string;
}

/** A button. One that stays focusable while it cannot be used says so to assistive technology (`aria-disabled`). */
export function button(text: string, onPress: () => void, options: ButtonOptions = {}): Button {
  const element = toolkitElement('button');
  const name = options.label ?? text;
  const explanation = options.title ?? (options.iconOnly === true ? name : options.label);
  const shortcut = options.shortcut === undefined ? '' : ` (${options.shortcut})`;
  setAttributes(element, {
    'aria-label': name, // before the appearance: the toolkit names a quiet button without a name "Icon Button"
    'aria-keyshortcuts': options.shortcut,
    title: explanation === undefined && shortcut === '' ? null : `${explanation ?? name}${shortcut}`,
    'data-key': options.key,
    class: options.iconOnly === true ? 'icon-only' : null,
  });
  setAttributes(element, { appearance: options.look === 'quiet' ? 'icon' : (options.look ?? 'secondary') });
  if (options.icon) element.append(icon(options.icon));
  if (options.iconOnly !== true) element.append(h('div', { class: 'button-text' }, text)); // no span: the toolkit makes those square
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
