import { findNodeAtOffset, getNodePath, type Node } from 'jsonc-parser';
import { type CodeAction, CodeActionKind, type Diagnostic } from 'vscode-languageserver';
import { similarName } from '../../job/similarName.ts';
import type { DocumentModel } from '../documents/documentModel.ts';
import { textOf } from '../documents/jsonNodes.ts';
import { jsonEscaped } from '../documents/stringLiteral.ts';
import { candidatesAt } from './candidates.ts';
import { insideQuotes, rangeOf, workspaceEdit } from './ranges.ts';
import { membersAt } from './schemaWords.ts';

/** The problems that a wrongly written name or word causes (src/job/). */
const misspellings: ReadonlySet<unknown> = new Set([
  'invalid-value',
  'unknown-directory',
  'unknown-flow-type',
  'unknown-member',
  'unknown-object',
  'unknown-operator',
  'unknown-source-attribute',
  'unknown-target-attribute',
]);

/** For each misspelt name among the problems, the change to the one that was probably meant, when one is near. */
export function renameFixes(model: DocumentModel, diagnostics: readonly Diagnostic[]): readonly CodeAction[] {
  const { root, document } = model;
  if (root === null) return [];
  return diagnostics
    .filter(({ code }) => misspellings.has(code))
    .flatMap((diagnostic) => {
      const node = findNodeAtOffset(root, document.offsetAt(diagnostic.range.start), false);
      return node?.type === 'string' ? renameFix(model, node, diagnostic) : [];
    });
}

function renameFix(model: DocumentModel, node: Node, diagnostic: Diagnostic): readonly CodeAction[] {
  const written = textOf(node) ?? '';
  const meant = meantBy(written, namesFor(model, node), diagnostic.code === 'unknown-flow-type');
  if (meant === null || meant === written) return [];
  const edit = { range: rangeOf(model, insideQuotes(node)), newText: jsonEscaped(meant) };
  return [
    {
      title: model.t('Change to {0}', JSON.stringify(meant)),
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      isPreferred: true,
      edit: workspaceEdit(model, [edit]),
    },
  ];
}

/** What may stand in place of a node: a member's name among those that its object may have, a value among its candidates. */
function namesFor(model: DocumentModel, node: Node): readonly string[] {
  const isName = node.parent?.type === 'property' && node.parent.children?.[0] === node;
  const path = getNodePath(node);
  if (isName) return membersAt(model.kind, path.slice(0, -1));
  return candidatesAt(model, path, node.offset).map(({ text }) => text);
}

/** A list such as `flowTypes` is corrected word by word. */
function meantBy(written: string, names: readonly string[], isList: boolean): string | null {
  if (!isList) return similarName(written, names);
  return written.replaceAll(/[^,\s]+/g, (word) => (names.includes(word) ? word : (similarName(word, names) ?? word)));
}
