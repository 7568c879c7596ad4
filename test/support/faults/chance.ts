/**
 * Chance that depends on what is asked and not on when: requests that arrive in another order in the next run meet the
 * same faults.
 *
 * @returns a number from 0 (inclusive) to 1 (exclusive) that looks random and is the same for the same words.
 */
export function chanceOf(seed: number, ...words: readonly (string | number)[]): number {
  // FNV-1a, then the finalizer of MurmurHash3, since FNV leaves the high bits of similar words similar.
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  const text = words.join('\n');
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
