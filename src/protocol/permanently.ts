import type { Localize } from './localize.ts';
import type { CycleSummary } from './cycleSummary.ts';
import { render, text, type Text } from './text.ts';

/**
 * What is said of accounts that are disabled, with what of that is permanent, and why: Dropbox deletes who is suspended before
 * they have accepted their invitation. `76 to disable, all of them permanently: their invitations haven't been accepted`.
 *
 * @param all what is said of all of them: `76 to disable`.
 * @param when whether it's still to be done.
 */
export function withPermanently(
  all: string,
  count: number,
  permanent: number,
  t: Localize,
  when: 'before' | 'after' = 'before',
): string {
  return render(permanentlyTold(all, count, permanent, when), t);
}

/** The same before it is in any language. */
export function permanentlyTold(
  all: Text,
  count: number,
  permanent: number,
  when: 'before' | 'after' = 'before',
): Text {
  if (permanent <= 0) return all;
  return text`${permanentShareTold(all, count, permanent)}: ${becauseInvited(permanent, when)}`;
}

/** The same without why: `76 to disable, all of them permanently`. */
export function permanentShareTold(all: Text, count: number, permanent: number): Text {
  if (permanent <= 0) return all;
  if (count === 1) return text`${all}, permanently`;
  return permanent >= count ? text`${all}, all of them permanently` : text`${all}, ${permanent} of them permanently`;
}

function becauseInvited(permanent: number, when: 'before' | 'after'): Text {
  if (permanent === 1)
    return when === 'before' ? text`the invitation hasn't been accepted` : text`the invitation hadn't been accepted`;
  return when === 'before'
    ? text`their invitations haven't been accepted`
    : text`their invitations hadn't been accepted`;
}

/** Counts in one line; with semicolons where one of them says why. */
export function countList(parts: readonly string[]): string {
  return parts.join(parts.length > 1 && parts.some((part) => part.includes(': ')) ? '; ' : ', ');
}

/** How many of the accounts that a cycle disables are gone with that. Whatever it deletes is gone anyway. */
export function permanentlyDisabled({ counts, permanent }: Pick<CycleSummary, 'counts' | 'permanent'>): number {
  return Math.max(0, permanent - counts.delete);
}
