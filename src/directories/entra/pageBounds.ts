import { createHash } from 'node:crypto';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { type Text, text } from '../../protocol/text.ts';

/** How far a list that comes in pages is followed: docs/decisions/0091. */
export interface PageBounds {
  /** Before a page is asked for. @throws ProvisioningFailure of kind `source` when it must not be. */
  follow(link: string): void;
  /** After a page has come. @throws ProvisioningFailure of kind `source` when the list has no end. */
  read(objects: number): void;
}

/** Graph gives empty pages where a page's worth of objects has none that is asked for; so many in a row it does not. */
const mostEmpty = 1000;
const mostPages = 100_000;
const mostObjects = 2_000_000;

export function createPageBounds(): PageBounds {
  const seen = new Set<string>();
  let empty = 0;
  let objects = 0;
  return {
    follow(link) {
      const key = createHash('sha1').update(link).digest('base64');
      if (seen.has(key))
        throw endless(
          text`Microsoft Graph gave the same page link twice; reading was stopped rather than going in circles.`,
        );
      if (seen.size >= mostPages)
        throw endless(text`Microsoft Graph gave ${mostPages} pages of a list and a link to the next.`);
      seen.add(key);
    },
    read(count) {
      empty = count === 0 ? empty + 1 : 0;
      objects += count;
      if (empty > mostEmpty)
        throw endless(text`Microsoft Graph gave ${mostEmpty} empty pages in a row, each with a link to the next.`);
      if (objects > mostObjects) throw endless(text`Microsoft Graph listed more than ${mostObjects} objects.`);
    },
  };
}

function endless(told: Text): ProvisioningFailure {
  return new ProvisioningFailure('source', text`${told} Nothing was changed.`, {
    recommendedAction: text`Check the base address of the source, and run the cycle again later.`,
  });
}
