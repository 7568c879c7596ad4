import { getNodePath } from 'jsonc-parser';
import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import { type TextEdit, setJobValue } from '../../job/editJob.ts';
import { valueOf } from '../../job/jsonDocument.ts';
import { type DocumentModel, expressionAt } from '../documents/documentModel.ts';
import { rangeOf, workspaceEdit } from './ranges.ts';

/** Removes the parsed form that an edited expression left behind (`stale-parsed-form`), so that only the expression counts. */
export function staleFormFixes(model: DocumentModel, diagnostics: readonly Diagnostic[]): readonly CodeAction[] {
  return diagnostics
    .filter(({ code }) => code === 'stale-parsed-form')
    .flatMap((diagnostic) => {
      const edits = editsFor(model, model.document.offsetAt(diagnostic.range.start) + 1);
      if (edits.length === 0) return [];
      return [
        {
          title: model.t('Remove the parsed form'),
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnostic],
          isPreferred: true,
          edit: workspaceEdit(
            model,
            edits.map(({ offset, length, newText }) => ({
              range: rangeOf(model, { start: offset, end: offset + length }),
              newText,
            })),
          ),
        },
      ];
    });
}

/** The source written anew without the members of its parsed form; what else it holds is kept. */
function editsFor(model: DocumentModel, offset: number): readonly TextEdit[] {
  const source = expressionAt(model, offset)?.mapping.sourceNode;
  const value = source ? valueOf(source) : null;
  if (!source || typeof value !== 'object' || value === null) return [];
  const kept = Object.entries(value).filter(([name]) => !['name', 'type', 'parameters'].includes(name));
  return setJobValue(model.text, getNodePath(source), Object.fromEntries(kept));
}
