import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPageBounds } from '../../../src/directories/entra/pageBounds.ts';
import type { HttpAnswer } from '../../../src/directories/http/httpClient.ts';
import type { ScimConnection } from '../../../src/directories/scim/connection.ts';
import { listAll } from '../../../src/directories/scim/listing.ts';
import { TargetError } from '../../../src/directories/targetDirectory.ts';
import { ProvisioningFailure } from '../../../src/protocol/failure.ts';

/** Follows pages of so many objects each; pages that the list was followed for. */
function follow(objectsOn: (page: number) => number, link = (page: number): string => `link ${page}`): number {
  const bounds = createPageBounds();
  for (let page = 1; ; page++) {
    try {
      bounds.follow(link(page));
      bounds.read(objectsOn(page));
    } catch (error) {
      assert.ok(error instanceof ProvisioningFailure, String(error));
      assert.equal(error.kind, 'source');
      assert.match(error.message, /^Microsoft Graph .* Nothing was changed\.$/);
      return page;
    }
  }
}

describe('a list of Microsoft Graph that has no end is left', () => {
  it('after a thousand empty pages in a row', () => {
    assert.equal(
      follow(() => 0),
      1001,
    );
  });

  it('when a page comes again', () => {
    assert.equal(
      follow(
        () => 1,
        (page) => `link ${page % 7}`,
      ),
      8,
    );
  });

  it('after two million objects, or a hundred thousand pages', () => {
    assert.equal(
      follow(() => 999),
      Math.ceil(2_000_001 / 999),
    );
    assert.equal(
      follow((page) => page % 2),
      100_001,
    );
  });
});

describe('a list of a SCIM target that has no end is left', () => {
  /** Reads all of a list whose pages have one new object each. @returns the pages that came, and the error at the end. */
  const readAll = async (totalOf: (page: number) => unknown, size = 1): Promise<[number, unknown]> => {
    let asked = 0;
    const page = (): HttpAnswer => ({
      status: 200,
      headers: {},
      text: JSON.stringify({
        totalResults: totalOf(++asked),
        Resources: Array.from({ length: size }, (_, index) => ({ id: `user-${asked}-${index}` })),
      }),
      maybeActed: false,
      exchange: () => ({
        request: { method: 'GET', url: '', headers: {}, body: null },
        response: null,
        networkError: null,
      }),
    });
    const connection = {
      capabilities: () => Promise.resolve({ maxResults: null }),
      leanGet: () => Promise.resolve(page()),
    } as unknown as ScimConnection;
    try {
      for await (const { objects } of listAll(connection, 'User', [], new AbortController().signal))
        assert.equal(objects.length, size);
      return [asked, null];
    } catch (error) {
      return [asked, error];
    }
  };
  const assertEnds = (error: unknown, words: string): void => {
    assert.ok(error instanceof TargetError && error.kind === 'unreadable', String(error));
    assert.ok(error.message.includes(words), error.message);
  };

  it('after a hundred thousand pages', async () => {
    const [asked, error] = await readAll(() => 1e9);
    assertEnds(error, 'has no end');
    assert.equal(asked, 100_000);
  });

  it('after a thousand pages, each of which says that there is one more', async () => {
    for (const totalOf of [(page: number) => page, (page: number) => page + 1, (page: number) => String(page + 1)]) {
      const [asked, error] = await readAll(totalOf);
      assertEnds(error, 'gave a larger number of users on each of 1000 pages');
      assert.ok(asked < 1100, String(asked));
    }
  });

  it('but not where the pages are full, or what they said stays true for a while', async () => {
    const [full] = await readAll((page) => 500 * page + 1, 500);
    assert.equal(full, 4000);
    const [slowly] = await readAll((page) => 3000 * Math.ceil(page / 2000));
    assert.equal(slowly, 100_000);
  });
});
