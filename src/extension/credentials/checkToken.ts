import type { Localize } from '../../protocol/localize.ts';

/** What is wrong with a pasted bearer token, as a sentence for the input box; null when nothing is. Never quotes it. */
export function checkToken(pasted: string, t: Localize): string | null {
  const token = cleanToken(pasted);
  if (token === '') return t('Paste the token.');
  if (/\s/.test(token)) return t('A token can’t contain spaces or line breaks. Paste only the token.');
  if (/^https?:\/\//i.test(token)) return t('This is an address. Paste the token instead.');
  if (!/^[\x21-\x7e]+$/.test(token))
    return t('A token has only plain ASCII characters. Copy it again from where it was shown.');
  return null;
}

/** The token without the blanks around it and the word `Bearer`, which are often copied with it. */
export function cleanToken(pasted: string): string {
  return pasted.trim().replace(/^Bearer\s+/i, '');
}
