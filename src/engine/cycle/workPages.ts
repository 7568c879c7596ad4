import type { Run } from './run.ts';

/** Objects taken from the work list at a time. */
const pageSize = 128;

/** The objects of the work list that are linked, or those that are not, page by page in order of id. */
export function* workPages({ context, set }: Run, linked: boolean): Generator<readonly string[]> {
  const { work } = context.store;
  for (let after = ''; ;) {
    const ids = work.page(set.type, linked, after, pageSize);
    const last = ids[ids.length - 1];
    if (last === undefined) return;
    after = last;
    yield ids;
  }
}

/** The same of objects that are known already. */
export function* pagesOf(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += pageSize) yield ids.slice(start, start + pageSize);
}
