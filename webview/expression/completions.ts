import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  type Completion as ShownCompletion,
  type CompletionContext,
  type CompletionResult,
  completionStatus,
  pickedCompletion,
} from '@codemirror/autocomplete';
import { type Extension, Prec } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import { type Completion, completionsAt } from '../../src/expressions/assist/completions.ts';
import { signatureOf } from '../../src/expressions/functions/callProblems.ts';
import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';
import { placeOf } from './analysis.ts';
import { attributeType } from './words.ts';
import { t } from '../language.ts';

/** The list of what may be written: the same as in the text editor, as CodeMirror wants it. It opens without delay, so that no key is lost to it. */
export const completions: Extension = [
  // Before the library's own keys, for which a list that is still being looked for takes Escape.
  Prec.highest(
    keymap.of([
      { key: 'Tab', run: acceptCompletion, stopPropagation: true },
      { key: 'Escape', run: closeVisibleList },
    ]),
  ),
  autocompletion({
    override: [completeAt],
    icons: false,
    activateOnTypingDelay: 0,
    interactionDelay: 0,
    tooltipClass: () => 'completions',
  }),
];

/** Escape is for a list that is seen. One that is still being looked for is given up, and the key goes on to the field. */
function closeVisibleList(view: EditorView): boolean {
  const isSeen = completionStatus(view.state) === 'active';
  closeCompletion(view);
  return isSeen;
}

/** What may be typed on for the list to stay as it is, by the word that it is for. */
const continued = { attribute: /^[^\]]*$/u, string: /^[^"]*$/u, other: /^[\p{L}_]?[\p{L}\p{N}_]*$/u } as const;

/** Asked for by key anywhere; as a person types only in a name and behind an opening bracket. */
function completeAt({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const text = state.doc.toString();
  if (!explicit && !/[\p{L}_[]$/u.test(text.slice(0, pos))) return null;
  const { from, word, items } = completionsAt(text, pos, placeOf(state));
  if (items.length === 0) return null;
  const isQuoted = word === 'attribute' || word === 'string';
  return {
    from: isQuoted ? from + 1 : from,
    options: items.map(shown),
    validFor: continued[isQuoted ? word : 'other'],
  };
}

/** Higher comes first. */
const boosts = { choice: 3, attribute: 2, function: 1, constant: 0 } as const;

function shown(completion: Completion<AttributeView>): ShownCompletion {
  const { kind, label } = completion;
  return {
    label,
    detail: detailOf(completion),
    boost: boosts[kind],
    apply: (view, picked) => {
      accept(view, completion, picked);
    },
  };
}

function detailOf(completion: Completion<AttributeView>): string {
  switch (completion.kind) {
    case 'choice':
      return completion.parameter.name;
    case 'attribute':
      return attributeType(completion.attribute);
    case 'function':
      return signatureOf(completion.definition);
    case 'constant':
      return t('constant');
  }
}

/** Replaces the word at the caret; the caret goes between the parentheses of a call that takes something. */
function accept(view: EditorView, completion: Completion<AttributeView>, picked: ShownCompletion): void {
  const { state } = view;
  const { from, to } = completionsAt(state.doc.toString(), state.selection.main.head, placeOf(state));
  const { insert } = completion;
  const isInside =
    completion.kind === 'function' && !completion.isCalled && completion.definition.parameters.length > 0;
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length - (isInside ? 1 : 0) },
    userEvent: 'input.complete',
    annotations: pickedCompletion.of(picked),
    scrollIntoView: true,
  });
}
