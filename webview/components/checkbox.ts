import { h, nextId, setAttributes } from '../h.ts';
import { toolkitElement } from './toolkit.ts';

export interface Checkbox {
  readonly element: HTMLElement;
  set(checked: boolean): void;
  enable(enabled: boolean): void;
}

/** A check box with its label; what it means in a sentence is read out with it. */
export function checkbox(
  label: string,
  onChange: (checked: boolean) => void,
  options: { readonly help?: string; readonly key?: string; readonly title?: string } = {},
): Checkbox {
  const control = toolkitElement('checkbox') as HTMLElement & { checked: boolean; disabled: boolean };
  control.textContent = label;
  const help = options.help === undefined ? null : h('p', { class: 'help', id: nextId() }, options.help);
  setAttributes(control, {
    'data-key': options.key,
    'aria-describedby': help?.id,
    'aria-label': label,
    title: options.title,
  });
  let told = false;
  control.addEventListener('change', () => {
    if (control.checked === told) return; // set by us
    told = control.checked;
    onChange(told);
  });
  return {
    element: h('div', { class: 'field check' }, control, help),
    set: (checked) => {
      told = checked;
      control.checked = checked;
    },
    enable: (enabled) => {
      control.disabled = !enabled;
    },
  };
}
