import { type Text, text } from '../protocol/text.ts';

/**
 * The candidate that a person most likely meant, or null when none is near: an equal name but for letter case, else the
 * nearest by edit distance within a third of the name's length.
 */
export function similarName(name: string, candidates: Iterable<string>): string | null {
  if (name.length > longestName) return null;
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = farthest(name) + 1;
  let compared = 0;
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    if (lower === wanted) return candidate;
    if (Math.abs(lower.length - wanted.length) >= bestDistance || compared === mostCompared) continue;
    compared += 1;
    const distance = editDistance(wanted, lower);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** So many candidates are compared letter by letter; no directory has as many attributes, and a hostile schema has many names. */
const mostCompared = 1000;
/** Beyond this a text is no name that somebody mistyped, and comparing takes the product of two lengths. */
const longestName = 200;

/** The names nearest to one that nobody has: those within its edit distance, else those that contain it; each once. */
export function nearestNames(name: string, candidates: Iterable<string>, most: number): readonly string[] {
  const wanted = name.trim().toLowerCase();
  const near = new Map<string, number>();
  const containing = new Set<string>();
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    if (wanted !== '' && containing.size < most && lower.includes(wanted)) containing.add(candidate);
    if (Math.abs(lower.length - wanted.length) > farthest(wanted)) continue;
    const distance = editDistance(wanted, lower);
    if (distance <= farthest(wanted)) near.set(candidate, distance);
  }
  const byDistance = [...near].sort(([, left], [, right]) => left - right).map(([candidate]) => candidate);
  return [...new Set([...byDistance, ...containing])].slice(0, most);
}

/** The edit distance at which two names no longer look alike. */
function farthest(name: string): number {
  return Math.min(4, Math.floor(name.length / 3));
}

/** A text with `Did you mean "x"?` behind it, where a name is near. */
export function withGuess(told: Text, name: string, candidates: Iterable<string>): Text {
  const similar = similarName(name, candidates);
  return similar === null ? told : text`${told} Did you mean ${JSON.stringify(similar)}?`;
}

/** Names for a sentence: `"a", "b"`; of very many the first. */
export function someNames(names: readonly string[]): Text {
  const shown = names
    .slice(0, mostNamed)
    .map((name) => JSON.stringify(name))
    .join(', ');
  return names.length > mostNamed ? text`${shown} or ${names.length - mostNamed} others` : shown;
}

const mostNamed = 30;

/** Levenshtein distance in UTF-16 units. */
function editDistance(left: string, right: string): number {
  const row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let line = 1; line <= left.length; line += 1) {
    const unit = left.charCodeAt(line - 1);
    let diagonal = row[0] ?? 0;
    row[0] = line;
    for (let column = 1; column <= right.length; column += 1) {
      const above = row[column] ?? 0;
      const substitution = diagonal + (unit === right.charCodeAt(column - 1) ? 0 : 1);
      row[column] = Math.min(substitution, above + 1, (row[column - 1] ?? 0) + 1);
      diagonal = above;
    }
  }
  return row[right.length] ?? 0;
}
