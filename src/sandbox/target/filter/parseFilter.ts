import { parse } from 'scim2-parse-filter';
import type { Filter } from 'scim2-parse-filter';
import { badRequest } from '../errors.ts';

const STRING_LITERAL = /"(?:[^"\\]|\\.)*"/gs;
const SUB_ATTRIBUTE_OF_VALUE_PATH = /\[([^[\]]*)\]\.([\w$]+)\s+(pr\b|\w+\s+[^\s()[\]]+)/gi;
const REFERENCE_NAME = '_ref_';
const LONGEST_SHOWN = 200;
/** The parser calls itself for each level, so a filter without such a bound could exhaust the stack. */
const DEEPEST_NESTING = 100;

/**
 * Parses a filter of RFC 7644 section 3.4.2.2, and `attribute[…].sub op value` besides, with which Entra ID matches
 * (`emails[type eq "work"].value eq "a@b.c"`): both conditions then hold for the same value.
 * Throws 400 `invalidFilter`.
 *
 * The parser knows no `$` in a name and not every JSON escape in a string, so both are taken out before and put back
 * after.
 */
export function parseFilter(text: string): Filter {
  const literals: unknown[] = [];
  try {
    const bare = text
      .replace(STRING_LITERAL, (literal) => `"${literals.push(JSON.parse(literal)) - 1}"`)
      .replace(SUB_ATTRIBUTE_OF_VALUE_PATH, '[($1) and $2 $3]')
      .replaceAll('$ref', REFERENCE_NAME);
    if (nestingOf(bare) > DEEPEST_NESTING)
      throw new RangeError(`it is nested more than ${DEEPEST_NESTING} levels deep`);
    return restore(parse(bare), literals);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
    throw badRequest('invalidFilter', `The filter '${shown}' does not follow RFC 7644 section 3.4.2.2: ${reason}.`);
  }
}

function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '(') deepest = Math.max(deepest, (depth += 1));
    else if (character === ')') depth -= 1;
  }
  return deepest;
}

function restore(filter: Filter, literals: readonly unknown[]): Filter {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((part) => restore(part, literals)) };
    case 'not':
      return { ...filter, filter: restore(filter.filter, literals) };
    case '[]':
      return { ...filter, attrPath: restoreName(filter.attrPath), valFilter: restore(filter.valFilter, literals) };
    case 'pr':
      return { ...filter, attrPath: restoreName(filter.attrPath) };
    default: {
      const { compValue } = filter;
      const literal = typeof compValue === 'string' ? literals[Number(compValue)] : compValue;
      return { ...filter, attrPath: restoreName(filter.attrPath), compValue: literal as typeof compValue };
    }
  }
}

function restoreName(path: string): string {
  return path.replace(REFERENCE_NAME, '$ref');
}
