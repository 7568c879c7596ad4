import type { DatabaseSync } from 'node:sqlite';

/** A state is looked through when it's opened, once in so many milliseconds: that reads all of it. */
const interval = 24 * 60 * 60 * 1000;
const key = 'examinedAt';

/**
 * Looks for damage that a cycle might not come across by itself, or only after it has written: pages that SQLite can't follow
 * (https://www.sqlite.org/pragma.html#pragma_quick_check). That it was done is noted in the state, where it can be written.
 *
 * @param now milliseconds since 1970; a clock that was ahead is no reason not to look.
 * @returns what is damaged, in SQLite's words; null when nothing is, or it was looked at not long ago.
 */
export function examineWhenDue(database: Pick<DatabaseSync, 'prepare' | 'exec'>, now: number): string | null {
  const last = Number(database.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.['value'] ?? Number.NaN);
  if (last <= now && now - last < interval) return null;
  const told = database.prepare('PRAGMA quick_check(1)').get();
  const found = String(Object.values(told ?? {})[0]);
  if (found !== 'ok') return found;
  note(database, now);
  return null;
}

/** Another process may be writing, or nobody may write here: then it's looked at again the next time. */
function note(database: Pick<DatabaseSync, 'prepare' | 'exec'>, now: number): void {
  try {
    database.exec('PRAGMA busy_timeout = 0');
    database.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, String(Math.round(now)));
  } catch {
    // Nothing depends on the note.
  } finally {
    database.exec('PRAGMA busy_timeout = 5000');
  }
}
