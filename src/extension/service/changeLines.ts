import type { Localize } from '../../protocol/localize.ts';
import type { SchemaChange, SchemaConflict } from '../../protocol/service.ts';

const longest = 80;

/** Differences between two schemas, a line for each. */
export function changeLines(changes: readonly SchemaChange[], t: Localize): readonly string[] {
  return changes.map(({ place, old, new: now }) => {
    if (old === null) return t('{0}: {1} is new.', place, cut(now));
    return now === null
      ? t('{0}: {1} is gone.', place, cut(old))
      : t('{0}: {1} becomes {2}.', place, cut(old), cut(now));
  });
}

/** Places that both sides have changed, a line for each. */
export function conflictLines(conflicts: readonly SchemaConflict[], t: Localize): readonly string[] {
  return conflicts.map(({ place, mine, theirs }) =>
    t('Conflict at {0}: {1} in the job file, {2} in Entra, which stays.', place, cut(mine), cut(theirs)),
  );
}

function cut(text: string | null): string {
  if (text === null) return '∅';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
