import type { Localize } from './localize.ts';
import type { CycleSummary } from './cycleSummary.ts';

/**
 * What is said of accounts that are disabled, with what of that is permanent, and why: Dropbox deletes who is suspended before
 * they have accepted their invitation. `76 to disable, all of them permanently: their invitations haven't been accepted`.
 *
 * @param text what is said of all of them: `76 to disable`.
 * @param when whether it's still to be done.
 */
export function withPermanently(
  text: string,
  count: number,
  permanent: number,
  t: Localize,
  when: 'before' | 'after' = 'before',
): string {
  if (permanent <= 0) return text;
  return t('{0}: {1}', permanentShare(text, count, permanent, t), becauseInvited(permanent, t, when));
}

/** The same without why: `76 to disable, all of them permanently`. */
export function permanentShare(text: string, count: number, permanent: number, t: Localize): string {
  if (permanent <= 0) return text;
  if (count === 1) return t('{0}, permanently', text);
  return permanent >= count
    ? t('{0}, all of them permanently', text)
    : t('{0}, {1} of them permanently', text, permanent);
}

function becauseInvited(permanent: number, t: Localize, when: 'before' | 'after'): string {
  if (permanent === 1)
    return when === 'before' ? t("the invitation hasn't been accepted") : t("the invitation hadn't been accepted");
  return when === 'before' ? t("their invitations haven't been accepted") : t("their invitations hadn't been accepted");
}

/** Counts in one line; with semicolons where one of them says why. */
export function countList(parts: readonly string[]): string {
  return parts.join(parts.length > 1 && parts.some((part) => part.includes(': ')) ? '; ' : ', ');
}

/** How many of the accounts that a cycle disables are gone with that. Whatever it deletes is gone anyway. */
export function permanentlyDisabled({ counts, permanent }: Pick<CycleSummary, 'counts' | 'permanent'>): number {
  return Math.max(0, permanent - counts.delete);
}
