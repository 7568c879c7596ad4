import { h, nextId, setAttributes } from '../h.ts';
import { type LiveText, liveText, type TypingRegister } from './liveText.ts';
import { toolkitElement } from './toolkit.ts';

export interface TextField extends LiveText {
  readonly element: HTMLElement;
  focus(): void;
}

export interface TextFieldOptions {
  readonly label: string;
  readonly help?: string;
  readonly placeholder?: string;
  /** Names the field across re-rendering, for focus and for what is being typed. */
  readonly key: string;
  readonly typing: TypingRegister;
  /** Shows the label to assistive technology only. */
  readonly compact?: boolean;
  /** Takes what was typed; resolves with why it is refused, or null. */
  readonly commit: (value: string) => Promise<string | null>;
}

/** A text field that commits as the person types. */
export function textField(options: TextFieldOptions): TextField {
  const control = toolkitElement('text-field') as HTMLElement & { value: string };
  const note = h('p', { class: 'note', id: nextId(), role: 'status', hidden: true });
  const help = options.help === undefined ? null : h('p', { class: 'help', id: nextId() }, options.help);
  setAttributes(control, {
    'aria-label': options.label,
    'aria-describedby': [help?.id, note.id].filter((id) => id !== undefined).join(' '),
    placeholder: options.placeholder,
    'data-key': options.key,
  });
  const live = liveText({ control, note, key: options.key, typing: options.typing, commit: options.commit });
  const label = options.compact === true ? null : h('span', { class: 'label', 'aria-hidden': 'true' }, options.label);
  return {
    ...live,
    element: h('div', { class: 'field' }, label, control, help, note),
    focus: () => {
      control.focus();
    },
  };
}

/** A field for searching: what is typed is for this page only and goes nowhere. */
export function searchField(
  label: string,
  onInput: (text: string) => void,
): { readonly element: HTMLElement; set(text: string): void } {
  const control = toolkitElement('text-field') as HTMLElement & { value: string };
  setAttributes(control, { 'aria-label': label, placeholder: label, class: 'search', 'data-key': `search:${label}` });
  control.addEventListener('input', () => {
    onInput(control.value);
  });
  return {
    element: control,
    set: (text) => {
      if (control.value !== text) control.value = text;
    },
  };
}
