import type { PermanentLosses } from '../../protocol/engineParams.ts';
import type { Localize } from '../../protocol/localize.ts';
import { countList, withPermanently } from '../../protocol/permanently.ts';
import { visible } from '../../protocol/safeText.ts';

/** What is lost, in the words of preview and summary: `76 to disable, all of them permanently: their invitations haven't …`. */
export function permanentCounts({ disable, delete: deleted, permanent }: PermanentLosses, t: Localize): string {
  const parts: readonly (readonly [number, string])[] = [
    [disable, withPermanently(t('{0} to disable', disable), disable, Math.max(0, permanent - deleted), t)],
    [deleted, t('{0} to delete', deleted)],
  ];
  return countList(parts.flatMap(([count, text]) => (count > 0 ? [text] : [])));
}

/** Who goes, and that nothing has been written yet. */
export function permanentDetail({ names, permanent }: PermanentLosses, t: Localize): string {
  const listed = names.map(visible).join(', ');
  const more = permanent - names.length;
  const who = more > 0 ? t('{0}, and {1} more: Preview Sync shows all.', listed, more) : listed;
  const gone =
    permanent === 1
      ? t('This account can’t be given back. Nothing has been written yet, and Cancel leaves it at that.')
      : t('These accounts can’t be given back. Nothing has been written yet, and Cancel leaves it at that.');
  return [who, gone].join('\n\n');
}
