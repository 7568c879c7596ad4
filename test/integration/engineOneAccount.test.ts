import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'node:test';
import type { DecisionSummary } from '../../src/protocol/provisioning.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import { refusal, startOddRun, withMembers, type OddAnswer, type OddRun } from './engineOddTarget.ts';
import { addUser, schemaWith, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

/** One person, one account: nobody gets two, nobody's is left behind, and two never share one. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
const cut: OddAnswer = { status: 500, body: null };
const silent = { signal: new AbortController().signal, onProgress: (): void => undefined };

function rename(run: EngineTest, name: string, next: string): void {
  run.directory.updateObject(run.user(name), { userPrincipalName: `${next}@contoso.com`, mail: `${next}@contoso.com` });
}

/** Every creation takes effect and none is confirmed. */
function losingCreations(run: OddRun): void {
  run.be({ bend: (response, { does }) => (does === 'create' ? cut : response) });
}

function accountsOf(run: EngineTest, id: string): number {
  return run.targetStore.all('User').filter(({ attributes }) => attributes['externalId'] === id).length;
}

/** Ways in which Ada leaves the scope. */
const goings: readonly (readonly [string, (run: EngineTest) => void])[] = [
  [
    'unassigned',
    (run) => {
      unassign(run, run.user('ada.lovelace'));
    },
  ],
  [
    'deleted',
    (run) => {
      run.directory.deleteObject(run.user('ada.lovelace'));
    },
  ],
];

describe('a creation that took effect although its response was lost', () => {
  it('is found when the person is renamed before the next cycle', async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(people) }, false);
    losingCreations(run);
    await run.cycle();
    run.be({});
    rename(run, 'ada.lovelace', 'ada.king');
    await run.cycle();
    assert.equal(run.targetStore.all('User').length, people.length);
    assert.ok(run.targetUser('ada.king'));
  });

  itOnlyOver(
    'scim',
    'without an external id the new name tells nobody',
    'is found by its name, too, when the mapping writes no external id',
    async (test) => {
      const schema = schemaWith((mapping) => ({
        ...mapping,
        attributeMappings: mapping.attributeMappings.filter(
          ({ targetAttributeName }) => targetAttributeName !== 'externalId',
        ),
      }));
      const run = await startOddRun(test, { fill: smallTenant(people), schema }, false);
      losingCreations(run);
      await run.cycle();
      run.be({});
      rename(run, 'ada.lovelace', 'ada.king');
      await run.cycle();
      assert.equal(run.targetStore.all('User').length, people.length);
      assert.ok(run.targetUser('ada.king'));
    },
  );

  for (const [how, leave] of [
    ...goings,
    [
      'blocked',
      (run) => {
        run.directory.updateObject(run.user('ada.lovelace'), { accountEnabled: false });
      },
    ],
  ] as const satisfies readonly (readonly [string, (run: OddRun) => void])[]) {
    it(`is found when the person is ${how} before the next cycle: nobody is left with access`, async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people) }, false);
      losingCreations(run);
      await run.cycle();
      await run.acceptInvitations();
      run.be({});
      leave(run);
      await run.cycle();
      assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
      await run.cycle();
      assert.equal((await run.cycle()).summary.requests.targetWrites, 0);
    });
  }

  it('is looked for until the target can be asked', async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(people) }, false);
    losingCreations(run);
    await run.cycle();
    await run.acceptInvitations();
    unassign(run, run.user('ada.lovelace'));
    run.be({
      instead: ({ does }) => (does === 'find' || does === 'list' ? refusal(500) : null),
    });
    await run.cycle().catch(() => undefined);
    run.be({});
    await run.cycle();
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
  });
});

describe('an account that was adopted', () => {
  it('stays theirs when the first change of it fails and they are renamed', async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(people) });
    const before = run.idOf('ada.lovelace');
    // All that the job knew is lost, and everybody is matched anew.
    forgetState(run);
    run.directory.updateObject(run.user('ada.lovelace'), { surname: 'King' });
    run.be({ instead: ({ does }) => (does === 'update' ? refusal(403) : null) });
    await run.cycle();
    run.be({});
    rename(run, 'ada.lovelace', 'ada.king');
    await run.cycle();
    assert.equal(run.targetStore.all('User').length, people.length);
    assert.equal(run.idOf('ada.king'), before);
  });

  it('is found by its external id when the state is lost and the person is renamed', async (test) => {
    const run = await startEngineTest(test, { fill: smallTenant(people) });
    await run.sync();
    const before = run.targetUser('ada.lovelace')?.id;
    forgetState(run);
    rename(run, 'ada.lovelace', 'ada.king');
    await run.sync();
    assert.equal(run.targetStore.all('User').length, people.length);
    assert.equal(run.targetUser('ada.king')?.id, before);
  });
});

