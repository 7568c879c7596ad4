import { createRedactor, type Redactor } from './redactor.ts';

/** A redactor that learns of tokens as they are renewed. */
export interface GrowingRedactor extends Redactor {
  /** From now on this one is taken out, too. */
  learn(credential: string): void;
}

/** @param credentials as for `createRedactor`. */
export function createGrowingRedactor(credentials: readonly (string | null)[]): GrowingRedactor {
  const known = new Set(credentials);
  let redactor = createRedactor([...known]);
  return {
    learn(credential) {
      if (known.has(credential)) return;
      known.add(credential);
      redactor = createRedactor([...known]);
    },
    text: (text) => redactor.text(text),
    headers: (headers) => redactor.headers(headers),
    quote: (text) => redactor.quote(text),
  };
}
