import type { Localize } from './localize.ts';
import type { CycleSummary } from './cycleSummary.ts';

/**
 * What is said of accounts that are disabled, with what of that is permanent (Dropbox deletes who is suspended before they
 * have accepted their invitation): `76 to disable, all of them permanently`.
 *
 * @param text what is said of all of them: `76 to disable`.
 */
export function withPermanently(text: string, count: number, permanent: number, t: Localize): string {
  if (permanent <= 0) return text;
  if (count === 1) return t('{0}, permanently', text);
  return permanent >= count
    ? t('{0}, all of them permanently', text)
    : t('{0}, {1} of them permanently', text, permanent);
}

/** How many of the accounts that a cycle disables are gone with that. Whatever it deletes is gone anyway. */
export function permanentlyDisabled({ counts, permanent }: Pick<CycleSummary, 'counts' | 'permanent'>): number {
  return Math.max(0, permanent - counts.delete);
}
