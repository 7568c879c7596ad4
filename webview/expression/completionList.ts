import { h, nextId } from '../h.ts';
import { type Completions, completionsAt, type Surroundings } from './assist.ts';

/** The list of completions under the caret of a text area, chosen with arrow keys and Enter or Tab. */
export class CompletionList {
  readonly element = h('ul', {
    role: 'listbox',
    class: 'options completions',
    id: nextId(),
    'aria-label': 'Completions',
    hidden: true,
  });
  readonly #area: HTMLTextAreaElement;
  readonly #colours: HTMLElement;
  readonly #replace: (from: number, to: number, text: string, caret: number) => void;
  #offered: Completions = { from: 0, to: 0, items: [] };
  #active = 0;

  constructor(
    area: HTMLTextAreaElement,
    colours: HTMLElement,
    replace: (from: number, to: number, text: string, caret: number) => void,
  ) {
    this.#area = area;
    this.#colours = colours;
    this.#replace = replace;
    area.setAttribute('aria-controls', this.element.id);
    this.element.addEventListener('mousedown', (event) => {
      event.preventDefault(); // keeps the focus in the text area
      const pressed = event.target instanceof Element ? event.target.closest('li') : null;
      if (pressed) this.#take([...this.element.children].indexOf(pressed));
    });
  }

  /** Shows what may stand at the caret. */
  open(around: Surroundings): void {
    const { value, selectionStart } = this.#area;
    this.#offered = completionsAt(value, selectionStart, around);
    const { items } = this.#offered;
    this.element.replaceChildren(
      ...items.map(({ label, detail }, index) =>
        h(
          'li',
          { role: 'option', id: `${this.element.id}-${index}`, 'aria-selected': 'false' },
          h('span', { class: 'option-name' }, label),
          h('span', { class: 'option-detail' }, detail),
        ),
      ),
    );
    this.element.hidden = items.length === 0;
    this.#moveBelowCaret();
    this.#activate(0);
  }

  /** Follows what is typed: a name or the beginning of an attribute asks for completions, anything else ends them. */
  update(around: Surroundings): void {
    const before = this.#area.value.slice(0, this.#area.selectionStart);
    if (/[\p{L}_[]$/u.test(before)) this.open(around);
    else this.close();
  }

  close(): void {
    this.element.hidden = true;
    this.#area.removeAttribute('aria-activedescendant');
  }

  /** Takes the keys that are for the list while it is open. */
  onKey(event: KeyboardEvent): boolean {
    if (this.element.hidden) return false;
    const { length } = this.#offered.items;
    if (event.key === 'ArrowDown') this.#activate((this.#active + 1) % length);
    else if (event.key === 'ArrowUp') this.#activate((this.#active + length - 1) % length);
    else if (event.key === 'Enter' || event.key === 'Tab') this.#take(this.#active);
    else if (event.key === 'Escape') this.close();
    else return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    return true;
  }

  #activate(index: number): void {
    this.element.children[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = index;
    const active = this.element.children[index];
    if (!active || this.element.hidden) {
      this.#area.removeAttribute('aria-activedescendant');
      return;
    }
    active.setAttribute('aria-selected', 'true');
    active.scrollIntoView({ block: 'nearest' });
    this.#area.setAttribute('aria-activedescendant', active.id);
  }

  #take(index: number): void {
    const item = this.#offered.items[index];
    if (!item) return;
    this.#replace(this.#offered.from, this.#offered.to, item.insert, item.caret);
    this.close();
  }

  #moveBelowCaret(): void {
    const offset = this.#offered.from;
    const pieces = [...this.#colours.children];
    const piece = pieces.findLast((each) => Number(each.getAttribute('data-offset')) <= offset);
    const frame = this.#colours.getBoundingClientRect();
    const node = piece?.firstChild;
    if (!piece || !node) return;
    const range = document.createRange();
    range.setStart(node, Math.min(offset - Number(piece.getAttribute('data-offset')), node.textContent?.length ?? 0));
    const box = range.getBoundingClientRect();
    this.element.style.left = `${Math.max(0, Math.min(box.left - frame.left, frame.width - 260))}px`;
    this.element.style.top = `${box.bottom - frame.top + 2}px`;
  }
}
