import { type EditorView, keymap } from '@codemirror/view';
import type { Finding } from '../../src/expressions/finding.ts';
import { fieldParts } from '../components/fieldParts.ts';
import { icon } from '../components/icon.ts';
import { liveText, type LiveText, type TypingRegister } from '../components/liveText.ts';
import { problemItem } from '../components/problemItem.ts';
import { h, nextId } from '../h.ts';
import { type ExpressionPlace, findingsOf, placeOf, setPlace } from './analysis.ts';
import { controlOf, expressionView } from './expressionView.ts';
import { forgetHistory } from './fieldHistory.ts';
import { helpNodes } from './helpLine.ts';
import { say, t } from '../language.ts';

export interface ExpressionEditor extends LiveText {
  readonly element: HTMLElement;
  place(place: ExpressionPlace): void;
  focus(): void;
}

/**
 * A small editor for one expression: CodeMirror with completion, signature, hover and problems, all from the functions that
 * the language server and the engine use.
 */
export function expressionEditor(options: {
  readonly label: string;
  readonly key: string;
  readonly typing: TypingRegister;
  readonly commit: (text: string) => Promise<string | null>;
  /** The text changed, by typing or from outside. */
  onText(text: string): void;
}): ExpressionEditor {
  const { attributes, note, around } = fieldParts({ label: options.label });
  const signature = h('div', { class: 'signature', id: nextId() });
  const problems = h('ul', { class: 'problems', 'aria-label': t('Problems of the expression') });
  let shown: readonly Finding[] = [];
  const show = (): void => {
    const { doc, selection } = view.state;
    signature.replaceChildren(...helpNodes(doc.toString(), selection.main.head, placeOf(view.state)));
    const findings = findingsOf(view.state);
    if (JSON.stringify(findings) === JSON.stringify(shown)) return; // a press on a fix must find it in place
    problems.replaceChildren(...findings.map((finding) => findingItem(finding, view)));
    shown = findings;
  };
  const view = expressionView({
    attributes: {
      id: attributes['id'] ?? '',
      class: 'expression-text',
      'aria-label': options.label,
      'aria-describedby': `${signature.id} ${note.id}`,
      'data-key': options.key,
      spellcheck: 'false',
      autocapitalize: 'off',
    },
    extensions: keymap.of([
      { key: 'Mod-.', run: applyFirstFix, stopPropagation: true },
      { key: 'Ctrl-.', run: applyFirstFix, stopPropagation: true },
    ]),
    onUpdate: (update) => {
      show();
      if (update.docChanged) options.onText(update.state.doc.toString());
      control.heed(update);
    },
  });
  const control = controlOf(view);
  const live = liveText({
    control,
    note,
    key: options.key,
    typing: options.typing,
    commit: async (text) => {
      const refusal = await options.commit(text);
      if (refusal === null && control.value === text) forgetHistory(view);
      return refusal;
    },
  });
  const element = around(h('div', { class: 'expression' }, view.dom), signature, problems);
  element.querySelector('label')?.addEventListener('click', () => {
    view.focus(); // a label leads to native fields only
  });
  show();
  return {
    ...live,
    element,
    place: (place) => {
      setPlace(view, place);
    },
    focus: () => {
      view.focus();
    },
  };
}

function applyFirstFix(view: EditorView): boolean {
  const fixable = findingsOf(view.state).find(({ fix }) => fix !== undefined);
  if (fixable === undefined) return false;
  applyFix(fixable, view);
  return true;
}

function applyFix({ fix }: Finding, view: EditorView): void {
  if (view.state.readOnly) return;
  const edits = fix?.edits ?? [];
  view.dispatch({
    changes: edits.map(({ offset, length, newText }) => ({ from: offset, to: offset + length, insert: newText })),
    userEvent: 'input.fix',
  });
  view.focus();
}

function findingItem(finding: Finding, view: EditorView): HTMLElement {
  const fix =
    finding.fix &&
    h(
      'button',
      {
        type: 'button',
        class: 'link',
        title: `${say(finding.fix.title)} (Ctrl+.)`,
        onclick: () => {
          applyFix(finding, view);
        },
      },
      icon('lightbulb'),
      say(finding.fix.title),
    );
  return problemItem(finding.severity, say(finding.message), fix);
}
