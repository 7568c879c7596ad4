import type { Node } from 'jsonc-parser';
import { decodedOffset, encodedOffset } from '../../job/jsonString.ts';

/** A JSON string in a document, with both of its measures: offsets in the document, and offsets in the text it stands for. */
export interface StringLiteral {
  /** The text that the JSON string stands for. */
  readonly value: string;
  /** Document offsets of the string between its quotes. */
  readonly start: number;
  readonly end: number;
  /** Where a unit of the text stands in the document, past escapes (RFC 8259 section 7). */
  toDocument(valueOffset: number): number;
  /** Which unit of the text stands at an offset of the document. */
  toValue(documentOffset: number): number;
}

/** The literal of a string node. A string without a closing quote, as it is while it is typed, ends with its line. */
export function stringLiteral(documentText: string, node: Node): StringLiteral {
  const written = documentText.slice(node.offset, node.offset + node.length);
  const token = isClosed(written) ? written : `${written}"`;
  const start = node.offset + 1;
  const end = node.offset + token.length - 1;
  const plain = !token.includes('\\');
  return {
    value: String(node.value),
    start,
    end,
    toDocument: (valueOffset) =>
      plain ? Math.min(start + valueOffset, end) : node.offset + encodedOffset(token, valueOffset),
    toValue: (documentOffset) => {
      const within = Math.min(Math.max(documentOffset, start), end) - node.offset;
      return plain ? within - 1 : decodedOffset(token, within);
    },
  };
}

/** A text as it is written between the quotes of a JSON string. */
export function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function isClosed(written: string): boolean {
  if (written.length < 2 || !written.endsWith('"')) return false;
  const backslashes = /\\*$/.exec(written.slice(0, -1))?.[0].length ?? 0;
  return backslashes % 2 === 0;
}
