import { createScanner, type Node } from 'jsonc-parser';

/**
 * The members of an object or the items of an array as pieces of text. Put together again they are the text, byte for
 * byte; taken out, put in or moved, each carries its own comments along.
 */
export interface JsonList {
  /** The opening bracket and comments on its line. */
  readonly head: string;
  readonly entries: readonly JsonEntry[];
  /** What follows the last entry, with the closing bracket. */
  readonly tail: string;
}

export interface JsonEntry {
  /** Blanks and comments before it. */
  readonly lead: string;
  readonly body: string;
  /** What stands between it and its comma. */
  readonly gap: string;
  /** Comments after it on its line. */
  readonly trail: string;
}

/** Takes an object or array apart. */
export function splitList(text: string, node: Node): JsonList {
  const children = node.children ?? [];
  const end = node.offset + node.length;
  let from = node.offset + 1 + sameLineComments(text, node.offset + 1);
  const head = text.slice(node.offset, from);
  const entries = children.map((child, index): JsonEntry => {
    const bodyEnd = child.offset + child.length;
    const comma = index < children.length - 1 ? commaAfter(text, bodyEnd) : bodyEnd;
    const trailStart = index < children.length - 1 ? comma + 1 : bodyEnd;
    const trailEnd = trailStart + sameLineComments(text, trailStart);
    const entry = {
      lead: text.slice(from, child.offset),
      body: text.slice(child.offset, bodyEnd),
      gap: text.slice(bodyEnd, comma),
      trail: text.slice(trailStart, trailEnd),
    };
    from = trailEnd;
    return entry;
  });
  return { head, entries, tail: text.slice(from, end) };
}

/** Puts a list together. `eol` is written where a line comment would swallow what follows it. */
export function printList({ head, entries, tail }: JsonList, eol: string): string {
  const pieces = [head];
  for (const [index, { lead, body, gap, trail }] of entries.entries()) {
    pieces.push(lead, body, gap, index < entries.length - 1 ? ',' : '', trail);
  }
  pieces.push(tail);
  return pieces
    .filter((piece) => piece !== '')
    .reduce((text, piece) =>
      endsInLineComment(text) && !/^\s*[\r\n]/.test(piece) ? text + eol + piece : text + piece,
    );
}

/** Length of the blanks and comments up to the end of the line, when a comment is the last thing on it; else 0. */
function sameLineComments(text: string, offset: number): number {
  let commentEnd = offset;
  for (const token of tokensFrom(text, offset)) {
    if (token.kind === 'lineBreak') break;
    if (token.kind === 'other') return 0;
    if (token.kind !== 'blanks') commentEnd = token.end;
    if (token.kind === 'lineComment') break;
  }
  return commentEnd - offset;
}

function commaAfter(text: string, offset: number): number {
  for (const { kind, start } of tokensFrom(text, offset)) if (kind === 'other') return start;
  return text.length;
}

/** Only the last line can end in a line comment, and no piece begins or ends inside a string. */
function endsInLineComment(text: string): boolean {
  const line = text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
  return line.includes('//') && [...tokensFrom(line, 0)].at(-1)?.kind === 'lineComment';
}

interface Token {
  readonly kind: 'blanks' | 'lineBreak' | 'lineComment' | 'blockComment' | 'other';
  readonly start: number;
  readonly end: number;
}

function* tokensFrom(text: string, offset: number): Generator<Token> {
  const scanner = createScanner(text, false);
  scanner.setPosition(offset);
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    yield { kind: kindOf(text.slice(start, Math.min(end, start + 2))), start, end };
  }
}

function kindOf(beginning: string): Token['kind'] {
  if (beginning === '//') return 'lineComment';
  if (beginning === '/*') return 'blockComment';
  if (/^[\r\n]/.test(beginning)) return 'lineBreak';
  return /^\s/.test(beginning) ? 'blanks' : 'other';
}
