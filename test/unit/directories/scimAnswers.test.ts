import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HttpAnswer } from '../../../src/directories/http/httpClient.ts';
import { readList } from '../../../src/directories/scim/answers.ts';
import { TargetError } from '../../../src/directories/targetDirectory.ts';

const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];

function answerWith(body: unknown): HttpAnswer {
  const request = { method: 'GET', url: 'https://scim.example/Users', headers: {}, body: null };
  return {
    status: 200,
    headers: { 'content-type': 'application/scim+json' },
    text: JSON.stringify(body),
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
