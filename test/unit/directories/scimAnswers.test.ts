import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HttpAnswer } from '../../../src/directories/http/httpClient.ts';
import { readCreatedId, readList, readResource } from '../../../src/directories/scim/answers.ts';
import { TargetError } from '../../../src/directories/targetDirectory.ts';

const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];

function answerWith(body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  const request = { method: 'GET', url: 'https://scim.example/Users', headers: {}, body: null };
  return {
    status: 200,
    headers: { 'content-type': 'application/scim+json', ...headers },
    text: body === undefined ? '' : JSON.stringify(body),
    exchange: () => ({ request, response: null, networkError: null }),
  };
}

describe('a ListResponse', () => {
  it('may leave out Resources when there are none', () => {
    assert.deepEqual(readList(answerWith({ schemas, totalResults: 0 }), 'User'), { resources: [], totalResults: 0 });
  });

  it('may leave out totalResults', () => {
    const resources = [{ id: '1', userName: 'ada@example.com' }];
    const list = readList(answerWith({ schemas, Resources: resources }), 'User');
    assert.deepEqual(list, { resources, totalResults: null });
    assert.deepEqual(readList(answerWith({ schemas, Resources: [] }), 'User'), { resources: [], totalResults: null });
  });

  it('is not any other JSON', () => {
    for (const body of [{}, { error: 'no' }, { schemas: ['urn:other'] }, [], { schemas, Resources: 'none' }]) {
      assert.throws(() => readList(answerWith(body), 'User'), TargetError);
    }
  });
});

describe('a resource', () => {
  it('may write its id as a number', () => {
    assert.equal(readResource(answerWith({ id: 7 })).id, '7');
    assert.equal(readList(answerWith({ schemas, Resources: [{ id: 7 }] }), 'User').resources[0]?.id, '7');
  });

  it('that was created may be told by its Location alone', () => {
    const location = 'https://scim.example/scim/v2/Users/dbmid%3A1';
    assert.equal(readCreatedId(answerWith(undefined, { location })), 'dbmid:1');
    assert.equal(readCreatedId(answerWith({ id: '2' }, { location })), '2');
  });

  it('that was created and is not told at all may exist all the same', () => {
    for (const answer of [answerWith(undefined), answerWith({}), answerWith(undefined, { location: '/elsewhere' })])
      assert.throws(
        () => readCreatedId(answer),
        (error) => error instanceof TargetError && error.ambiguous,
      );
  });
});
