import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TargetErrorKind } from '../../src/directories/targetDirectory.ts';
import { kindOf, never, once } from '../support/scimOutcomes.ts';
import {
  listSchema,
  refusal,
  startFakeScim,
  webPage,
  type FakeRequest,
  type FakeResponse,
} from '../support/fakeScimServer.ts';

/** What a connection has to prove before anything is believed of it. */

const probe = { type: 'User', attribute: 'userName' } as const;
const isFilter = ({ path }: FakeRequest): boolean => path.includes('filter=');
const broken: FakeResponse = { status: 200, body: { schemas: [listSchema], totalResults: 1, Resources: [{ a: 1 }] } };

describe('a connection is proved', () => {
  it('by a list of one, which may be empty', async (test) => {
    const target = await startFakeScim(test);
    await target.directory.prove(probe, never);
    assert.deepEqual(target.asked(), ['GET /Users?startIndex=1&count=1']);
    assert.equal(target.requests[0]?.headers['authorization'], 'Bearer secret');
  });

  const refusals: readonly (readonly [what: string, response: FakeResponse])[] = [
    ['refuses with 403', refusal(403)],
    ['refuses with 404', refusal(404)],
    ['refuses with 400', refusal(400)],
    ['refuses with 500', refusal(500)],
    ['gives a web page for', webPage],
    ['gives an error as a success for', { ...refusal(403), status: 200 }],
    ['breaks in', broken],
  ];
  for (const [what, response] of refusals)
    it(`by a filter that nobody matches, of a target that ${what} a list`, async (test) => {
      const target = await startFakeScim(test, { instead: (request) => (isFilter(request) ? null : response) });
      await target.directory.prove(probe, never);
      assert.match(target.asked()[1] ?? '', /^GET \/Users\?filter=userName eq "[0-9a-f-]{36}@example\.invalid"$/);
    });

  it('by a filter that is ignored: that is a response too', async (test) => {
    const target = await startFakeScim(test, {
      instead: (request) => (isFilter(request) ? broken : refusal(403)),
    });
    await target.directory.prove(probe, never);
  });

  it('with a value of the form that the attribute asks for', async (test) => {
    const target = await startFakeScim(test, { instead: (request) => (isFilter(request) ? null : refusal(403)) });
    for (const [attribute, value] of [
      ['emails[type eq "work"].value', /value eq "[0-9a-f-]{36}@example\.invalid"\]$/],
      ['externalId', /externalId eq "[0-9a-f-]{36}"$/],
    ] as const) {
      await target.directory.prove({ type: 'User', attribute }, never);
      assert.match(target.requests.at(-1)?.path ?? '', value);
    }
  });
});

describe('a connection is not proved', () => {
  const rows: readonly (readonly [what: string, list: FakeResponse, filter: FakeResponse, kind: TargetErrorKind])[] = [
    ['when both are refused', refusal(500), refusal(400), 'serverError'],
    ['by web pages', webPage, webPage, 'unreadable'],
    ['by a list that is not there and a filter that is forbidden', refusal(404), refusal(403), 'forbidden'],
    ['by a list that is forbidden and a filter that is not there', refusal(403), refusal(404), 'forbidden'],
    ['when only the filter is refused the token', refusal(500), refusal(401), 'unauthorized'],
  ];
  for (const [what, list, filter, kind] of rows)
    it(`${what}: the more telling of both is told`, async (test) => {
      const target = await startFakeScim(test, { instead: (request) => (isFilter(request) ? filter : list) });
      assert.equal(await kindOf(target.directory.prove(probe, never)), kind);
      assert.equal(target.requests.length, 2);
    });

  it('when the token is refused, without a second question', async (test) => {
    const target = await startFakeScim(test, { instead: once(refusal(401)) });
    assert.equal(await kindOf(target.directory.prove(probe, never)), 'unauthorized');
    assert.equal(target.requests.length, 1);
  });

  it('when no response comes', async (test) => {
    const target = await startFakeScim(test, { instead: () => 'cut' });
    assert.equal(await kindOf(target.directory.prove(probe, never)), 'network');
  });
});
