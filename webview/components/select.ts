import { h } from '../h.ts';
import type { Choice } from './choice.ts';
import { fieldParts } from './fieldParts.ts';

export interface Select {
  readonly element: HTMLElement;
  set(value: string, choices?: readonly Choice[]): void;
  enable(enabled: boolean): void;
  focus(): void;
}

/**
 * A choice among a few words. A native element: the toolkit's drop-down types ahead on Ctrl+S, loses its selection when
 * its options change, is clipped at narrow widths and unreadable in a high contrast theme (decision 0060).
 */
export function select(
  label: string,
  choices: readonly Choice[],
  onChange: (value: string) => void,
  options: { readonly compact?: boolean; readonly key?: string; readonly help?: string } = {},
): Select {
  const parts = fieldParts({ label, help: options.help, compact: options.compact });
  const control = h('select', {
    ...parts.attributes,
    'data-key': options.key,
    onchange: () => {
      onChange(control.value);
    },
  });
  let shown = '';
  const show = (items: readonly Choice[]): void => {
    const signature = JSON.stringify(items);
    if (signature === shown) return;
    shown = signature;
    control.replaceChildren(...items.map(({ value, text }) => h('option', { value }, text)));
  };
  show(choices);
  let current = choices;
  return {
    element: parts.around(control),
    set: (value, items) => {
      current = items ?? current;
      show(current.some((item) => item.value === value) ? current : [...current, { value, text: value }]);
      control.value = value;
    },
    enable: (enabled) => {
      control.disabled = !enabled;
    },
    focus: () => {
      control.focus();
    },
  };
}
