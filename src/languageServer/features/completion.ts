import { findNodeAtOffset, getLocation, getNodePath, type Node } from 'jsonc-parser';
import type { CompletionItem } from 'vscode-languageserver';
import { type DocumentModel, expressionAt } from '../documents/documentModel.ts';
import { jsonEscaped, stringLiteral } from '../documents/stringLiteral.ts';
import { type Candidate, candidatesAt, memberCandidates } from './candidates.ts';
import { markdown } from './describe.ts';
import { completeExpression } from './expressionCompletion.ts';
import { rangeOf, type Span } from './ranges.ts';

/** What the client can do with completions, and what it completes itself. */
export interface CompletionOptions {
  /** Whether it understands snippets. */
  readonly snippets: boolean;
  /** Whether it completes the fixed words of job files from job.schema.json, as VS Code does; they would be offered twice. */
  readonly wordsKnown: boolean;
}

/** What may be written at an offset of the document. */
export function completeAt(model: DocumentModel, offset: number, options: CompletionOptions): CompletionItem[] {
  const expression = expressionAt(model, offset);
  if (expression !== null) return completeExpression(model, expression, offset, options);
  const node = model.root === null ? undefined : findNodeAtOffset(model.root, offset, true);
  if (node?.type === 'string') return completeString(model, node, offset, options);
  return completeMissingString(model, offset, options);
}

/** Inside the quotes of a string: its whole text is replaced, of a list such as `flowTypes` only the word. */
function completeString(model: DocumentModel, node: Node, offset: number, options: CompletionOptions) {
  const literal = stringLiteral(model.text, node);
  if (offset < literal.start || offset > literal.end) return [];
  const path = getNodePath(node);
  const isName = node.parent?.type === 'property' && node.parent.children?.[0] === node;
  const span = path.at(-1) === 'flowTypes' ? wordAt(model.text, literal, offset) : literal;
  const candidates = isName ? memberCandidates(model, path.slice(0, -1)) : candidatesAt(model, path, offset);
  return offered(model, candidates, options)
    .filter(({ isBare }) => !isBare)
    .map((candidate) => item(model, candidate, span, jsonEscaped(candidate.text)));
}

/** Where a value is still to be written, or begun without its quotes: the string comes with them. */
function completeMissingString(model: DocumentModel, offset: number, options: CompletionOptions): CompletionItem[] {
  const { isAtPropertyKey, path } = getLocation(model.text, offset);
  const before = model.text.slice(Math.max(0, offset - 200), offset);
  const [, begun] = /:\s*(\w*)$/.exec(before) ?? [];
  if (isAtPropertyKey || begun === undefined) return [];
  const span = { start: offset - begun.length, end: offset };
  return offered(model, candidatesAt(model, path, offset), options).map((candidate) => ({
    ...item(model, candidate, span, candidate.isBare ? candidate.text : JSON.stringify(candidate.text)),
    filterText: candidate.text,
  }));
}

function offered(model: DocumentModel, candidates: readonly Candidate[], { wordsKnown }: CompletionOptions) {
  if (!wordsKnown || model.kind !== 'job') return candidates;
  return candidates.filter(({ isSchemaWord }) => !isSchemaWord);
}

function wordAt(text: string, { start, end }: Span, offset: number): Span {
  const before = /[^,\s]*$/.exec(text.slice(start, offset))?.[0].length ?? 0;
  const after = /^[^,\s]*/.exec(text.slice(offset, end))?.[0].length ?? 0;
  return { start: offset - before, end: offset + after };
}

function item(model: DocumentModel, candidate: Candidate, span: Span, newText: string): CompletionItem {
  const { text, kind, detail, documentation, rank } = candidate;
  return {
    label: text,
    kind,
    sortText: `${rank} ${text}`,
    filterText: newText,
    textEdit: { range: rangeOf(model, span), newText },
    ...(detail === '' ? {} : { detail }),
    ...(documentation === '' ? {} : { documentation: markdown(documentation) }),
  };
}
