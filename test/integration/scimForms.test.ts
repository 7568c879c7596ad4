import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ReferenceReceipt, TargetChange, TargetValues } from '../../src/directories/targetDirectory.ts';
import type { WriteReceipt } from '../../src/decision/knowledge.ts';
import { refusal, type FakeScimServer, type Json } from '../support/fakeScimServer.ts';
import {
  enterprise,
  formOf,
  invalidPath,
  manager,
  noTarget,
  startPicky,
  type PatchOperation,
  type Picky,
} from '../support/pickyScim.ts';
import { errorOf, kindOf, never } from '../support/scimOutcomes.ts';
import { english } from '../../src/protocol/text.ts';

/** Servers differ in the forms of a PATCH that they store: what works is found out, and kept. */

const setManager = (target: FakeScimServer, id = '1', add: string | null = '2'): Promise<ReferenceReceipt> =>
  target.directory.updateReferences(
    'User',
    id,
    manager,
    { add: add === null ? [] : [add], remove: add === null ? ['2'] : [], multivalued: false, known: null },
    never,
  );

const managerOf = (target: FakeScimServer, id = '1'): unknown =>
  ((target.users.get(id)?.[enterprise] ?? {}) as Json)['manager'];

const update = (
  target: FakeScimServer,
  changes: readonly TargetChange[],
  held: TargetValues = {},
): Promise<WriteReceipt> => target.directory.update('User', '1', changes, held, never);

const set = (attribute: string, value: string, old: string | null = null): TargetChange => ({
  attribute,
  old,
  new: value,
});

const department = `${enterprise}:department`;

/** Stores an operation on the manager in one form only. */
const only = (
  form: string,
  others: Exclude<ReturnType<NonNullable<Picky['treat']>>, 'stores'>,
): NonNullable<Picky['treat']> => {
  return (operation) => (formOf(operation) === form ? 'stores' : others);
};

/** The forms that were sent, since the last call. */
function sent(target: FakeScimServer): string[] {
  return target.requests
    .splice(0)
    .flatMap(({ method, body }) =>
      method === 'PATCH' ? [(body?.['Operations'] as readonly PatchOperation[]).map(formOf).join(' ')] : [],
    );
}

describe('a manager', () => {
  it('is set by a replace without a path, and what the extension holds besides stays', async (test) => {
    const target = await startPicky(test, {});
    assert.deepEqual(await setManager(target), { refused: [], settled: true });
    assert.deepEqual(target.users.get('1')?.[enterprise], { costCenter: '4130', manager: { value: '2' } });
    assert.deepEqual(sent(target), ['pathless']);
  });

  for (const form of ['replace', 'add', 'valuePath', 'bare'])
    for (const responds of ['resource', 'nothing'] as const)
      for (const others of ['ignores', invalidPath, refusal(400), refusal(500), refusal(422)])
        it(`is set where only ${form} is stored, the server gives ${responds} and does ${JSON.stringify(others)} otherwise`, async (test) => {
          const target = await startPicky(test, { treat: only(form, others as 'ignores'), responds });
          assert.deepEqual(await setManager(target), { refused: [], settled: true });
          assert.deepEqual(managerOf(target), { value: '2' });
          sent(target);
          await setManager(target, '2', '1');
          assert.deepEqual([managerOf(target, '2'), sent(target)], [{ value: '1' }, [form]]);
        });

  it('that no form sets is no success, and is not tried in all forms for ever', async (test) => {
    const target = await startPicky(test, { treat: () => 'ignores', responds: 'resource' });
    for (let time = 0; time < 3; time++) assert.equal((await setManager(target)).settled, false);
    sent(target);
    assert.equal((await setManager(target)).settled, false);
    assert.deepEqual(sent(target), ['pathless']);
  });

  it('that every form is refused for fails with the first refusal', async (test) => {
    const target = await startPicky(test, {
      treat: (operation) => refusal(400, `No ${formOf(operation)}.`),
    });
    const { refused } = await setManager(target);
    assert.match(refused[0]?.error.message ?? '', /No pathless\./);
  });

  it('is set without losing the rest of an extension that the server replaces whole', async (test) => {
    for (const responds of ['resource', 'nothing'] as const) {
      const target = await startPicky(test, { shallow: true, responds });
      await setManager(target);
      assert.deepEqual(target.users.get('1')?.[enterprise], { costCenter: '4130', manager: { value: '2' } });
      sent(target);
      await setManager(target, '2', '1');
      assert.deepEqual(target.users.get('2')?.[enterprise], { costCenter: '4130', manager: { value: '1' } });
      assert.deepEqual(sent(target), ['replace']);
    }
  });

  it('that a server never shows is written all the same', async (test) => {
    const target = await startPicky(test, { show: ({ [enterprise]: _, ...user }) => user });
    for (const id of ['1', '2', '1', '2']) await setManager(target, id);
    assert.deepEqual(managerOf(target), { value: '2' });
    target.requests.length = 0;
    assert.deepEqual(await setManager(target), { refused: [], settled: true });
    assert.equal(target.requests.length, 1);
  });

  it('is removed, also where there is none and where only null removes it', async (test) => {
    const target = await startPicky(test, {
      treat: (operation) => (operation.op === 'remove' ? invalidPath : 'stores'),
    });
    await setManager(target);
    await setManager(target, '1', null);
    assert.equal(managerOf(target), null);
    const other = await startPicky(test, {
      treat: (operation) => (operation.op === 'remove' ? noTarget : refusal(400)),
    });
    assert.deepEqual(await setManager(other, '1', null), { refused: [], settled: true });
  });

  it('is found out about once, however many are set at the same time', async (test) => {
    const target = await startPicky(test, { treat: only('add', 'ignores') });
    await Promise.all(Array.from({ length: 20 }, (_, index) => setManager(target, index % 2 === 0 ? '1' : '2')));
    assert.deepEqual(sent(target), ['pathless', 'replace', ...Array<string>(20).fill('add')]);
  });
});

