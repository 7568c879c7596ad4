import type { Node } from 'jsonc-parser';
import type { JobProblem } from './job.ts';
import type { JobFinding } from './jobFinding.ts';
import { encodedOffset } from './jsonString.ts';
import type { JsonDocument } from './jsonDocument.ts';
import { nodeFinder, type FindNode } from './nodeFinder.ts';
import { english, joined, type Text } from '../protocol/text.ts';

/** A place in a text: line and column from 1, the column in UTF-16 units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Makes a function from UTF-16 offsets to lines and columns; lines end with LF, CR LF or CR, as in VS Code. */
export function textPositions(text: string): (offset: number) => TextPosition {
  const starts = [0];
  for (const lineEnd = /\r\n|\n|\r/g; lineEnd.test(text);) starts.push(lineEnd.lastIndex);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/**
 * All problems of a document, in the order of the text: those of the JSON itself, and the findings, each at the member's
 * name or value. What stands nowhere (a member that is missing) is shown at the name of the object that lacks it.
 */
export function locateProblems(document: JsonDocument, findings: readonly JobFinding[]): readonly JobProblem[] {
  const positionOf = textPositions(document.text);
  const findNode = nodeFinder(document.root);
  const located = [
    ...document.problems.map((problem) => ({ ...problem, severity: 'error' as const, about: undefined })),
    ...findings.map(({ code, message, severity, about, ...finding }) => ({
      ...{ code, message, severity, about },
      ...rangeOf(document.text, findNode, finding),
    })),
  ];
  return located
    .map(({ code, severity, message, about, offset, length }) => ({
      ...{ code, severity, message },
      ...(about !== undefined && { about }),
      ...{ offset, length },
      ...positionOf(offset),
    }))
    .sort((left, right) => left.offset - right.offset);
}

/** One line in English, for people and for editors that jump: `file:line:column: severity code: message`. */
export function formatProblem(file: string, problem: JobProblem): string {
  return english(problemLine(file, problem));
}

/** The same, of which the message is still to be put into a language. */
export function problemLine(file: string, { line, column, severity, code, message }: JobProblem): Text {
  return joined([`${file}:${line}:${column}: ${severity} ${code}`, message], ': ');
}

interface TextRange {
  readonly offset: number;
  readonly length: number;
}

function rangeOf(text: string, findNode: FindNode, finding: Pick<JobFinding, 'path' | 'at' | 'span'>): TextRange {
  const node = findNode(finding.path);
  if (!node) return { offset: 0, length: 0 };
  if (finding.span && node.type === 'string') return spanInside(text, node, finding.span);
  if (finding.at === 'key') return nameOf(node) ?? firstCharacter(node);
  return node.type === 'object' || node.type === 'array' ? (nameOf(node) ?? firstCharacter(node)) : node;
}

function spanInside(text: string, node: Node, span: { readonly start: number; readonly end: number }): TextRange {
  const token = text.slice(node.offset, node.offset + node.length);
  const start = encodedOffset(token, span.start);
  return { offset: node.offset + start, length: encodedOffset(token, span.end) - start };
}

/** The name before a member's value; a whole object would underline half the file. */
function nameOf(node: Node): TextRange | undefined {
  return node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
}

function firstCharacter(node: Node): TextRange {
  return { offset: node.offset, length: Math.min(1, node.length) };
}
