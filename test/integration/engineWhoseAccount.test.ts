import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import { refusal, startOddRun, withMembers, type OddAnswer, type OddRequest, type OddRun } from './engineOddTarget.ts';
import { addUser, smallTenant, unassign, type EngineTest } from './engineSetup.ts';

/** An id alone doesn't tell whose account it is: a stranger's isn't linked, disabled or deleted. */

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];

describe('an id that the target has given to somebody else meanwhile', () => {
  const attributes = { userName: 'stranger@contoso.com', externalId: 'elsewhere', active: true };
  const startReused = async (
    test: TestContext,
    changed: Readonly<Record<string, string | boolean>> = attributes,
  ): Promise<OddRun & { readonly id: string }> => {
    const run = await startOddRun(test, { fill: smallTenant(people, { Readers: people.slice(1) }) });
    const ada = run.targetUser('ada.lovelace') ?? assert.fail();
    run.targetStore.put({ ...ada, attributes: { ...ada.attributes, ...changed } });
    return { ...run, id: ada.id };
  };
  const isUntouched = (run: EngineTest, id: string): void => {
    const held = run.targetStore.get('User', id)?.attributes;
    assert.deepEqual([held?.['userName'], held?.['externalId'], held?.['active']], Object.values(attributes));
  };

  for (const [how, leave] of [
    ['unassigned', unassign],
    [
      'deleted for good',
      (run, user) => {
        run.directory.deleteObject(user);
        run.directory.purgeObject(user);
      },
    ],
    [
      'blocked',
      (run, user) => {
        run.directory.updateObject(user, { accountEnabled: false });
      },
    ],
  ] as const satisfies readonly (readonly [string, typeof unassign])[]) {
    it(`costs them nothing when the person is ${how}, however often the account is looked for`, async (test) => {
      const run = await startReused(test);
      leave(run, run.user('ada.lovelace'));
      for (let cycle = 0; cycle < 4; cycle++) {
        const { summary } = await run.cycle();
        assert.deepEqual([summary.counts.disable, summary.counts.delete], [0, 0]);
      }
      isUntouched(run, run.id);
    });
  }

  it('is left to them, and who is in scope gets an account, when everything is compared', async (test) => {
    const run = await startReused(test);
    await run.cycle({ restart: true });
    isUntouched(run, run.id);
    const own = run.targetUser('ada.lovelace');
    assert.notEqual(own?.id ?? assert.fail(), run.id);
    for (let cycle = 0; cycle < 3; cycle++) await run.cycle();
    assert.equal(run.targetStore.all('User').length, people.length + 1);
  });

  it('is that of a group: the group stays', async (test) => {
    const run = await startReused(test);
    const group = run.targetGroup('Readers') ?? assert.fail();
    run.targetStore.put({ ...group, attributes: { displayName: 'Board', externalId: 'board', members: [] } });
    unassign(run, run.group('Readers'));
    const { summary } = await run.cycle();
    assert.equal(summary.counts.delete, 0);
    assert.ok(run.targetStore.get('Group', group.id));
  });

  for (const [what, changed] of [
    ['name', { userName: 'countess@contoso.com' }],
    ['external id', { externalId: 'elsewhere' }],
  ] as const) {
    it(`is still theirs when only the ${what} is another: who leaves is disabled`, async (test) => {
      const run = await startReused(test, changed);
      unassign(run, run.user('ada.lovelace'));
      assert.equal((await run.cycle()).summary.counts.disable, 1);
      assert.equal(run.targetStore.get('User', run.id)?.attributes['active'], false);
    });
  }
});

