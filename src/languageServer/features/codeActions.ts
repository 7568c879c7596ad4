import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import { type DocumentModel, expressionAt, type LocatedExpression } from '../documents/documentModel.ts';
import { editInDocument, findingsIn, spanInDocument } from './expressionFindings.ts';
import { formatExpression } from './formatting.ts';
import { type Span, touches, workspaceEdit } from './ranges.ts';
import { renameFixes } from './renameFixes.ts';
import { staleFormFixes } from './staleFormFixes.ts';

/** The kinds of action that are offered. */
export const codeActionKinds = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite];

/**
 * What can be done about a stretch of the document: the checker's fix for each of its findings there, a name that was meant,
 * and *Format Expression*. `diagnostics` are those that the editor shows there, so that fixes are shown with them.
 */
export function codeActionsAt(model: DocumentModel, within: Span, diagnostics: readonly Diagnostic[]): CodeAction[] {
  const touched = model.expressions.filter(({ literal }) => touches(within, literal));
  return [
    ...touched.filter(({ outermost }) => outermost).flatMap((each) => fixesOf(model, each, within, diagnostics)),
    ...renameFixes(model, diagnostics),
    ...staleFormFixes(model, diagnostics),
    ...formatAction(model, within),
  ];
}

function fixesOf(
  model: DocumentModel,
  expression: LocatedExpression,
  within: Span,
  diagnostics: readonly Diagnostic[],
): readonly CodeAction[] {
  return findingsIn(model, expression).flatMap(({ code, message, offset, length, fix }) => {
    const span = spanInDocument(expression, offset, offset + length);
    if (fix === undefined || !touches(within, span)) return [];
    const fixed = diagnostics.filter((each) => each.code === code && each.message === message);
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: fixed,
        isPreferred: true,
        edit: workspaceEdit(
          model,
          fix.edits.map((edit) => editInDocument(model, expression, edit)),
        ),
      },
    ];
  });
}

/** Only for the expression at the beginning of the stretch: a fix of several has its own command, *Format Document*. */
function formatAction(model: DocumentModel, { start }: Span): readonly CodeAction[] {
  const expression = expressionAt(model, start);
  const edit = expression && formatExpression(model, expression);
  if (!edit) return [];
  return [{ title: 'Format expression', kind: CodeActionKind.RefactorRewrite, edit: workspaceEdit(model, [edit]) }];
}
