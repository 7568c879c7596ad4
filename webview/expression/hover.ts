import type { Finding } from '../../src/expressions/finding.ts';
import { h, onKey } from '../h.ts';
import { hoverAt, type Surroundings } from './assist.ts';
import { pieceAt } from './colouring.ts';

/** Milliseconds that the mouse rests until the hover appears, as in VS Code's editor. */
const rest = 300;

/** What stands under the mouse, and what is wrong with it, in a box beside; Escape or moving on hides it. */
export function expressionHover(
  area: HTMLTextAreaElement,
  colours: HTMLElement,
  known: () => { readonly place: Surroundings; readonly findings: readonly Finding[] },
): HTMLElement {
  const element = h('div', { class: 'hover', role: 'tooltip', hidden: true });
  let timer: number | undefined;
  let shownOffset: number | null = null;
  const hide = (): void => {
    clearTimeout(timer);
    shownOffset = null;
    element.hidden = true;
  };
  const show = (offset: number, box: DOMRect): void => {
    const { place, findings } = known();
    const wrong = findings.filter((finding) => finding.offset <= offset && offset < finding.offset + finding.length);
    const lines = [...wrong.map(({ message }) => message), ...(hoverAt(area.value, offset, place)?.split('\n') ?? [])];
    if (lines.length === 0) return;
    element.replaceChildren(...lines.map((line) => h('p', {}, line)));
    element.hidden = false;
    const frame = colours.getBoundingClientRect();
    element.style.left = `${Math.max(0, Math.min(box.left - frame.left, frame.width - element.offsetWidth))}px`;
    element.style.bottom = `${frame.bottom - box.top + 2}px`;
  };
  area.addEventListener('mousemove', ({ clientX, clientY }) => {
    const found = pieceAt(colours, clientX, clientY);
    if (found?.offset === shownOffset) return;
    hide();
    if (!found) return;
    shownOffset = found.offset;
    timer = window.setTimeout(() => {
      show(found.offset, found.box);
    }, rest);
  });
  for (const event of ['mouseleave', 'input', 'blur', 'scroll']) area.addEventListener(event, hide);
  onKey(area, (event) => {
    if (event.key !== 'Escape' || element.hidden) return;
    hide();
    event.stopImmediatePropagation();
    event.preventDefault();
  });
  return element;
}