describe('a creation whose response has an id and nothing that tells accounts', () => {
  const created = (body: Readonly<Record<string, unknown>> | null, headers = {}): OddAnswer => ({
    status: 201,
    headers,
    body,
  });
  const bare: readonly (readonly [string, OddAnswer])[] = [
    ['only an id', created({ schemas: [userSchema], id: 'stranger' })],
    ['no names', created({ schemas: [userSchema], id: 'stranger', userName: null, externalId: '', active: true })],
    ['only a Location', created(null, { location: 'https://scim.example/Users/stranger' })],
  ];
  const startWithStranger = async (test: TestContext, ids = ['stranger']): Promise<OddRun> => {
    const run = await startOddRun(test, { fill: smallTenant(people) });
    const ben = run.targetUser('ben.baker') ?? assert.fail();
    const attributes = { userName: 'stranger@contoso.com', externalId: 'elsewhere', active: true };
    for (const id of ids) run.targetStore.put({ ...ben, id, attributes });
    for (const name of ['zoe.zimmer', 'yan.young']) assign(run.directory, addUser(run.directory, name), roles.user);
    return run;
  };
  const isAdd = ({ method, path }: OddRequest): boolean => method === 'POST' && path.startsWith('/Users');
  const newcomers = ['zoe.zimmer', 'yan.young'];

  for (const [what, response] of bare) {
    itOnlyOver(
      'scim',
      'a creation that responds with a resource is SCIM’s',
      `${what}, and that of a stranger: the right accounts are found and linked`,
      async (test) => {
        const run = await startWithStranger(test);
        run.be({ bend: (given, request) => (isAdd(request) ? response : given) });
        assert.deepEqual((await run.cycle()).summary.counts.create, 2);
        run.be({});
        for (const name of newcomers) run.directory.updateObject(run.user(name), { surname: 'King' });
        assert.equal((await run.cycle()).summary.counts.update, 2);
        await run.acceptInvitations();
        for (const name of newcomers) unassign(run, run.user(name));
        await run.cycle();
        assert.deepEqual(
          newcomers.map((name) => run.targetUser(name)?.attributes['active']),
          [false, false],
        );
        const { active, name } = run.targetStore.get('User', 'stranger')?.attributes ?? {};
        assert.deepEqual([active, name], [true, undefined]);
      },
    );

    itOnlyOver(
      'scim',
      'a creation that responds with a resource is SCIM’s',
      `${what}, and that of a stranger, without effect: it fails, and is sent again later`,
      async (test) => {
        const run = await startWithStranger(test);
        run.be({ instead: (request) => (isAdd(request) ? response : null) });
        assert.equal((await run.cycle()).summary.counts.failure, 2);
        run.be({});
        assert.equal((await run.cycle()).summary.counts.create, 2);
        assert.equal(run.targetStore.get('User', 'stranger')?.attributes['active'], true);
      },
    );
  }

  itOnlyOver(
    'scim',
    'a creation that responds with a resource is SCIM’s',
    'that is badly encoded is not made again: the account is looked for',
    async (test) => {
      const run = await startWithStranger(test, []);
      let additions = 0;
      const response = created(null, { location: 'https://scim.example/Users/%zz' });
      run.be({
        bend(given, request) {
          if (!isAdd(request)) return given;
          additions++;
          return response;
        },
      });
      assert.equal((await run.cycle()).summary.counts.create, 2);
      assert.equal((await run.cycle()).summary.counts.failure, 0);
      assert.equal(additions, 2);
    },
  );

  itOnlyOver(
    'scim',
    'a creation that responds with a resource is SCIM’s',
    'costs one request to read the account, and none where the response tells whose it is',
    async (test) => {
      const run = await startWithStranger(test, []);
      const reads: string[] = [];
      const count = ({ method, path }: OddRequest): void => {
        if (method === 'GET' && /^\/Users\/[^?]/.test(path)) reads.push(path);
      };
      run.be({
        bend: (given, request) => {
          count(request);
          const { id } = given.body === null || Buffer.isBuffer(given.body) ? {} : given.body;
          const isZoe = isAdd(request) && request.body.includes('zoe.zimmer');
          return isZoe ? { ...given, body: { schemas: [userSchema], id } } : given;
        },
      });
      const { summary } = await run.cycle();
      assert.deepEqual([summary.counts.create, summary.counts.failure, summary.warnings], [2, 0, 0]);
      assert.deepEqual(reads, [`/Users/${encodeURIComponent(run.idOf('zoe.zimmer'))}`]);
    },
  );

  for (const isMadeAgain of [false, true]) {
    itOnlyOver(
      'scim',
      'a creation that responds with a resource is SCIM’s',
      `stays open while the account can't be seen yet${isMadeAgain ? ', also when it is made again' : ''}`,
      async (test) => {
        const run = await startOddRun(test, { fill: smallTenant(people) });
        if (isMadeAgain) await run.deleteFromTarget('Users', run.idOf('ada.lovelace'));
        else assign(run.directory, addUser(run.directory, 'zoe.zimmer'), roles.user);
        run.directory.updateObject(run.user('ada.lovelace'), { surname: 'King' });
        const before = run.target.asked('create');
        let hidden: unknown = null;
        run.be({
          bend: (given, request) => {
            const body = given.body === null || Buffer.isBuffer(given.body) ? {} : given.body;
            if (isAdd(request)) hidden = body['id'];
            if (isAdd(request)) return { ...given, body: { schemas: [userSchema], id: body['id'] } };
            if (request.path.includes(encodeURIComponent(String(hidden)))) return refusal(404);
            const found = body['Resources'];
            if (!Array.isArray(found)) return given;
            const shown = found.filter((each: { readonly id?: unknown }) => each.id !== hidden);
            return withMembers(given, { Resources: shown, totalResults: shown.length });
          },
        });
        for (let cycle = 0; cycle < 3; cycle++) await run.cycle();
        run.be({});
        await run.cycle();
        assert.equal(run.targetStore.all('User').length, isMadeAgain ? people.length : people.length + 1);
        assert.equal(run.target.asked('create') - before, 1);
        const name = isMadeAgain ? 'ada.lovelace' : 'zoe.zimmer';
        run.directory.updateObject(run.user(name), { surname: 'Zander' });
        assert.equal((await run.cycle()).summary.counts.update, 1);
      },
    );
  }
});
