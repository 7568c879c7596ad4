import type { BoundedText, Budget } from '../budget.ts';
import type { Match } from './spans.ts';

/** A piece of a replacement: text as it is, a group by its slot, or a part of the input around the match. */
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly slot: number }
  | { readonly kind: 'before' | 'after' | 'input' | 'lastGroup' };

const substitution = /\$(?:\$|(\d+)|\{(\w+)\}|([&`'_+]))/gu;

/**
 * Reads a replacement (".NET substitutions in regular expressions"): `$1`, `${name}`, `$&`, `` $` ``, `$'`, `$_`, `$+`, `$$`. A reference to a
 * group that does not exist stays text.
 */
export function parseReplacement(replacement: string, slots: ReadonlyMap<string, number>): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const found of replacement.matchAll(substitution)) {
    const [whole, number, name, mark] = found;
    if (found.index > done) pieces.push({ kind: 'text', text: replacement.slice(done, found.index) });
    done = found.index + whole.length;
    if (number !== undefined) pieces.push(...numbered(number, slots));
    else if (name !== undefined) pieces.push(groupPiece(name, whole, slots));
    else pieces.push(markPiece(mark));
  }
  pieces.push({ kind: 'text', text: replacement.slice(done) });
  return pieces;
}

/** `$12` is group 12 if there is one, else text: .NET takes all the digits. */
function numbered(digits: string, slots: ReadonlyMap<string, number>): readonly Piece[] {
  return [groupPiece(digits, `$${digits}`, slots)];
}

function groupPiece(name: string, whole: string, slots: ReadonlyMap<string, number>): Piece {
  const slot = slots.get(/^\d+$/u.test(name) ? String(Number(name)) : name);
  return slot === undefined ? { kind: 'text', text: whole } : { kind: 'group', slot };
}

function markPiece(mark: string | undefined): Piece {
  switch (mark) {
    case '&':
      return { kind: 'group', slot: 0 };
    case '`':
      return { kind: 'before' };
    case "'":
      return { kind: 'after' };
    case '_':
      return { kind: 'input' };
    case '+':
      return { kind: 'lastGroup' };
    default:
      return { kind: 'text', text: '$' };
  }
}

/** Adds the text that replaces one match. @throws BudgetExhausted */
export function addExpanded(
  result: BoundedText,
  pieces: readonly Piece[],
  match: Match,
  text: string,
  budget: Budget,
): void {
  budget.spend(pieces.length);
  for (const piece of pieces) result.add(expandPiece(piece, match, text));
}

function expandPiece(piece: Piece, match: Match, text: string): string {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'group': {
      const span = match[piece.slot] ?? null;
      return span === null ? '' : text.slice(span.start, span.end);
    }
    case 'before':
      return text.slice(0, match[0].start);
    case 'after':
      return text.slice(match[0].end);
    case 'input':
      return text;
    case 'lastGroup': {
      const span = match.at(-1) ?? null;
      return span === null ? '' : text.slice(span.start, span.end);
    }
  }
}
