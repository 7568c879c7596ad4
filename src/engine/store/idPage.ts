import { DamagedRowError } from './storedJson.ts';

/**
 * The ids of a page that is read in order of id, after `after`. In a damaged table or index they come in another order, and
 * whoever reads on after the last would read the same page without end.
 *
 * @param rows each with its `id`.
 * @throws DamagedRowError when an id doesn't come after the one before.
 */
export function idPage(
  table: string,
  after: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): readonly string[] {
  let last = after;
  return rows.map(({ id }) => {
    if (typeof id !== 'string' || !comesAfter(id, last)) throw new DamagedRowError(table);
    last = id;
    return id;
  });
}

/** SQLite compares texts by their bytes in UTF-8 (https://www.sqlite.org/datatype3.html#collation), which differs seldom. */
function comesAfter(id: string, last: string): boolean {
  return id > last || Buffer.compare(Buffer.from(id), Buffer.from(last)) > 0;
}
