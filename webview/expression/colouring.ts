import type { Finding } from '../../src/expressions/finding.ts';
import { findFunction } from '../../src/expressions/functions/catalogue.ts';
import { tokenize } from '../../src/expressions/syntax/lexer.ts';
import { h } from '../h.ts';

/** The text as coloured pieces, each with its offset; where a problem stands, the piece is underlined. */
export function colouredPieces(text: string, findings: readonly Finding[]): Node[] {
  const nodes: Node[] = [];
  let at = 0;
  for (const { kind, start, end, value } of tokenize(text).tokens) {
    if (start > at) nodes.push(piece(text.slice(at, start), '', at));
    const problem = findings.find(({ offset, length }) => offset < end && start < offset + Math.max(length, 1));
    const isConstant = kind === 'macro' || (kind === 'name' && !findFunction(value));
    const type = isConstant ? 'constant' : kind;
    nodes.push(piece(text.slice(start, end), `token-${type}${problem ? ` problem-${problem.severity}` : ''}`, start));
    at = end;
  }
  nodes.push(piece(`${text.slice(at)}\n`, '', at)); // a last line that is empty takes room only with a line break after it
  return nodes;
}

/** The offset of the coloured piece under a point, with its box; the text area lies above and knows none. */
export function pieceAt(colours: HTMLElement, x: number, y: number): { offset: number; box: DOMRect } | null {
  for (const each of colours.children) {
    for (const box of each.getClientRects()) {
      if (box.left <= x && x < box.right && box.top <= y && y < box.bottom)
        return { offset: Number(each.getAttribute('data-offset')), box };
    }
  }
  return null;
}

function piece(text: string, className: string, offset: number): HTMLElement {
  return h('span', { class: className, 'data-offset': offset }, text);
}
