import { standardKeymap } from '@codemirror/commands';
import { Annotation, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, type ViewUpdate } from '@codemirror/view';
import { differenceOf } from '../../src/mappingEditor/jsonText.ts';
import type { TextControl } from '../components/liveText.ts';
import { analysis } from './analysis.ts';
import { completions } from './completions.ts';
import { fieldHistory, forgetHistory } from './fieldHistory.ts';
import { wordHover } from './wordHover.ts';
import { t } from '../language.ts';

/** Marks what the file says, as opposed to what the person does. */
const fromFile = Annotation.define<true>();

/**
 * The text editor in the field: CodeMirror with what an expression needs. A line break is a line feed: a carriage return of
 * the file stays what it is, so that showing a text never changes it, and one that is pasted is made into a line break.
 */
export function expressionView(options: {
  readonly attributes: Readonly<Record<string, string>>;
  readonly extensions: Extension;
  /** The text, the place or the selection changed. */
  readonly onUpdate: (update: ViewUpdate) => void;
}): EditorView {
  return new EditorView({
    state: EditorState.create({
      extensions: [
        options.extensions,
        EditorState.lineSeparator.of('\n'),
        EditorState.phrases.of(phrases()),
        EditorView.clipboardInputFilter.of((text) => text.replaceAll(/\r\n?/g, '\n')),
        EditorView.cspNonce.of(nonce()),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(options.attributes),
        EditorView.updateListener.of(options.onUpdate),
        replaceSelected,
        analysis,
        completions,
        wordHover,
        fieldHistory,
        keymap.of(standardKeymap),
      ],
    }),
  });
}

/**
 * What is typed over a selection is put in its place here: a browser would keep the colours of the replaced text as an inline
 * style, which the page's content security policy forbids, and complain. The document is asked what is selected: a selection
 * that was only just made isn't in the editor's state yet.
 */
const replaceSelected = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data }, view) => {
    if (inputType !== 'insertText' || data === null || view.composing || view.state.readOnly) return false;
    const selected = selectedIn(view);
    if (selected === null) return false;
    view.dispatch({
      changes: { ...selected, insert: data },
      selection: { anchor: selected.from + data.length },
      userEvent: 'input.type',
      scrollIntoView: true,
    });
    return true;
  },
});

/** What is selected in the field as the document has it; null where that is nothing. */
function selectedIn(view: EditorView): { readonly from: number; readonly to: number } | null {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const { startContainer, startOffset, endContainer, endOffset } = selection.getRangeAt(0);
  if (!view.contentDOM.contains(startContainer) || !view.contentDOM.contains(endContainer)) return null;
  return { from: view.posAtDOM(startContainer, startOffset), to: view.posAtDOM(endContainer, endOffset) };
}

/** What CodeMirror has assistive technology say, by its own names. */
function phrases(): Readonly<Record<string, string>> {
  return {
    Completions: t('Completions'),
    'Control character': t('Control character'),
    'Selection deleted': t('Selection deleted'),
  };
}

/** The field as something that a person types into. */
export function controlOf(view: EditorView): TextControl & { heed(update: ViewUpdate): void } {
  const listeners: (() => void)[] = [];
  return {
    element: view.contentDOM,
    isMultiline: true,
    get value() {
      return view.state.doc.toString();
    },
    set value(text) {
      const { offset, length, newText } = differenceOf(view.state.doc.toString(), text);
      view.dispatch({
        changes: { from: offset, to: offset + length, insert: newText },
        annotations: fromFile.of(true),
      });
      forgetHistory(view);
    },
    onInput: (listener) => {
      listeners.push(listener);
    },
    heed: ({ docChanged, transactions }) => {
      const isTyped = docChanged && transactions.some((transaction) => transaction.annotation(fromFile) !== true);
      if (isTyped) for (const listener of listeners) listener();
    },
  };
}

/** What a style sheet has to carry to count (Content Security Policy Level 3, section 2.3.1). */
function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.content ?? '';
}
