import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { WriteReceipt } from '../../src/decision/knowledge.ts';
import type { TargetChange } from '../../src/directories/targetDirectory.ts';
import { refusal, type FakeScimServer, type FullResponse, type Json } from '../support/fakeScimServer.ts';
import {
  enterprise,
  formOf,
  invalidPath,
  noTarget,
  startPicky,
  type PatchOperation,
  type Picky,
} from '../support/pickyScim.ts';
import { errorOf, kindOf, never } from '../support/scimOutcomes.ts';

/** Elements of multi-valued attributes, and several changes at once, at servers that refuse how they are written. */

const update = (target: FakeScimServer, changes: readonly TargetChange[]): Promise<WriteReceipt> =>
  target.directory.update('User', '1', changes, {}, never);

const set = (attribute: string, value: string, old: string | null = null): TargetChange => ({
  attribute,
  old,
  new: value,
});

/** The forms that were sent, since the last call. */
function sent(target: FakeScimServer): string[] {
  return target.requests
    .splice(0)
    .flatMap(({ method, body }) =>
      method === 'PATCH' ? [(body?.['Operations'] as readonly PatchOperation[]).map(formOf).join(' ')] : [],
    );
}

describe('an element that is there', () => {
  const phone = 'phoneNumbers[type eq "work"].value';
  const mobile = 'phoneNumbers[type eq "mobile"].value';
  const home = { type: 'home', value: '9', primary: true };
  const start = async (test: TestContext, picky: Picky): Promise<FakeScimServer> => {
    const target = await startPicky(test, picky);
    const phoneNumbers = [home, { type: 'work', value: '1', display: 'Desk' }];
    for (const user of target.users.values()) user['phoneNumbers'] = phoneNumbers;
    return target;
  };
  const isValuePath = ({ path }: PatchOperation): boolean => path?.includes('[') === true;
  const refusals = { noTarget, invalidPath, 501: refusal(501), 'a bare 400': refusal(400) };

  for (const [name, refused] of Object.entries(refusals)) {
    const treat = (operation: PatchOperation): 'stores' | FullResponse => (isValuePath(operation) ? refused : 'stores');

    it(`is changed where its path is refused (${name}), and none is added beside it`, async (test) => {
      const target = await start(test, { treat });
      const receipt = await update(target, [set(phone, '2', '1'), set('title', 'Countess')]);
      assert.equal(receipt.settled, true);
      assert.deepEqual(target.users.get('1')?.['phoneNumbers'], [home, { type: 'work', value: '2', display: 'Desk' }]);
      assert.equal(target.users.get('1')?.['title'], 'Countess');
      sent(target);
      await update(target, [set(phone, '3', '2')]);
      assert.deepEqual(sent(target), ['replace'], 'what works is known');
    });

    it(`is removed where its path is refused (${name})`, async (test) => {
      const target = await start(test, { treat });
      await update(target, [{ attribute: phone, old: '1', new: null }]);
      const left = target.users.get('1')?.['phoneNumbers'];
      assert.deepEqual(left, [home, { type: 'work', display: 'Desk' }]);
    });

    it(`is changed along with one that is not (${name})`, async (test) => {
      const target = await start(test, { treat });
      for (const [to, from] of [
        ['2', '1'],
        ['3', '2'],
      ] as const) {
        await update(target, [set(phone, to, from), set(mobile, to, from === '1' ? null : from), set('title', to)]);
        const { phoneNumbers, title } = target.users.get('1') ?? {};
        const work = { type: 'work', value: to, display: 'Desk' };
        assert.deepEqual([phoneNumbers, title], [[home, work, { type: 'mobile', value: to }], to]);
      }
    });
  }

  it('is not added a second time where the target writes its value in another way', async (test) => {
    const show = (user: Json): Json => ({
      ...user,
      phoneNumbers: (user['phoneNumbers'] as Json[]).map((each) => ({ ...each, value: `+${String(each['value'])}` })),
    });
    const target = await start(test, { responds: 'resource', show });
    await update(target, [set(phone, '2', '1')]);
    assert.equal((target.users.get('1')?.['phoneNumbers'] as Json[]).length, 2);
  });

  it('is not added a second time where the object cannot be read', async (test) => {
    const target = await start(test, { treat: (each) => (isValuePath(each) ? invalidPath : 'stores') });
    const { instead } = target.behaviour;
    target.behaviour.instead = (request) => (request.method === 'GET' ? refusal(403) : (instead?.(request) ?? null));
    assert.equal(await kindOf(update(target, [set(phone, '2', '1')])), 'rejected');
    assert.equal((target.users.get('1')?.['phoneNumbers'] as Json[]).length, 2);
  });
});

