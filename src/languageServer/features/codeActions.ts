import { type CodeAction, type CodeActionContext, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import { render } from '../../protocol/text.ts';
import { type DocumentModel, expressionAt, type LocatedExpression } from '../documents/documentModel.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { editInDocument, findingsIn, spanInDocument } from './expressionFindings.ts';
import { fixAllAction, fixAllKind } from './fixAll.ts';
import { formatExpression } from './formatting.ts';
import { type Span, spanOf, touches, workspaceEdit } from './ranges.ts';
import { renameFixes } from './renameFixes.ts';
import { staleFormFixes } from './staleFormFixes.ts';
import { structureFixes } from './structureFixes.ts';
import { syntaxFixes } from './syntaxFixes.ts';

/** The kinds of action that are offered. */
export const codeActionKinds = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind];

/**
 * What can be done about a stretch of the document: the fixes of its problems, preferred where one is what nearly everybody
 * wants, and *Format expression*. What mends the whole document at once is given only to those who ask for that kind. The
 * context's diagnostics are those that the editor shows there; without any, the document's own count.
 */
export function codeActionsAt(
  model: DocumentModel,
  within: Span,
  { diagnostics, only }: Pick<CodeActionContext, 'diagnostics' | 'only'>,
): CodeAction[] {
  const problems = diagnostics.length > 0 ? diagnostics : problemsWithin(model, within);
  const makers: readonly (readonly [kind: string, make: () => readonly CodeAction[]])[] = [
    [CodeActionKind.QuickFix, () => quickFixes(model, within, problems)],
    [CodeActionKind.RefactorRewrite, () => formatAction(model, within)],
    [fixAllKind, () => (only === undefined ? [] : fixAllAction(model))],
  ];
  return makers.flatMap(([kind, make]) => (isWanted(kind, only) ? make() : []));
}

/** Kinds form a hierarchy: who asks for `source` is given `source.fixAll` too (Language Server Protocol, "Code Action"). */
function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return only?.every((wanted) => kind !== wanted && !kind.startsWith(`${wanted}.`)) !== true;
}

function problemsWithin(model: DocumentModel, within: Span): readonly Diagnostic[] {
  return diagnosticsOf(model).filter(({ range }) => touches(within, spanOf(model, range)));
}

function quickFixes(model: DocumentModel, within: Span, problems: readonly Diagnostic[]): readonly CodeAction[] {
  const touched = model.expressions.filter(({ literal, outermost }) => outermost && touches(within, literal));
  return [
    ...touched.flatMap((expression) => expressionFixes(model, expression, within, problems)),
    ...renameFixes(model, problems),
    ...staleFormFixes(model, problems),
    ...structureFixes(model, problems),
    ...syntaxFixes(model, problems),
  ];
}

/** The checker's own fixes. */
function expressionFixes(
  model: DocumentModel,
  expression: LocatedExpression,
  within: Span,
  problems: readonly Diagnostic[],
): readonly CodeAction[] {
  return findingsIn(model, expression).flatMap(({ code, offset, length, fix }) => {
    const span = spanInDocument(expression, offset, offset + length);
    if (fix === undefined || !touches(within, span)) return [];
    const edits = fix.edits.map((edit) => editInDocument(model, expression, edit));
    return [
      {
        title: render(fix.title, model.t),
        kind: CodeActionKind.QuickFix,
        diagnostics: problems.filter((each) => each.code === code && spanOf(model, each.range).start === span.start),
        isPreferred: true,
        edit: workspaceEdit(model, edits),
      },
    ];
  });
}

/** Only for the expression at the beginning of the stretch: a fix of several has its own command, *Format Document*. */
function formatAction(model: DocumentModel, { start }: Span): readonly CodeAction[] {
  const expression = expressionAt(model, start);
  const edit = expression && formatExpression(model, expression);
  if (!edit) return [];
  return [
    { title: model.t('Format expression'), kind: CodeActionKind.RefactorRewrite, edit: workspaceEdit(model, [edit]) },
  ];
}
