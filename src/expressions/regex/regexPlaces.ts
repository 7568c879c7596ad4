import type { RegexProgram } from './regexProgram.ts';
import type { Assertion } from './regexTree.ts';
import { boundaryUnits } from './unitSets.ts';

/** Whether an assertion holds between two units of a text; `lastMatch` is where the search began. */
export function holds(assertion: Assertion, text: string, place: number, lastMatch: number): boolean {
  switch (assertion) {
    case 'start':
      return place === 0;
    case 'lineStart':
      return place === 0 || text.charCodeAt(place - 1) === 10;
    case 'end':
      return place === text.length || (place === text.length - 1 && text.charCodeAt(place) === 10);
    case 'lineEnd':
      return place === text.length || text.charCodeAt(place) === 10;
    case 'absoluteEnd':
      return place === text.length;
    case 'lastMatch':
      return place === lastMatch;
    case 'boundary':
      return isWordAt(text, place - 1) !== isWordAt(text, place);
    case 'notBoundary':
      return isWordAt(text, place - 1) === isWordAt(text, place);
    case 'never':
      return false;
  }
}

function isWordAt(text: string, offset: number): boolean {
  return offset >= 0 && offset < text.length && boundaryUnits(text.charCodeAt(offset));
}

/** The first place at or after `from` where a match can begin; null when there is none. `lastMatch` is where the search began. */
export function nextStart(start: RegexProgram['start'], text: string, from: number, lastMatch: number): number | null {
  if (start === null) return from <= text.length ? from : null;
  if (start === 'textStart') return from === 0 ? 0 : null;
  if (start === 'lineStart') {
    if (from > text.length) return null;
    if (from === lastMatch) return from;
    const newline = text.indexOf('\n', from - 1);
    return newline < 0 ? null : newline + 1;
  }
  for (let offset = from; offset < text.length; offset += 1) if (start(text.charCodeAt(offset))) return offset;
  return null;
}
