import { type ParseError, parseTree } from 'jsonc-parser';
import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import { jsonTokens } from '../../job/jsonTokens.ts';
import type { DocumentModel } from '../documents/documentModel.ts';
import { rangeOf, type Span, workspaceEdit } from './ranges.ts';

/** A change of a few characters that may mend broken JSON. */
interface Attempt extends Span {
  readonly title: string;
  readonly text: string;
}

/**
 * What mends JSON that is broken for want of a single character: of the changes after which the document has fewer syntax
 * errors, those that leave the fewest; preferred when they leave none.
 */
export function syntaxFixes(model: DocumentModel, diagnostics: readonly Diagnostic[]): readonly CodeAction[] {
  return diagnostics
    .filter(({ code }) => code === 'not-json')
    .flatMap((diagnostic) => {
      const attempts = attemptsAt(model, model.document.offsetAt(diagnostic.range.start));
      const left = attempts.map((attempt) => syntaxErrors(applied(model.text, attempt)));
      const fewest = Math.min(...left);
      if (fewest >= syntaxErrors(model.text)) return [];
      return attempts
        .filter((_, index) => left[index] === fewest)
        .map((attempt) => action(model, diagnostic, attempt, fewest === 0));
    });
}

function action(model: DocumentModel, diagnostic: Diagnostic, attempt: Attempt, isPreferred: boolean): CodeAction {
  const edit = workspaceEdit(model, [{ range: rangeOf(model, attempt), newText: attempt.text }]);
  return { title: attempt.title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], isPreferred, edit };
}

function applied(text: string, { start, end, text: written }: Attempt): string {
  return `${text.slice(0, start)}${written}${text.slice(end)}`;
}

function attemptsAt({ text, t }: DocumentModel, offset: number): readonly Attempt[] {
  const before = tokenBefore(text, offset);
  if (before === null) return [];
  const { start, end } = before;
  if (text.slice(start, end) === ',') return [{ title: t('Remove the comma'), start, end, text: '' }];
  return [
    ...[',', ':', '}', ']'].map((missing) => ({ title: t('Add {0}', missing), start: end, end, text: missing })),
    ...(text[start] === '"' ? [{ title: t('Add the closing quotation mark'), start: end, end, text: '"' }] : []),
  ];
}

/** The last token that begins before an offset; comments are none. An unterminated string is the one at the offset. */
function tokenBefore(text: string, offset: number): Span | null {
  let last: Span | null = null;
  for (const { offset: start, length } of jsonTokens(text)) {
    const end = start + length;
    const isUnterminated = start === offset && text[start] === '"' && (end - start === 1 || text[end - 1] !== '"');
    if (start >= offset && !isUnterminated) break;
    last = { start, end };
  }
  return last;
}

function syntaxErrors(text: string): number {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: false, allowTrailingComma: false });
  return errors.length;
}
