import type { ObjectType } from '../../protocol/provisioning.ts';
import { type Text, text } from '../../protocol/text.ts';
import type { TargetPage } from '../targetDirectory.ts';
import type { ScimConnection } from './connection.ts';
import { unreadable as unreadableList } from './errors.ts';
import { readList } from './listResponse.ts';
import { readEach, toTargetObject } from './targetObject.ts';

const pageSize = 500;
/** A list that is longer, or comes in more pages, is taken to have no end. */
const mostListed = 2_000_000;
const mostPages = 100_000;
/** So many pages in a row that are not full, each with a larger total than the one before, lead nowhere. */
const mostGrowths = 1000;

/**
 * Pages through everything (RFC 7644 section 3.4.2.4). The target decides how large a page is, so the next start index
 * follows from what came; a list that ends before `totalResults` ends with what came, and the caller sees that some are
 * missing. When all seems to have come, one more page is asked for: some servers put the size of the page into
 * `totalResults`. A caller that meets the same page again stops.
 */
export async function* listAll(
  connection: ScimConnection,
  type: ObjectType,
  attributes: readonly string[],
  signal: AbortSignal,
  references: readonly string[] = [],
): AsyncGenerator<TargetPage> {
  const { maxResults } = await connection.capabilities(signal);
  const count = Math.min(maxResults ?? pageSize, pageSize);
  let total = Number.POSITIVE_INFINITY;
  let growths = 0;
  for (let startIndex = 1, pages = 1; ; pages++) {
    const answer = await connection.leanGet(type, null, `startIndex=${startIndex}&count=${count}`, signal);
    if (startIndex > total && answer.status !== 200) return;
    const list = readList(answer, type);
    const listed = list.resources.length + list.unreadable;
    if (startIndex > total && listed === 0) return;
    const { read, unreadable } = readEach(list.resources, (resource) =>
      toTargetObject(resource, attributes, references),
    );
    yield { objects: read, totalResults: list.totalResults, unreadable: list.unreadable + unreadable };
    growths = listed < count && (list.totalResults ?? 0) > total ? growths + 1 : 0;
    total = list.totalResults ?? total;
    startIndex += listed;
    if (growths >= mostGrowths) throw unreadableList(answer, growing[type]);
    if (startIndex > mostListed || pages >= mostPages)
      throw unreadableList(answer, endless(type, startIndex - 1, pages));
    if (listed === 0) return;
  }
}

const growing: Readonly<Record<ObjectType, Text>> = {
  User: text`The target’s list of users has no end: it gave a larger number of users on each of ${mostGrowths} pages.`,
  Group: text`The target’s list of groups has no end: it gave a larger number of groups on each of ${mostGrowths} pages.`,
};

function endless(type: ObjectType, entries: number, pages: number): Text {
  return type === 'User'
    ? text`The target’s list of users has no end: it came to ${entries} entries on ${pages} pages, and to no last one.`
    : text`The target’s list of groups has no end: it came to ${entries} entries on ${pages} pages, and to no last one.`;
}