describe('a target that responds to a creation with the account of somebody else', () => {
  itOnlyOver(
    'scim',
    'a creation that responds with a resource is SCIM’s',
    'links nobody to it, and disabling the one leaves the other',
    async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people) });
      const ben = run.targetUser('ben.baker');
      assert.ok(ben);
      const newcomer = addUser(run.directory, 'zoe.zimmer');
      assign(run.directory, newcomer, roles.user);
      // As one that tells accounts by an email address does.
      run.be({
        instead: ({ method, path }) =>
          method === 'POST' && path.startsWith('/Users')
            ? {
                status: 200,
                body: {
                  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
                  id: ben.id,
                  userName: 'ben.baker@contoso.com',
                  active: true,
                },
              }
            : null,
      });
      const { summary, events } = await run.cycle();
      const told = events.find(({ source }) => source.id === newcomer.id);
      assert.deepEqual([summary.counts.failure, told?.reason.code], [1, 'DuplicateTargetAccount']);
      assert.match(english(told?.reason.message ?? ''), /Ben Baker/);
      unassign(run, newcomer);
      await run.cycle();
      assert.equal(run.targetUser('ben.baker')?.attributes['active'], true);
    },
  );

  itOnlyOver(
    'scim',
    'a creation that responds with a resource is SCIM’s',
    'is believed neither when it carries the id of a stranger',
    async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people) });
      run.targetStore.put({
        ...(run.targetUser('ben.baker') ?? assert.fail()),
        id: 'stranger',
        attributes: { userName: 'stranger@contoso.com', active: true },
      });
      const newcomer = addUser(run.directory, 'zoe.zimmer');
      assign(run.directory, newcomer, roles.user);
      run.be({
        bend: (response, { method }) =>
          method === 'POST'
            ? withMembers({ ...response, headers: {} }, { id: 'stranger', userName: 'stranger@contoso.com' })
            : response,
      });
      await run.cycle();
      run.be({});
      unassign(run, newcomer);
      await run.cycle();
      await run.cycle();
      assert.equal(run.targetStore.get('User', 'stranger')?.attributes['active'], true);
      assert.notEqual(run.targetUser('zoe.zimmer')?.attributes['active'], true);
      assert.ok(accountsOf(run, newcomer.id) <= 1);
    },
  );
});

itOnlyOver(
  'scim',
  'Dropbox keeps the address of who was removed for a week',
  'an account that was begun for somebody who is deleted before the next cycle is given to nobody else',
  async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(people) }, false);
    const ada = run.user('ada.lovelace');
    let created = false;
    run.be({
      // The target fails when it's asked what became of it.
      instead: ({ does }) => (created && (does === 'find' || does === 'list') ? refusal(403) : null),
      bend: (response, { does }) => {
        created ||= does === 'create';
        return does === 'create' ? cut : response;
      },
    });
    await run.cycle().catch(() => undefined);
    run.be({});
    run.directory.deleteObject(ada);
    run.directory.purgeObject(ada);
    // Whose turn comes first, by id.
    const names = Array.from({ length: 99 }, (_, index) => `ada.second${index}`);
    const name = names.find((each) => stableId(`user ${each}`) < ada.id) ?? '';
    const second = run.directory.updateObject(addUser(run.directory, name), {
      userPrincipalName: 'ada.lovelace@contoso.com',
      mail: 'ada.lovelace@contoso.com',
    });
    assign(run.directory, second, roles.user);
    const account = run.targetUser('ada.lovelace')?.id;
    // Everything is read anew, which does not tell of Ada any more.
    await run.cycle({ restart: true });
    await run.cycle();
    assert.deepEqual([accountsOf(run, ada.id), accountsOf(run, second.id)], [0, 1]);
    assert.notEqual(run.targetUser('ada.lovelace')?.id, account);
  },
);

