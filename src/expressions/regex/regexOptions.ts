/** .NET's inline options: ignore case, multiline, explicit capture, single line, ignore white space. */
export interface RegexOptions {
  readonly i: boolean;
  readonly m: boolean;
  readonly n: boolean;
  readonly s: boolean;
  readonly x: boolean;
}

/** What a pattern begins with. */
export const noOptions: RegexOptions = { i: false, m: false, n: false, s: false, x: false };

/** The options after `(?on-off)`. */
export function withOptions(options: RegexOptions, on: string, off: string): RegexOptions {
  const changed = { ...options };
  for (const letter of ['i', 'm', 'n', 's', 'x'] as const) {
    if (on.includes(letter)) changed[letter] = true;
    if (off.includes(letter)) changed[letter] = false;
  }
  return changed;
}
