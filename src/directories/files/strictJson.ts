import { parse, type ParseError } from 'jsonc-parser';
import { findDeeperThan } from '../../job/jsonDepth.ts';
import { textPositions } from '../../job/jobProblems.ts';
import { TextError } from '../../protocol/failure.ts';
import { type Text, text } from '../../protocol/text.ts';

/** The parser that finds the place recurses; so deep nothing is that is meant. */
const deepestNesting = 1000;

/**
 * Parses JSON without comments (RFC 8259), after a byte order mark or none.
 *
 * @throws TextError that says at which line and column it goes wrong. Unlike JavaScript's own it quotes nothing: the file may be
 *   another one than was meant, with a secret in it.
 */
export function parseStrictJson(source: string): unknown {
  const json = source.replace(/^\uFEFF/, '');
  if (json.trim() === '') throw new TextError(text`the file is empty.`);
  const deep = findDeeperThan(deepestNesting, json);
  if (deep !== null)
    throw new TextError(text`it is nested more than ${deepestNesting} levels deep at ${placeIn(json, deep)}.`);
  try {
    return JSON.parse(json);
  } catch {
    const errors: ParseError[] = [];
    parse(json, errors, { disallowComments: true, allowTrailingComma: false });
    const [first] = errors;
    throw new TextError(
      first === undefined ? text`it is not JSON.` : text`it is not JSON from ${placeIn(json, first.offset)} on.`,
    );
  }
}

function placeIn(json: string, offset: number): Text {
  const { line, column } = textPositions(json)(offset);
  return text`line ${line}, column ${column}`;
}
