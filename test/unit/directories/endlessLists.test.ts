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
  it('after a hundred thousand pages', async () => {
    let asked = 0;
    const connection = {
      capabilities: () => Promise.resolve({ maxResults: null }),
      leanGet: () => {
        const body = { totalResults: 1e9, Resources: [{ id: `user-${++asked}` }] };
        const answer: HttpAnswer = {
          status: 200,
          headers: {},
          text: JSON.stringify(body),
          maybeActed: false,
          exchange: () => ({
            request: { method: 'GET', url: '', headers: {}, body: null },
            response: null,
            networkError: null,
          }),
        };
        return Promise.resolve(answer);
      },
    } as unknown as ScimConnection;
    const list = listAll(connection, 'User', [], new AbortController().signal);
    await assert.rejects(
      async () => {
        for await (const page of list) assert.equal(page.objects.length, 1);
      },
      (error) => error instanceof TargetError && error.kind === 'unreadable' && error.message.includes('has no end'),
    );
    assert.equal(asked, 100_000);
  });
});
