/** What spreadsheets and programming languages call the functions of this language, in small letters. */
const namesElsewhere: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Coalesce: ['ifnull', 'nvl'],
    Guid: ['newguid', 'uuid', 'newid'],
    IIF: ['if', 'ifelse', 'iff'],
    InStr: ['indexof', 'find', 'search', 'position', 'charindex'],
    IsNullOrEmpty: ['isempty', 'isblank', 'isnullorwhitespace'],
    Join: ['concat', 'concatenate', 'textjoin'],
    Len: ['length', 'size', 'strlen'],
    Mid: ['substring', 'substr'],
    Now: ['utcnow', 'today', 'getdate', 'currenttime'],
    PCase: ['proper', 'titlecase', 'totitlecase', 'capitalize', 'initcap'],
    Replace: ['substitute', 'regexreplace'],
    StripSpaces: ['removespaces'],
    ToLower: ['lower', 'lcase', 'lowercase'],
    ToUpper: ['upper', 'ucase', 'uppercase'],
  }).flatMap(([name, others]) => others.map((other) => [other, name] as const)),
);

/** Functions whose namesakes elsewhere take other arguments, so that the name alone is no fix. */
const otherArguments: ReadonlySet<string> = new Set(['InStr', 'Join', 'Mid', 'Replace']);

/** The function that another language calls so, in any letter case, and whether it takes the same arguments there. */
export function functionElsewhere(name: string): { readonly name: string; readonly sameArguments: boolean } | null {
  const found = namesElsewhere.get(name.toLowerCase());
  return found === undefined ? null : { name: found, sameArguments: !otherArguments.has(found) };
}

/** Beyond this a text is no name that somebody mistyped, and comparing takes the product of two lengths. */
const longestName = 200;
/** So many names are compared letter by letter; no directory has as many attributes, and a hostile schema has many. */
const mostCompared = 1000;

/**
 * The name that was probably meant: the nearest by edit distance, letter case aside, when it is near enough to be a slip; null otherwise.
 */
export function nearestName(name: string, known: Iterable<string>): string | null {
  if (name.length > longestName) return null;
  const limit = Math.max(1, Math.floor(name.length / 4));
  let nearest: string | null = null;
  let least = limit + 1;
  let compared = 0;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    if (compared === mostCompared) break;
    compared += 1;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** How many characters must be inserted, left out, replaced or swapped with their neighbour (Damerau and Levenshtein). */
export function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one.charAt(row - 1) === other.charAt(column - 1);
      const replaced = at(previous, column - 1) + (isSame ? 0 : 1);
      const isSwap =
        row > 1 &&
        column > 1 &&
        one.charAt(row - 1) === other.charAt(column - 2) &&
        one.charAt(row - 2) === other.charAt(column - 1);
      const swapped = isSwap ? at(before, column - 2) + 1 : replaced;
      current.push(Math.min(at(previous, column) + 1, at(current, column - 1) + 1, replaced, swapped));
    }
    before = previous;
    previous = current;
  }
  return at(previous, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.MAX_SAFE_INTEGER;
}