describe('several changes at once', () => {
  const enterpriseDepartment = `${enterprise}:department`;
  const three = [set('title', 'Countess'), set('nickName', 'Ada'), set('displayName', 'Ada L.')];
  const names = (target: FakeScimServer): unknown[] =>
    ['title', 'nickName', 'displayName'].map((name) => target.users.get('1')?.[name]);
  const refusals = {
    'a bare 400': refusal(400),
    422: refusal(422),
    501: refusal(501),
    413: refusal(413),
    invalidSyntax: refusal(400, 'Bad.', 'invalidSyntax'),
    'invalidValue with words': refusal(400, 'Only a single operation is supported.', 'invalidValue'),
  };
  const takesOne = (target: FakeScimServer, refused: FullResponse): void => {
    const { instead } = target.behaviour;
    target.behaviour.instead = (request) =>
      ((request.body?.['Operations'] ?? []) as readonly unknown[]).length > 1 ? refused : (instead?.(request) ?? null);
  };

  for (const [name, refused] of Object.entries(refusals))
    for (const responds of ['resource', 'nothing'] as const)
      it(`are made one after another where the target takes one for each request (${name}, ${responds})`, async (test) => {
        const target = await startPicky(test, { responds });
        takesOne(target, refused);
        assert.equal((await update(target, three)).settled, true);
        assert.deepEqual(names(target), ['Countess', 'Ada', 'Ada L.']);
        sent(target);
        await update(target, three);
        assert.deepEqual(sent(target), ['replace', 'replace', 'replace'], 'what works is known');
        const again = await startPicky(test, { responds }, target.directory.learned());
        takesOne(again, refused);
        await update(again, three);
        assert.equal(sent(again).length, 3);
      });

  it('are made one after another in the forms that the target stores, too', async (test) => {
    const target = await startPicky(test, {
      treat: ({ path }) => (path?.startsWith('urn:') === true ? invalidPath : 'stores'),
    });
    takesOne(target, refusal(400));
    for (let time = 0; time < 2; time++) await update(target, [...three, set(enterpriseDepartment, 'Engines')]);
    assert.deepEqual(names(target), ['Countess', 'Ada', 'Ada L.']);
    assert.deepEqual(target.users.get('1')?.[enterprise], { costCenter: '4130', department: 'Engines' });
  });

  it('are not made apart where the target takes several, and a refused first one leaves all as it was', async (test) => {
    const refuses: Picky = { treat: ({ path }) => (path === 'title' ? refusal(400, 'Too long.') : 'stores') };
    const fresh = await startPicky(test, refuses);
    assert.deepEqual([await kindOf(update(fresh, three)), names(fresh)[1]], ['rejected', undefined]);
    const known = await startPicky(test, refuses);
    await update(known, three.slice(1));
    sent(known);
    await update(known, [set('nickName', 'A', 'Ada'), set('title', 'Countess', 'Lady')]).catch(() => undefined);
    assert.deepEqual([names(known)[1], sent(known)[0]], ['Ada', 'replace replace']);
  });

  it('of which a later one is refused are ambiguous', async (test) => {
    const target = await startPicky(test, {
      treat: ({ path }) => (path === 'nickName' ? refusal(400, 'Too long.', 'invalidValue') : 'stores'),
    });
    takesOne(target, refusal(400));
    const error = await errorOf(update(target, three));
    assert.deepEqual([error.kind, error.ambiguous, names(target)[0]], ['rejected', true, 'Countess']);
    assert.match(error.message, /Too long/);
  });

  it('to members are made one after another', async (test) => {
    const target = await startPicky(test, {});
    target.addGroup('g', ['1', '2', '3']);
    takesOne(target, refusal(400));
    const change = { add: ['4', '5'], remove: ['1', '2'], multivalued: true, known: null };
    assert.deepEqual((await target.directory.updateReferences('Group', 'g', 'members', change, never)).refused, []);
    assert.deepEqual(target.membersOf('g'), ['3', '4', '5']);
  });
});
