import type { CodeAction, TextEdit } from 'vscode-languageserver';
import type { DocumentModel } from '../documents/documentModel.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { editInDocument, findingsIn } from './expressionFindings.ts';
import { workspaceEdit } from './ranges.ts';
import { staleFormFixes } from './staleFormFixes.ts';

/** The kind of the action that mends a whole document, for `editor.codeActionsOnSave`. */
export const fixAllKind = 'source.fixAll.dropboxProvisioning';

/** Findings whose fix cannot change what an expression yields; a name that was perhaps meant is left to the person. */
const safe: ReadonlySet<string> = new Set(['attributeCase', 'functionCase', 'undoubledBackslash']);

/** Letter case, undoubled backslashes and parsed forms that were left behind, all at once; nothing when there is none. */
export function fixAllAction(model: DocumentModel): readonly CodeAction[] {
  const spelling = model.expressions
    .filter(({ outermost }) => outermost)
    .flatMap((expression) =>
      findingsIn(model, expression)
        .filter(({ code }) => safe.has(code))
        .flatMap(({ fix }) => (fix?.edits ?? []).map((edit) => editInDocument(model, expression, edit))),
    );
  const stale = staleFormFixes(model, diagnosticsOf(model)).flatMap(({ edit }) => Object.values(edit?.changes ?? {}));
  const edits = withoutOverlaps([...stale.flat(), ...spelling]);
  if (edits.length === 0) return [];
  const title = model.t('Fix letter case, backslashes and parsed forms');
  return [{ title, kind: fixAllKind, edit: workspaceEdit(model, edits) }];
}

/** Edits of one list must not touch the same text; what was left out is mended the next time. */
function withoutOverlaps(edits: readonly TextEdit[]): TextEdit[] {
  const kept: TextEdit[] = [];
  for (const edit of edits) if (!kept.some((other) => overlap(other, edit))) kept.push(edit);
  return kept;
}

function overlap({ range: one }: TextEdit, { range: other }: TextEdit): boolean {
  return isBefore(one.start, other.end) && isBefore(other.start, one.end);
}

function isBefore(one: TextEdit['range']['start'], other: TextEdit['range']['start']): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}
