import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TargetChange, TargetErrorKind } from '../../src/directories/targetDirectory.ts';
import {
  refusal,
  startFakeScim,
  userSchema,
  webPage,
  type FakeResponse,
  type FakeScimServer,
} from '../support/fakeScimServer.ts';
import { always, errorOf, never, once } from '../support/scimOutcomes.ts';

/** What the responses to writes are taken for. */

const attributes = ['userName', 'title'];
const change: readonly TargetChange[] = [{ attribute: 'title', old: null, new: 'Countess' }];
const masked = (status: number): FakeResponse => ({ ...refusal(status), status: 200 });
const cut: FakeResponse = 'cut';

const writes = {
  POST: (target: FakeScimServer) => target.directory.create('User', { userName: 'ada@x' }, attributes, never),
  PATCH: (target: FakeScimServer) => target.directory.update('User', '1', change, {}, never),
  PUT: (target: FakeScimServer) => target.directory.update('User', '1', change, {}, never),
  DELETE: (target: FakeScimServer) => target.directory.delete('User', '1', never),
};
type Method = keyof typeof writes;

async function startWithAda(test: Parameters<typeof startFakeScim>[0], method: Method): Promise<FakeScimServer> {
  const target = await startFakeScim(test, method === 'PUT' ? { refusesPatch: 405 } : {});
  target.users.set('1', { schemas: [userSchema], id: '1', userName: 'ada@x' });
  return target;
}

const failures: readonly (readonly [response: FakeResponse, kind: TargetErrorKind, ambiguous: boolean])[] = [
  [cut, 'network', true],
  [refusal(500), 'serverError', true],
  [refusal(502), 'serverError', true],
  [refusal(503), 'serverError', true],
  [refusal(504), 'serverError', true],
  [refusal(524), 'serverError', true],
  [{ ...refusal(503), headers: { 'retry-after': '1' } }, 'serverError', false],
  [refusal(408), 'timeout', true],
  [{ status: 303, headers: { location: '/elsewhere' } }, 'redirected', true],
  [{ status: 301, headers: { location: 'https://new.example' } }, 'redirected', false],
  [refusal(400), 'rejected', false],
  [refusal(401), 'unauthorized', false],
  [refusal(403), 'forbidden', false],
  [refusal(409), 'conflict', false],
  [refusal(429), 'throttled', false],
  [masked(409), 'conflict', false],
  [masked(500), 'serverError', true],
  [webPage, 'unreadable', true],
  [{ status: 200, body: 'OK' }, 'unreadable', true],
];

for (const method of ['POST', 'PATCH', 'PUT', 'DELETE'] as const)
  describe(`a ${method} that gets`, () => {
    for (const [response, kind, ambiguous] of failures) {
      const what = typeof response === 'string' ? 'no response' : JSON.stringify(response);
      it(`${what} fails (${kind}), and ${ambiguous ? 'may' : 'cannot'} have taken effect`, async (test) => {
        const target = await startWithAda(test, method);
        target.behaviour.instead = always(response, method);
        const error = await errorOf(writes[method](target));
        assert.deepEqual([error.kind, error.ambiguous], [kind, ambiguous]);
        assert.equal(error.exchange?.request.method, method);
      });
    }
  });

for (const method of ['POST', 'PATCH'] as const)
  it(`a ${method} that gets no response in time fails, and may have taken effect`, async (test) => {
    const target = await startFakeScim(test, { instead: always('hang', method) }, { timeout: 30 });
    const error = await errorOf(writes[method](target));
    assert.deepEqual([error.kind, error.ambiguous], ['timeout', true]);
  });

describe('a creation', () => {
  it('is told by its resource', async (test) => {
    const target = await startFakeScim(test);
    const receipt = await writes.POST(target);
    assert.deepEqual(receipt, { id: '1', queued: false, told: { userName: 'ada@x' }, settled: true });
  });

  it('that is queued, or told by other JSON, is open', async (test) => {
    const target = await startFakeScim(test);
    for (const response of [{ status: 202 }, { status: 200, body: { ok: true } }]) {
      target.behaviour.instead = always(response, 'POST');
      const queued = response.status === 202;
      assert.deepEqual(await writes.POST(target), { id: null, queued, told: {}, settled: false });
    }
  });
});

