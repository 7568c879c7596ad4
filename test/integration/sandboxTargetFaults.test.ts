import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTarget, userBody } from './sandboxTargetClient.ts';

describe('the target’s faults', async () => {
  const target = await startTarget();
  const listed = async (): Promise<unknown> => (await target.request('GET', '/Users?count=0')).body['totalResults'];

  const answers = [
    ['unauthorized', 401],
    ['forbidden', 403],
    ['notFound', 404],
    ['conflict', 409],
    ['serverError', 500],
  ] as const;
  for (const [kind, status] of answers) {
    it(`answer ${status} once, without effect`, async () => {
      const before = await listed();
      target.server.faults.set({ kind, method: 'POST', path: '^/Users', count: 1 });
      const refused = await target.request('POST', '/Users', userBody(`${kind}@example.com`));
      assert.equal(refused.status, status);
      assert.equal(refused.body['status'], String(status));
      assert.equal(await listed(), before);
      await target.create('/Users', userBody(`${kind}@example.com`));
    });
  }

  it('answer 429 with Retry-After in both forms', async () => {
    target.server.faults.set(
      { kind: 'tooManyRequests', count: 1, retryAfterSeconds: 7 },
      { kind: 'tooManyRequests', count: 1, retryAfterForm: 'date', retryAfterSeconds: 60 },
    );
    const seconds = await target.request('GET', '/Users');
    assert.deepEqual([seconds.status, seconds.headers.get('retry-after')], [429, '7']);
    const date = (await target.request('GET', '/Users')).headers.get('retry-after') ?? '';
    assert.ok(Date.parse(date) > Date.now());
    assert.equal((await target.request('GET', '/Users')).status, 200);
  });

  it('never answer', async () => {
    target.server.faults.set({ kind: 'hang', count: 1 });
    const controller = new AbortController();
    const hung = fetch(`${target.baseAddress}/Users`, { signal: controller.signal });
    // The next request is answered, so the first one has been taken and left hanging.
    while (target.server.faults.list().length > 0) await new Promise(setImmediate);
    assert.equal((await target.request('GET', '/Users')).status, 200);
    controller.abort();
    await assert.rejects(hung, { name: 'AbortError' });
  });

  it('cut the connection before the request takes effect', async () => {
    const before = await listed();
    target.server.faults.set({ kind: 'cutBefore', method: 'POST', count: 1 });
    await assert.rejects(target.request('POST', '/Users', userBody('before@example.com')), TypeError);
    assert.equal(await listed(), before);
  });

  it('cut the connection after the request took effect', async () => {
    target.server.faults.set({ kind: 'cutAfter', method: 'POST', count: 1 });
    const body = userBody('after@example.com');
    await assert.rejects(target.request('POST', '/Users', body), TypeError);
    assert.equal((await target.request('POST', '/Users', body)).body['scimType'], 'uniqueness');
  });

  it('send half of the JSON after the request took effect', async () => {
    target.server.faults.set({ kind: 'invalidJson', method: 'POST', count: 1 });
    const body = userBody('half@example.com');
    await assert.rejects(target.request('POST', '/Users', body), SyntaxError);
    assert.equal((await target.request('POST', '/Users', body)).status, 409);
  });

  it('mislabel the answer after the request took effect', async () => {
    target.server.faults.set({ kind: 'wrongContentType', method: 'POST', count: 1 });
    const body = userBody('mislabelled@example.com');
    const mislabelled = await target.request('POST', '/Users', body);
    assert.deepEqual([mislabelled.status, mislabelled.headers.get('content-type')], [201, 'text/html; charset=utf-8']);
    assert.equal((await target.request('POST', '/Users', body)).status, 409);
  });

  it('send a web page', async () => {
    target.server.faults.set({ kind: 'htmlPage', count: 1 });
    const page = await target.request('GET', '/Users');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  });

  it('are switched over the control endpoint, and do not befall it', async () => {
    await target.control('PUT', '/faults', [{ kind: 'serverError' }]);
    await target.control('POST', '/faults', { kind: 'notFound', method: 'PUT' });
    const { body } = await target.control('GET', '/faults');
    assert.deepEqual(body['faults'], [{ kind: 'serverError' }, { kind: 'notFound', method: 'PUT' }]);
    assert.equal((await target.request('GET', '/Users')).status, 500);
    assert.equal((await target.control('POST', '/faults', { kind: 'nothing' })).status, 400);
    assert.equal((await target.control('PUT', '/faults', [{ kind: 'hang', count: -1 }])).status, 400);
    assert.equal((await target.control('DELETE', '/faults')).status, 204);
    assert.equal((await target.request('GET', '/Users')).status, 200);
  });
});