it('the account of somebody in the recycle bin is given to nobody else, although the job’s state was lost', async (test) => {
  const run = await startEngineTest(test, { fill: smallTenant(people) });
  await run.sync();
  await run.acceptInvitations();
  const ada = run.user('ada.lovelace');
  run.directory.deleteObject(ada);
  const second = run.directory.updateObject(addUser(run.directory, 'ada.second'), {
    userPrincipalName: 'ada.lovelace@contoso.com',
    mail: 'ada.lovelace@contoso.com',
  });
  assign(run.directory, second, roles.user);
  forgetState(run);
  const { events } = await run.sync();
  assert.equal(run.targetUser('ada.lovelace')?.attributes['externalId'], ada.id);
  const told = events.find(({ source }) => source.id === second.id);
  assert.equal(told?.status, 'failure');
  assert.match(english(told.reason.message), new RegExp(ada.id));
});

/** Loses all that the job knows, as when its state directory is deleted. */
function forgetState({ stateDirectory }: EngineTest): void {
  rmSync(join(stateDirectory, 'state.sqlite'), { force: true });
  for (const end of ['-wal', '-shm']) rmSync(join(stateDirectory, `state.sqlite${end}`), { force: true });
}

describe('a creation that was only accepted', () => {
  const day = 24 * 60 * 60 * 1000;
  const leavings: readonly (readonly [string, (run: EngineTest) => void])[] = [
    ...goings,
    [
      'renamed and deleted permanently',
      (run) => {
        const ada = run.user('ada.lovelace');
        rename(run, 'ada.lovelace', 'ada.king');
        run.directory.deleteObject(ada);
        run.directory.purgeObject(ada);
      },
    ],
  ];
  for (const [how, leave] of leavings)
    itOnlyOver(
      'scim',
      'what Dropbox does later is a job (businessTargetFaults)',
      `is found later, too, when the person was ${how} meanwhile, and loses its access`,
      async (test) => {
        const run = await startOddRun(test, { fill: smallTenant(people) }, false);
        const { id } = run.user('ada.lovelace');
        await acceptOnly(run);
        leave(run);
        for (const later of [1, 2, 3]) assert.equal((await run.cycle({ later })).summary.requests.targetWrites, 0);
        appear(run, id);
        await run.cycle({ later: day / 2 });
        assert.notEqual(run.targetStore.get('User', 'late')?.attributes['active'], true);
      },
    );

  itOnlyOver(
    'scim',
    'what Dropbox does later is a job (businessTargetFaults)',
    'is told by a preview as by a sync while it’s waited for',
    async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people) }, false);
      await acceptOnly(run);
      const told: DecisionSummary[] = [];
      const preview = await run.withSession(
        (session) => session.preview({ ...silent, onDecision: (decision) => told.push(decision) }),
        run.job,
      );
      const { summary, events } = await run.cycle();
      assert.deepEqual(preview.counts, summary.counts);
      assert.deepEqual([summary.counts.create, preview.warnings, summary.warnings], [0, 1, 1]);
      const reasons = (all: readonly Pick<DecisionSummary, 'source' | 'reason'>[]): readonly string[] =>
        all.filter(({ source }) => source.id === run.user('ada.lovelace').id).map(({ reason }) => reason.code);
      assert.deepEqual([reasons(told), reasons(events)], [['WriteNotConfirmed'], ['WriteNotConfirmed']]);
    },
  );

  itOnlyOver(
    'scim',
    'what Dropbox does later is a job (businessTargetFaults)',
    'isn’t looked for any more when its day is over, and not sent twice to who comes back sooner',
    async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people) }, false);
      const ada = run.user('ada.lovelace');
      await acceptOnly(run);
      unassign(run, ada);
      await run.cycle();
      assign(run.directory, ada, roles.user);
      assert.equal((await run.cycle({ later: day / 2 })).summary.requests.targetWrites, 0);
      unassign(run, ada);
      await run.cycle({ later: 2 * day });
      assert.equal((await run.cycle({ later: 2 * day })).events.length, 0, 'nobody is asked about');
    },
  );
});

/** Everybody's account is made at once, but for one that the target only promises. */
async function acceptOnly(run: OddRun): Promise<void> {
  const isAda = (body: string): boolean => body.includes('ada.lovelace');
  run.be({ instead: ({ method, body }) => (method === 'POST' && isAda(body) ? { status: 202, body: null } : null) });
  await run.cycle();
  await run.acceptInvitations();
  run.be({});
}

/** The promised account is there at last. */
function appear(run: OddRun, externalId: string): void {
  const like = run.targetUser('ben.baker');
  assert.ok(like);
  const attributes = { ...like.attributes, userName: 'ada.lovelace@contoso.com', externalId };
  run.targetStore.put({ ...like, id: 'late', attributes });
}
