import { h, onKey } from '../h.ts';
import { fieldParts } from './fieldParts.ts';
import { icon } from './icon.ts';
import { inputControl, type LiveText, liveText, type TypingRegister } from './liveText.ts';

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

/**
 * A text field that commits as the person types. A native element: the toolkit's names itself "Text field" whatever it is
 * given, and its inner field cannot be described from outside (decision 0060).
 */
export function textField(options: TextFieldOptions): TextField {
  const parts = fieldParts(options);
  const control = h('input', {
    ...parts.attributes,
    type: 'text',
    spellcheck: 'false',
    autocomplete: 'off',
    placeholder: options.placeholder,
    'data-key': options.key,
  });
  const { key, typing, commit } = options;
  const live = liveText({ control: inputControl(control), note: parts.note, key, typing, commit });
  return {
    ...live,
    element: parts.around(control),
    focus: () => {
      control.focus();
    },
  };
}

/** A field for searching: what is typed is for this page only and goes nowhere. Escape empties it. */
export function searchField(
  label: string,
  key: string,
  onInput: (text: string) => void,
): { readonly element: HTMLElement; set(text: string): void; focus(): void } {
  const control = h('input', {
    type: 'text',
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-label': label,
    placeholder: label,
    'data-key': key,
    oninput: () => {
      onInput(control.value);
    },
  });
  onKey(control, (event) => {
    if (event.key !== 'Escape' || control.value === '') return;
    event.stopPropagation();
    control.value = '';
    onInput('');
  });
  return {
    element: h('div', { class: 'search' }, icon('filter'), control),
    set: (text) => {
      if (control.value !== text) control.value = text;
    },
    focus: () => {
      control.focus();
      control.select();
    },
  };
}
