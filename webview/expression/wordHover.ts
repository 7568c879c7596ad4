import type { Extension } from '@codemirror/state';
import {
  closeHoverTooltips,
  type EditorView,
  hasHoverTooltips,
  hoverTooltip,
  keymap,
  type Tooltip,
} from '@codemirror/view';
import { wordAt } from '../../src/expressions/assist/meaning.ts';
import { h } from '../h.ts';
import { findingsOf, placeOf } from './analysis.ts';
import { linesAbout } from './words.ts';
import { say } from '../language.ts';

/** Milliseconds that the mouse rests until the hover appears, as in VS Code's editor. */
const rest = 300;

/** What stands under the mouse, and what is wrong with it, in a box above; Escape or moving on hides it. */
export const wordHover: Extension = [
  hoverTooltip(tooltipAt, { hoverTime: rest, hideOnChange: true }),
  keymap.of([{ key: 'Escape', run: hide, stopPropagation: true }]),
];

function tooltipAt({ state }: EditorView, position: number, side: -1 | 1): Tooltip | null {
  const text = state.doc.toString();
  const offset = side < 0 ? position - 1 : position; // the character that the mouse is on
  const wrong = findingsOf(state).filter(
    (finding) => finding.offset <= offset && offset < finding.offset + finding.length,
  );
  const lines = [...wrong.map(({ message }) => say(message)), ...linesAbout(text, offset, placeOf(state))];
  if (lines.length === 0) return null;
  const word = wordAt(text, offset) ?? { from: position, to: position };
  return {
    pos: word.from,
    end: word.to,
    above: true,
    create: () => ({ dom: h('div', { class: 'hover', role: 'tooltip' }, ...lines.map((line) => h('p', {}, line))) }),
  };
}

function hide(view: EditorView): boolean {
  if (!hasHoverTooltips(view.state)) return false;
  view.dispatch({ effects: closeHoverTooltips });
  return true;
}