describe('a value', () => {
  it('is replaced, also where nothing was there', async (test) => {
    const target = await startPicky(test, { treat: ({ op }) => (op === 'replace' ? 'stores' : refusal(400)) });
    await update(target, [set('title', 'Countess'), set(department, 'Engines')]);
    assert.equal(target.users.get('1')?.['title'], 'Countess');
    assert.equal((target.users.get('1')?.[enterprise] as Json)['department'], 'Engines');
    assert.deepEqual(sent(target), ['replace replace']);
  });

  it('is added where a server replaces only what is there', async (test) => {
    const target = await startPicky(test, {
      treat: ({ op, path }) => (op === 'replace' && path === 'title' ? noTarget : 'stores'),
    });
    for (let time = 0; time < 2; time++) await update(target, [set('title', 'Countess'), set('nickName', 'Ada')]);
    assert.deepEqual([target.users.get('1')?.['title'], target.users.get('1')?.['nickName']], ['Countess', 'Ada']);
    assert.deepEqual(sent(target), ['replace replace', 'add add', 'add add']);
  });

  it('of an extension is written in the form that the server stores, together with others', async (test) => {
    const target = await startPicky(test, {
      treat: (operation) => (operation.path?.startsWith('urn:') === true ? invalidPath : 'stores'),
    });
    const changes = [set('title', 'Countess'), set(department, 'Engines')];
    assert.deepEqual(await update(target, changes), {
      told: { title: 'Countess', [department]: 'Engines' },
      settled: true,
    });
    assert.deepEqual(target.users.get('1')?.[enterprise], { costCenter: '4130', department: 'Engines' });
    sent(target);
    await update(target, changes);
    assert.deepEqual(sent(target), ['replace pathless']);
  });

  it('that is refused for what it is fails, and nothing else is written', async (test) => {
    const target = await startPicky(test, {
      treat: ({ path }) => (path === 'title' ? refusal(400, 'Too long.', 'invalidValue') : 'stores'),
    });
    await update(target, [set('title', 'Countess', 'Lady')]).catch(() => undefined);
    sent(target);
    const error = await errorOf(update(target, [set(department, 'Engines'), set('title', 'Countess', 'Lady')]));
    assert.deepEqual([error.kind, error.ambiguous], ['rejected', false]);
    assert.equal((target.users.get('1')?.[enterprise] as Json)['department'], undefined);
  });

  it('that is not unique is not sent again in another form', async (test) => {
    const target = await startPicky(test, { treat: () => refusal(400, 'Taken.', 'uniqueness') });
    assert.equal(await kindOf(update(target, [set('title', 'Countess')])), 'conflict');
    assert.equal(sent(target).length, 1);
  });

  it('of which a response shows another is reported as that', async (test) => {
    const target = await startPicky(test, {
      responds: 'resource',
      show: (user) => ({ ...user, title: 'Lady' }),
    });
    assert.deepEqual((await update(target, [set('title', 'Countess')])).told, { title: 'Lady' });
  });
});

