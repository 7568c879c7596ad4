import type { Node } from 'jsonc-parser';
import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import type { DocumentModel } from '../documents/documentModel.ts';

/** A stretch of a document, in UTF-16 offsets; `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch of the document as the protocol says it. */
export function rangeOf({ document }: DocumentModel, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** The range of a whole node. */
export function nodeRange(model: DocumentModel, node: Node): Range {
  return rangeOf(model, { start: node.offset, end: node.offset + node.length });
}

/** The stretch between the quotes of a string node. */
export function insideQuotes({ offset, length }: Node): Span {
  return { start: offset + 1, end: Math.max(offset + 1, offset + length - 1) };
}

/** The document offsets of the protocol's range. */
export function spanOf({ document }: DocumentModel, { start, end }: Range): Span {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

/** Whether two stretches have a place in common; touching counts, so that a cursor beside a word is on it. */
export function touches(one: Span, other: Span): boolean {
  return one.start <= other.end && other.start <= one.end;
}

/** Edits of the model's own document, as the protocol wants them. */
export function workspaceEdit({ document }: DocumentModel, edits: readonly TextEdit[]): WorkspaceEdit {
  return { changes: { [document.uri]: [...edits] } };
}
