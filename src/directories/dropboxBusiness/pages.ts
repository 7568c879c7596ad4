import type { BusinessConnection } from './connection.ts';
import { routeError, unreadable } from './errors.ts';
import { field, listField, textField } from './fields.ts';
import { type Text, text } from '../../protocol/text.ts';

/** A list that Dropbox gives in pages, by a route that begins it and one that goes on from a cursor. */
export interface Listing {
  readonly first: string;
  readonly next: string;
  readonly argument: object;
  /** The member of the response that holds the items. */
  readonly items: string;
  /** `Listing members was refused` */
  readonly refused: Text;
}

export interface Page {
  readonly items: readonly unknown[];
  readonly hasMore: boolean;
}

/** What a page holds at most. */
export const largestPage = 1000;
/** What says that a cursor is no longer known, so that the list has to begin anew (`invalid_cursor`, `reset`). */
const stale: ReadonlySet<string> = new Set(['invalid_cursor', 'reset']);
const mostBeginnings = 3;

/**
 * The pages of a list. Where a cursor has gone stale the list begins anew, so that items may come more than once.
 *
 * @throws TargetError
 */
export async function* pagesOf(
  connection: BusinessConnection,
  list: Listing,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  let cursor: string | null = null;
  for (let beginnings = 1; ;) {
    const route = cursor === null ? list.first : list.next;
    const argument = cursor === null ? list.argument : { cursor };
    const response = await connection.call({ route, argument, does: 'read', refused: list.refused }, signal);
    if (response.kind === 'refused') {
      if (cursor === null || !stale.has(response.tag) || ++beginnings > mostBeginnings)
        throw routeError(response, list.refused);
      cursor = null;
      continue;
    }
    const { value, answer } = response;
    if (!Array.isArray(field(value, list.items)))
      throw unreadable(
        answer,
        text`Dropbox’s response to ${route} (HTTP ${answer.status}) holds no list of ${list.items}.`,
      );
    cursor = textField(value, 'cursor');
    const hasMore = field(value, 'has_more') === true;
    if (hasMore && cursor === null)
      throw unreadable(answer, text`Dropbox’s response to ${route} says that there is more, and has no cursor for it.`);
    yield { items: listField(value, list.items), hasMore };
    if (!hasMore) return;
  }
}
