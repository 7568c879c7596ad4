import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';
import { attributeTraits } from '../attributeWords.ts';
import { h, nextId, onKey, showText } from '../h.ts';
import { fieldParts } from './fieldParts.ts';
import { figure, t } from '../language.ts';

export interface AttributePicker {
  readonly element: HTMLElement;
  set(name: string, attributes: readonly AttributeView[]): void;
  focus(): void;
}

const mostShown = 100;

/**
 * Chooses an attribute by typing a part of its name: an editable combo box with list autocomplete (ARIA Authoring
 * Practices, "Combobox"). Each option shows type, required and multi-valued. A name that is not defined can be typed too,
 * as a file may hold one.
 */
export function attributePicker(options: {
  readonly label: string;
  readonly key: string;
  readonly compact?: boolean;
  choose(name: string): Promise<string | null>;
}): AttributePicker {
  return new Picker(options);
}

class Picker implements AttributePicker {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #note: HTMLElement;
  readonly #choose: (name: string) => Promise<string | null>;
  #chosen = '';
  #attributes: readonly AttributeView[] = [];
  #shown: readonly AttributeView[] = [];
  #active = -1;

  constructor(options: Parameters<typeof attributePicker>[0]) {
    this.#choose = (name) => options.choose(name);
    const listId = nextId();
    const parts = fieldParts(options);
    this.#note = parts.note;
    this.#list = h('ul', { role: 'listbox', id: listId, class: 'options', 'aria-label': options.label, hidden: true });
    this.#input = h('input', {
      ...parts.attributes,
      type: 'text',
      role: 'combobox',
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': listId,
      'data-key': options.key,
      oninput: () => {
        this.#open(this.#input.value);
      },
      onclick: () => {
        if (this.#list.hidden) this.#open('');
      },
      onblur: () => {
        this.#leave();
      },
    });
    onKey(this.#input, (event) => {
      this.#onKey(event);
    });
    this.#list.addEventListener('mousedown', (event) => {
      this.#onPress(event);
    });
    this.element = parts.around(h('div', { class: 'picker' }, this.#input, this.#list));
  }

  set(name: string, attributes: readonly AttributeView[]): void {
    this.#attributes = attributes;
    if (this.#list.hidden && this.#input.value === this.#chosen) this.#input.value = name;
    this.#chosen = name;
  }

  focus(): void {
    this.#input.focus();
    this.#input.select();
  }

  #open(text: string): void {
    const words = text
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const found = this.#attributes.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
    const begins = ({ name }: AttributeView): boolean => name.toLowerCase().startsWith(words[0] ?? '');
    const hits = [...found.filter(begins), ...found.filter((each) => !begins(each))];
    this.#shown = hits.slice(0, mostShown);
    const rest = hits.length - this.#shown.length;
    this.#list.replaceChildren(
      ...this.#shown.map((attribute, index) => option(attribute, `${this.#list.id}-${index}`)),
    );
    showText(
      this.#note,
      hits.length === 0
        ? t('No attribute of this name is defined.')
        : rest > 0
          ? t('{0} more: type a part of the name.', figure(rest))
          : '',
    );
    this.#list.hidden = this.#shown.length === 0;
    this.#input.setAttribute('aria-expanded', String(!this.#list.hidden));
    this.#activate(
      text === '' ? this.#shown.findIndex(({ name }) => name === this.#chosen) : this.#shown.length > 0 ? 0 : -1,
    );
  }

  #activate(index: number): void {
    this.#list.children[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = index;
    const active = this.#list.children[index];
    active?.setAttribute('aria-selected', 'true');
    active?.scrollIntoView({ block: 'nearest' });
    if (active) this.#input.setAttribute('aria-activedescendant', active.id);
    else this.#input.removeAttribute('aria-activedescendant');
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (this.#list.hidden) this.#open('');
      else {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        this.#activate((this.#active + step + this.#shown.length) % this.#shown.length);
      }
    } else if (event.key === 'Enter') {
      const typedName = this.#input.value;
      this.#take(this.#list.hidden ? typedName : (this.#shown[this.#active]?.name ?? typedName));
    } else if (event.key === 'Escape' && (!this.#list.hidden || this.#input.value !== this.#chosen)) {
      this.#input.value = this.#chosen;
      this.#close();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #onPress(event: MouseEvent): void {
    event.preventDefault(); // keeps the focus in the text field
    const pressed = event.target instanceof Element ? event.target.closest('li') : null;
    const attribute = pressed && this.#shown[[...this.#list.children].indexOf(pressed)];
    if (attribute) this.#take(attribute.name);
  }

  #leave(): void {
    const typed = this.#input.value;
    if (typed === this.#chosen) this.#close();
    else if (this.#attributes.some(({ name }) => name === typed)) this.#take(typed);
    else {
      this.#input.value = this.#chosen;
      this.#close();
    }
  }

  #take(name: string): void {
    this.#close();
    this.#input.value = name;
    if (name === this.#chosen) return;
    const before = this.#chosen;
    this.#chosen = name;
    void this.#choose(name).then((refusal) => {
      if (refusal === null) return;
      this.#chosen = before;
      this.#input.value = before;
      showText(this.#note, refusal);
    });
  }

  #close(): void {
    this.#list.hidden = true;
    this.#active = -1;
    showText(this.#note, '');
    this.#input.setAttribute('aria-expanded', 'false');
    this.#input.removeAttribute('aria-activedescendant');
  }
}

function option(attribute: AttributeView, id: string): HTMLElement {
  return h(
    'li',
    { role: 'option', id, 'aria-selected': 'false' },
    h('span', { class: 'option-name' }, attribute.name),
    h('span', { class: 'option-detail' }, attributeTraits(attribute)),
  );
}