describe('an update', () => {
  const rows: readonly (readonly [FakeResponse, object])[] = [
    [{ status: 204 }, { told: {}, settled: true }],
    [{ status: 200 }, { told: {}, settled: true }],
    [{ status: 202 }, { told: {}, settled: false }],
    [
      { status: 200, body: { id: '1', userName: 'ada@x', title: 'Lady' } },
      { told: { title: 'Lady' }, settled: true },
    ],
    [
      { status: 200, body: { id: '2', title: 'Countess' } },
      { told: {}, settled: false },
    ],
    [
      { status: 200, body: { ok: true } },
      { told: {}, settled: false },
    ],
  ];
  for (const method of ['PATCH', 'PUT'] as const)
    for (const [response, receipt] of rows)
      it(`by ${method} with the response ${JSON.stringify(response)} gives ${JSON.stringify(receipt)}`, async (test) => {
        const target = await startWithAda(test, method);
        target.behaviour.instead = always(response, method);
        assert.deepEqual(await writes[method](target), receipt);
      });

  it('of an object that is not there says so, and nothing is written', async (test) => {
    const target = await startFakeScim(test);
    const error = await errorOf(writes.PATCH(target));
    assert.equal(error.kind, 'notFound');
    assert.deepEqual(target.asked(), ['GET /ServiceProviderConfig', 'PATCH /Users/1', 'GET /Users/1']);
  });

  it('that was cut and then finds no server may have taken effect', async (test) => {
    const target = await startWithAda(test, 'PATCH');
    const [first, second] = [cut, refusal(400)];
    let left = 1;
    target.behaviour.instead = ({ method }) => (method !== 'PATCH' ? null : left-- > 0 ? first : second);
    const error = await errorOf(writes.PATCH(target));
    assert.deepEqual([error.kind, error.ambiguous], ['rejected', true]);
  });
});

describe('a deletion', () => {
  const rows: readonly (readonly [FakeResponse, string])[] = [
    [{ status: 204 }, 'deleted'],
    [{ status: 200 }, 'deleted'],
    [{ status: 202 }, 'accepted'],
    [{ status: 200, body: { success: false } }, 'accepted'],
    [refusal(404), 'notFound'],
    [{ status: 410 }, 'notFound'],
    [masked(404), 'notFound'],
  ];
  for (const [response, receipt] of rows)
    it(`with the response ${JSON.stringify(response)} is ${receipt}`, async (test) => {
      const target = await startWithAda(test, 'DELETE');
      target.behaviour.instead = always(response, 'DELETE');
      assert.equal(await writes.DELETE(target), receipt);
    });
});

describe('a target that asks for a precondition (428)', () => {
  for (const method of ['PATCH', 'DELETE', 'PUT'] as const)
    it(`gets the ETag with a ${method}`, async (test) => {
      const target = await startWithAda(test, method);
      target.behaviour.etags = 'demanded';
      await writes[method](target);
      assert.equal(target.requests.at(-1)?.headers['if-match'], 'W/"0"');
      if (method === 'DELETE') assert.equal(target.users.size, 0);
      else assert.equal(target.users.get('1')?.['title'], 'Countess');
    });

  it('gets another one when the object changed in between', async (test) => {
    const target = await startWithAda(test, 'PATCH');
    target.behaviour.etags = 'demanded';
    let changes = 1;
    target.behaviour.bend = (response, { path }) => {
      if (path === '/Users/1' && response.status === 200 && changes-- > 0)
        target.users.set('1', { id: '1', userName: 'ada@x', version: 9 });
      return response;
    };
    await writes.PATCH(target);
    assert.equal(target.users.get('1')?.['title'], 'Countess');
    assert.equal(target.asked().filter((request) => request.startsWith('PATCH')).length, 3);
  });
});

it('a refusal is told in the words of the target, once', async (test) => {
  const target = await startFakeScim(test, { instead: once(refusal(409, 'userName is taken', 'uniqueness'), 'POST') });
  const error = await errorOf(writes.POST(target));
  assert.equal(error.message, 'The creation was refused (HTTP 409): uniqueness: userName is taken');
});
