import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createTargetServer } from '../../src/sandbox/target/server.ts';
import { openTargetStore, type TargetStore } from '../../src/sandbox/target/store.ts';
import type { Manner } from '../support/faults/manners.ts';
import { startFaultTarget, type FaultTarget, type TargetFault } from '../support/faultTarget.ts';

const token = 'token-of-the-tests';
const ada = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada@contoso.com', title: 'Countess' };
const patch = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'title', value: 'Programmer' }],
};

interface House {
  readonly target: FaultTarget;
  readonly store: TargetStore;
  /** Null when the connection was cut or no answer came in time. */
  readonly send: (
    method: string,
    path: string,
    body?: object,
    patience?: number,
  ) => Promise<{ status: number; text: string } | null>;
  /** Ada's account, as the target behind holds it. */
  readonly title: () => unknown;
}

async function openHouse(test: TestContext): Promise<House> {
  const store = openTargetStore(null);
  const server = createTargetServer({ token, store, newId: () => 'ada' });
  const { baseAddress } = await server.listen();
  test.after(() => server.close());
  const target = await startFaultTarget(test, { upstream: new URL(baseAddress).origin, token });
  const send: House['send'] = async (method, path, body, patience = 20_000) => {
    const options = { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' } };
    const signal = AbortSignal.timeout(patience);
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${target.origin}/scim/v2${path}`, { ...options, ...text, signal }).catch(() => null);
    return answer === null ? null : { status: answer.status, text: await answer.text() };
  };
  return { target, store, send, title: () => store.get('User', 'ada')?.attributes['title'] };
}

/** A PATCH that a fault befalls: what the client is told, and whether it has taken effect. */
const patches: readonly (readonly [fault: TargetFault, status: number | null, effect: boolean])[] = [
  [{ fault: 'refuse', status: 500 }, 500, false],
  [{ fault: 'refuse', status: 503 }, 503, false],
  [{ fault: 'cut', effect: false }, null, false],
  [{ fault: 'cut', effect: true }, null, true],
  [{ fault: 'hang', effect: false }, null, false],
  [{ fault: 'hang', effect: true }, null, true],
  [{ fault: 'lose', as: 500 }, 500, true],
  [{ fault: 'lose', as: 502 }, 502, true],
  [{ fault: 'lose', as: 'html' }, 200, true],
  [{ fault: 'lose', as: 'errorBody' }, 200, true],
  [{ fault: 'falseNotFound' }, 404, false],
  [{ fault: 'oldBody', effect: false }, 200, false],
  [{ fault: 'oldBody', effect: true }, 200, true],
];

describe('a target with manners of its own', () => {
  const odd = (manner: Manner): readonly TargetFault[] => [{ fault: 'odd', manner }];

  it('tells counts as texts, leaves out what a list is, and writes in UTF-16', async (test) => {
    const { target, send } = await openHouse(test);
    target.set(odd('countsAsText'));
    assert.match((await send('GET', '/Users'))?.text ?? '', /"totalResults":"0"/);
    target.set(odd('bareLists'));
    const bare = JSON.parse((await send('GET', '/Users'))?.text ?? '') as object;
    assert.deepEqual(
      ['schemas', 'Resources'].filter((name) => name in bare),
      [],
    );
    await send('POST', '/Users', ada);
    target.set(odd('utf16'));
    assert.match((await send('GET', '/Users/ada'))?.text ?? '', /^\{\0"\0/);
  });

  it('refuses what other servers take, and takes the rest', async (test) => {
    const { target, send, title } = await openHouse(test);
    await send('POST', '/Users', ada);
    for (const [manner, method, path, body, status] of [
      ['refusesExcludedAttributes', 'GET', '/Users?excludedAttributes=title', undefined, 403],
      ['refusesExcludedAttributes', 'GET', '/Users', undefined, 200],
      ['demandsIfMatch', 'DELETE', '/Users/ada', undefined, 428],
      ['demandsIfMatch', 'PATCH', '/Users/ada', patch, 428],
      ['refusesAdd', 'PATCH', '/Users/ada', { ...patch, Operations: [{ op: 'Add', path: 'title', value: 'X' }] }, 400],
    ] as const) {
      target.set(odd(manner));
      assert.equal((await send(method, path, body))?.status, status, manner);
      assert.equal(title(), 'Countess');
    }
    assert.equal((await send('PATCH', '/Users/ada', patch))?.status, 200);
  });
});

describe('a target with faults', () => {
  for (const [fault, status, effect] of patches) {
    it(`${JSON.stringify(fault)}: a PATCH is told ${status ?? 'nothing'} and ${effect ? 'takes' : 'takes no'} effect`, async (test) => {
      const { target, send, title } = await openHouse(test);
      await send('POST', '/Users', ada);
      target.set([{ ...fault, methods: ['PATCH'], path: /^\/Users\/ada$/ }]);
      const told = await send('PATCH', '/Users/ada', patch, fault.fault === 'hang' ? 1000 : undefined);
      assert.equal(told?.status ?? null, status);
      assert.equal(title(), effect ? 'Programmer' : 'Countess');
      assert.doesNotMatch(told?.text ?? '', /Programmer/);
      assert.equal(target.log.at(-1)?.fault, fault.fault);
      target.clear();
      assert.equal((await send('GET', '/Users/ada'))?.status, 200);
    });
  }

  it('accepts what takes effect some requests later, or when everything is settled', async (test) => {
    const { target, send, title, store } = await openHouse(test);
    target.set([{ fault: 'accepted', count: 2, methods: ['POST', 'PATCH'] }]);
    assert.equal((await send('POST', '/Users', ada))?.status, 202);
    assert.equal(store.all('User').length, 0);
    for (let request = 0; request < 3; request += 1) await send('GET', '/Users');
    assert.equal(store.all('User').length, 1);
    assert.equal((await send('PATCH', '/Users/ada', patch))?.status, 202);
    assert.equal(title(), 'Countess');
    await target.settled();
    assert.equal(title(), 'Programmer');
  });

  it('answers a creation with the id of another resource', async (test) => {
    const { target, send, store } = await openHouse(test);
    target.set([{ fault: 'wrongId', count: 1 }]);
    const told = await send('POST', '/Users', ada);
    const { id, meta } = JSON.parse(told?.text ?? '') as { id: string; meta: { location: string } };
    assert.deepEqual([told?.status, id, meta.location], [201, 'ada-wrong', `${target.origin}/scim/v2/Users/ada-wrong`]);
    assert.equal(store.get('User', 'ada')?.attributes['userName'], 'ada@contoso.com');
  });

  it('lists in pages of a size, and fails a filter only', async (test) => {
    const { target, send } = await openHouse(test);
    await send('POST', '/Users', ada);
    target.set([
      { fault: 'pages', size: 1 },
      { fault: 'refuse', status: 500, methods: ['GET'], path: /[?&]filter=/ },
    ]);
    const page = JSON.parse((await send('GET', '/Users?count=100&startIndex=1'))?.text ?? '') as {
      itemsPerPage: number;
    };
    assert.equal(page.itemsPerPage, 1);
    assert.equal((await send('GET', '/Users?filter=userName%20eq%20%22ada%22'))?.status, 500);
  });

  it('befalls as many requests as it is told to, or the same share of them each time', async (test) => {
    const { target, send } = await openHouse(test);
    const statuses = async (fault: TargetFault): Promise<readonly (number | undefined)[]> => {
      target.set([fault]);
      const told = [];
      for (let index = 0; index < 20; index += 1) told.push((await send('GET', `/Users/${index}`))?.status);
      return told;
    };
    const twice = await statuses({ fault: 'refuse', status: 500, count: 2 });
    assert.deepEqual([twice.filter((status) => status === 500).length, twice[1], twice[2]], [2, 500, 404]);
    const share: TargetFault = { fault: 'refuse', status: 500, probability: 0.4, seed: 7 };
    const some = await statuses(share);
    assert.deepEqual(await statuses(share), some);
    assert.ok(some.includes(500) && some.includes(404));
    assert.notDeepEqual(await statuses({ ...share, seed: 8 }), some);
  });

  it('counts, and calls back at a write, before it takes effect and after', async (test) => {
    const { target, send, store } = await openHouse(test);
    const seen: string[] = [];
    target.atWrite(1, 'arrives', () => seen.push(`arrives, ${store.all('User').length}`));
    target.atWrite(1, 'done', () => seen.push(`done, ${store.all('User').length}`));
    await send('GET', '/Users');
    await send('POST', '/Users', ada);
    await send('POST', '/Users', ada);
    assert.deepEqual(seen, ['arrives, 0', 'done, 1']);
    assert.deepEqual(target.counts(), { all: 3, writes: 2, refusedWrites: 1, byFault: {} });
    target.forget();
    assert.equal(target.counts().all, 0);
  });
});
