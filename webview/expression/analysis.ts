import { EditorState, type Extension, type Range, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { Surroundings } from '../../src/expressions/assist/completions.ts';
import { check } from '../../src/expressions/checker.ts';
import { compile } from '../../src/expressions/compile.ts';
import type { Finding } from '../../src/expressions/finding.ts';
import { findFunction } from '../../src/expressions/functions/catalogue.ts';
import { type Token, tokenize } from '../../src/expressions/syntax/lexer.ts';
import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';

/** What the field has to know about the place of its expression. */
export interface ExpressionPlace extends Surroundings<AttributeView> {
  readonly targetAttribute: AttributeView | null;
  readonly matching: boolean;
  readonly scope: 'assigned' | 'all';
  readonly readOnly: boolean;
}

/** What is known about the text in the field: it is worked out once for each text and place. */
interface Analysis {
  readonly place: ExpressionPlace;
  readonly findings: readonly Finding[];
  readonly marks: DecorationSet;
}

const nowhere: ExpressionPlace = {
  dialect: 'provisioning',
  attributes: [],
  targetAttribute: null,
  matching: false,
  scope: 'assigned',
  readOnly: false,
};

const placed = StateEffect.define<ExpressionPlace>();

const field = StateField.define<Analysis>({
  create: (state) => analyse(state.doc.toString(), nowhere),
  update: (known, transaction) => {
    const place = transaction.effects.find((effect) => effect.is(placed))?.value ?? known.place;
    return transaction.docChanged || place !== known.place ? analyse(transaction.newDoc.toString(), place) : known;
  },
});

/** Colours the words of an expression, underlines its problems, and keeps both for whoever asks. */
export const analysis: Extension = [
  field,
  EditorView.decorations.from(field, ({ marks }) => marks),
  EditorView.contentAttributes.from(field, ({ findings }) => ({
    'aria-invalid': String(findings.some(({ severity }) => severity === 'error')),
  })),
  EditorState.readOnly.from(field, ({ place }) => place.readOnly),
];

export function placeOf(state: EditorState): ExpressionPlace {
  return state.field(field).place;
}

/** Everything that the checker says about the expression at its place. */
export function findingsOf(state: EditorState): readonly Finding[] {
  return state.field(field).findings;
}

/** Tells the field where its expression stands; nothing happens when it knows. */
export function setPlace(view: EditorView, place: ExpressionPlace): void {
  const known = placeOf(view.state);
  const isKnown =
    known.dialect === place.dialect &&
    known.attributes === place.attributes &&
    known.targetAttribute === place.targetAttribute &&
    known.matching === place.matching &&
    known.scope === place.scope &&
    known.readOnly === place.readOnly;
  if (!isKnown) view.dispatch({ effects: placed.of(place) });
}

function analyse(text: string, place: ExpressionPlace): Analysis {
  const findings = findingsIn(text, place);
  return { place, findings, marks: marksIn(text, findings) };
}

function findingsIn(text: string, place: ExpressionPlace): readonly Finding[] {
  if (text.trim() === '') return [];
  return check(compile(text, { dialect: place.dialect }), {
    sourceAttributes: place.attributes,
    ...(place.targetAttribute && { targetAttribute: place.targetAttribute }),
    matching: place.matching,
    scope: place.scope,
  });
}

function marksIn(text: string, findings: readonly Finding[]): DecorationSet {
  return Decoration.set(tokenize(text).tokens.map((token) => markOf(token, findings)));
}

function markOf({ kind, start, end, value }: Token, findings: readonly Finding[]): Range<Decoration> {
  const problem = findings.find(({ offset, length }) => offset < end && start < offset + Math.max(length, 1));
  const isConstant = kind === 'macro' || (kind === 'name' && !findFunction(value));
  const type = isConstant ? 'constant' : kind;
  return Decoration.mark({ class: `token-${type}${problem ? ` problem-${problem.severity}` : ''}` }).range(start, end);
}
