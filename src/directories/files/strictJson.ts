import { parse, type ParseError } from 'jsonc-parser';
import { findDeeperThan } from '../../job/jsonDepth.ts';
import { textPositions } from '../../job/jobProblems.ts';

/** The parser that finds the place recurses; so deep nothing is that is meant. */
const deepestNesting = 1000;

/**
 * Parses JSON without comments (RFC 8259), after a byte order mark or none.
 *
 * @throws Error that says at which line and column it goes wrong. Unlike JavaScript's own it quotes nothing: the file may be
 *   another one than was meant, with a secret in it.
 */
export function parseStrictJson(source: string): unknown {
  const text = source.replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new Error('the file is empty.');
  const deep = findDeeperThan(deepestNesting, text);
  if (deep !== null) throw new Error(`it is nested more than ${deepestNesting} levels deep at ${placeIn(text, deep)}.`);
  try {
    return JSON.parse(text);
  } catch {
    const errors: ParseError[] = [];
    parse(text, errors, { disallowComments: true, allowTrailingComma: false });
    const where = errors[0] === undefined ? '' : ` from ${placeIn(text, errors[0].offset)} on`;
    throw new Error(`it is not JSON${where}.`);
  }
}

function placeIn(text: string, offset: number): string {
  const { line, column } = textPositions(text)(offset);
  return `line ${line}, column ${column}`;
}
