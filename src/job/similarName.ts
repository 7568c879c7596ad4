/**
 * The candidate that a person most likely meant, or null when none is near: an equal name but for letter case, else the
 * nearest by edit distance within a third of the name's length.
 */
export function similarName(name: string, candidates: Iterable<string>): string | null {
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = farthest(name) + 1;
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    if (lower === wanted) return candidate;
    if (Math.abs(lower.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, lower);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

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

/** ` Did you mean "x"?` with its leading blank, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const similar = similarName(name, candidates);
  return similar === null ? '' : ` Did you mean ${JSON.stringify(similar)}?`;
}

/** Levenshtein distance in UTF-16 units. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 0; row < left.length; row += 1) {
    const current = [row + 1];
    for (let column = 0; column < right.length; column += 1) {
      const substitution = (previous[column] ?? 0) + (left[row] === right[column] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