describe('an element of a list', () => {
  const phone = 'phoneNumbers[type eq "work"].value';

  it('is added whole where it turns out not to be there', async (test) => {
    const target = await startPicky(test, { treat: ({ path }) => (path === phone ? noTarget : 'stores') });
    for (let time = 0; time < 2; time++) await update(target, [set(phone, '2', '1'), set('title', 'Countess')]);
    assert.deepEqual(target.users.get('1')?.['phoneNumbers'], [{ type: 'work', value: '2' }]);
    assert.equal(target.users.get('1')?.['title'], 'Countess');
  });

  it('is changed where it turns out to be there', async (test) => {
    const target = await startPicky(test, { treat: ({ op }) => (op === 'add' ? refusal(400, 'Twice.') : 'stores') });
    await update(target, [set(phone, '2')]);
    assert.deepEqual(sent(target), ['add', 'valuePath']);
  });

  it('is removed where it is not there', async (test) => {
    const target = await startPicky(test, { treat: ({ op }) => (op === 'remove' ? noTarget : 'stores') });
    const removal: TargetChange = { attribute: phone, old: '1', new: null };
    assert.equal((await update(target, [removal, set('title', 'Countess')])).settled, true);
    assert.equal(target.users.get('1')?.['title'], 'Countess');
  });
});

describe('what was learnt', () => {
  const learn = async (test: TestContext): Promise<string | null> => {
    const target = await startPicky(test, { treat: only('add', 'ignores') });
    await setManager(target);
    return target.directory.learned();
  };

  it('is good for the next connection to the same target', async (test) => {
    const target = await startPicky(test, { treat: only('add', 'ignores') }, await learn(test));
    await setManager(target);
    assert.deepEqual(
      [managerOf(target), target.asked()],
      [{ value: '2' }, ['GET /ServiceProviderConfig', 'PATCH /Users/1']],
    );
  });

  it('is given up where the target refuses the form later', async (test) => {
    const target = await startPicky(test, { treat: only('bare', invalidPath) }, await learn(test));
    await setManager(target);
    assert.deepEqual(managerOf(target), { value: '2' });
    assert.match(target.directory.learned() ?? '', /bare/);
  });

  it('is nothing at first, and what cannot be read is nothing', async (test) => {
    for (const learned of [null, '', '{}', '{"forms":3}', '{"forms":{"extensionReference":"upside down"}}', '[]'])
      assert.equal((await startPicky(test, {}, learned)).directory.learned(), null);
  });

  it('is told by Test Connection', async (test) => {
    const target = await startPicky(test, {}, await learn(test));
    target.behaviour.instead = null as never;
    const steps = await target.directory.testConnection({ type: 'User', attribute: 'userName' }, never);
    const step = steps.find(({ id }) => id === 'learned');
    assert.equal(step?.status, 'passed');
    assert.match(english(step.detail), /the manager: an add with a path/);
  });
});

describe('a value that the response to its change leaves out', () => {
  const whole = ({ id, schemas, userName }: Json): Json => ({ id, schemas, userName });
  const write = async (target: FakeScimServer, id: string): Promise<Readonly<Record<string, unknown>>> => {
    target.requests.length = 0;
    const changes = [{ attribute: 'title', old: null, new: 'Countess' }];
    return (await target.directory.update('User', id, changes, {}, never)).told;
  };
  const looks = (target: FakeScimServer): number =>
    target.requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/Users/')).length;

  it('is looked for once, and is not kept where the object has none', async (test) => {
    const target = await startPicky(test, { responds: 'resource', treat: () => 'ignores' });
    assert.deepEqual([await write(target, '1'), looks(target)], [{ title: null }, 1]);
    assert.deepEqual([await write(target, '2'), looks(target)], [{}, 0]);
  });

  it('counts as kept where a look shows it', async (test) => {
    const target = await startPicky(test, { responds: 'resource' });
    const { instead } = target.behaviour;
    target.behaviour.instead = (request) => {
      const response = instead?.(request) ?? null;
      return request.method === 'PATCH' && typeof response === 'object' && response?.body
        ? { ...response, body: whole(response.body as Json) }
        : response;
    };
    assert.deepEqual([await write(target, '1'), looks(target)], [{ title: 'Countess' }, 1]);
    assert.deepEqual([await write(target, '2'), looks(target)], [{}, 0]);
  });

  it('isn’t kept by one object when those of others are shown', async (test) => {
    const target = await startPicky(test, { responds: 'resource' });
    assert.deepEqual([await write(target, '1'), looks(target)], [{ title: 'Countess' }, 0]);
    target.behaviour.instead = ({ method }) =>
      method === 'PATCH' ? { status: 200, body: whole(target.users.get('2') ?? {}) } : null;
    assert.deepEqual([await write(target, '2'), looks(target)], [{ title: null }, 0]);
  });
});
