import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { it, itOnlyOver, type Body } from '../support/targets/eachTarget.ts';
import { startOddRun, withMembers, type OddAnswer, type OddRun } from './engineOddTarget.ts';
import { addUser, smallTenant, unassign } from './engineSetup.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { english } from '../../src/protocol/text.ts';

/** A write counts only when its response says so. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter'];
const startRun = (test: TestContext): Promise<OddRun> => startOddRun(test, { fill: smallTenant(people) });

const signIn: OddAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: Buffer.from('<html><body>Sign in to continue</body></html>'),
};
const errorBody: OddAnswer = {
  status: 200,
  body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '403', detail: 'No.' },
};
const otherJson: OddAnswer = { status: 200, body: { ok: true } };
const dayAndMore = 25 * 60 * 60 * 1000;
const accepted: OddAnswer = { status: 202, body: null };
/** What Dropbox does later is a job (businessTargetFaults). */
const acceptedOverScim = (name: string, body: Body): void => {
  itOnlyOver('scim', 'what Dropbox does later is a job', name, body);
};
const unconvincing: readonly (readonly [string, OddAnswer])[] = [
  ['a sign-in page', signIn],
  ['an Error body', errorBody],
  ['JSON that is no resource', otherJson],
  ['202', accepted],
];

describe('a change without effect whose response has', () => {
  for (const [name, response] of unconvincing) {
    it(`${name} is made again in the next cycle`, async (test) => {
      const run = await startRun(test);
      unassign(run, run.user('ada.lovelace'));
      run.directory.updateObject(run.user('ben.baker'), { surname: 'King' });
      run.be({ instead: ({ does }) => (does === 'update' ? response : null) });
      const { summary } = await run.cycle().catch(() => ({ summary: null }));
      assert.ok((summary?.counts.disable ?? 0) === 0, 'the disabling is not told as done');
      assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], true);
      const again = await run.cycle().catch(() => null);
      assert.equal(again?.summary.counts.failure ?? 2, 2, 'accepted again and not carried out is a failure');
      run.be({});
      await run.cycle({ retryFailures: true });
      assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
      assert.deepEqual(run.targetUser('ben.baker')?.attributes['name'], { givenName: 'Ben', familyName: 'King' });
      assert.equal((await run.cycle()).summary.requests.targetWrites, 0);
    });
  }
});

describe('a creation without effect whose response has', () => {
  for (const [name, response] of unconvincing) {
    const register = response === accepted ? acceptedOverScim : it;
    register(`${name} is not told as done, and nobody gets two accounts`, async (test) => {
      const run = await startRun(test);
      assign(run.directory, addUser(run.directory, 'dora.dean'), roles.user);
      run.be({ instead: ({ does }) => (does === 'create' ? response : null) });
      const { summary } = await run.cycle().catch(() => ({ summary: null }));
      assert.ok((summary?.counts.create ?? 0) === 0);
      run.be({});
      const second = await run.cycle();
      // What the target has accepted may still come: it is not asked again for a day.
      const expected = response === accepted ? people.length : people.length + 1;
      assert.equal(run.targetStore.all('User').length, expected);
      if (response === accepted) {
        assert.ok(second.events.some(({ reason }) => reason.code === 'WriteNotConfirmed'));
        await run.cycle({ later: dayAndMore });
        assert.equal(run.targetStore.all('User').length, people.length + 1, 'after a day it is');
        assert.equal((await run.cycle({ later: dayAndMore })).summary.requests.targetWrites, 0);
      }
    });
  }
});

itOnlyOver(
  'scim',
  'what Dropbox does later is a job (businessTargetFaults)',
  'a creation that was accepted at a time far ahead of the clock is sent again, and waited for from then on',
  async (test) => {
    const run = await startRun(test);
    assign(run.directory, addUser(run.directory, 'dora.dean'), roles.user);
    run.be({ instead: ({ method }) => (method === 'POST' ? accepted : null) });
    await run.cycle({ later: 400 * dayAndMore });
    const again = await run.cycle();
    assert.ok(again.summary.requests.targetWrites > 0);
    run.be({});
    assert.equal((await run.cycle()).summary.requests.targetWrites, 0);
    await run.cycle({ later: dayAndMore });
    assert.equal(run.targetStore.all('User').length, people.length + 1);
  },
);

describe('a response whose resource contradicts what was written', () => {
  const unchanged = (run: OddRun): void => {
    run.be({
      bend: (response, { method }) =>
        method === 'PATCH' && response.status === 200 ? withMembers(response, { active: true }) : response,
    });
  };

  itOnlyOver('scim', 'what a resource shows is SCIM’s', 'is a warning, and the next cycle looks', async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(people), profile: 'rfc7644' });
    unchanged(run);
    unassign(run, run.user('ada.lovelace'));
    const { summary, events } = await run.cycle();
    const told = events.find(({ source }) => source.displayName === 'Ada Lovelace');
    assert.deepEqual([told?.status, summary.counts.disable], ['warning', 0]);
    assert.match(english(told?.reason.message ?? ''), /active/);
    run.be({});
    const next = await run.cycle();
    assert.deepEqual([next.summary.requests.targetWrites, next.summary.counts.failure], [0, 0]);
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], false);
  });

  itOnlyOver(
    'scim',
    'what a resource shows is SCIM’s',
    'is a failure when it is so for a second time: the target keeps the account active',
    async (test) => {
      const run = await startOddRun(test, { fill: smallTenant(people), profile: 'rfc7644' });
      const id = run.idOf('ada.lovelace');
      unassign(run, run.user('ada.lovelace'));
      const resource = {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        id,
        userName: 'ada.lovelace@contoso.com',
        active: true,
      };
      run.be({ instead: ({ method }) => (method === 'PATCH' ? { status: 200, body: resource } : null) });
      await run.cycle();
      const { summary, events } = await run.cycle();
      assert.equal(summary.counts.failure, 1);
      const told = events.find(({ source }) => source.displayName === 'Ada Lovelace');
      assert.deepEqual([told?.status, told?.reason.code], ['failure', 'ValueNotKept']);
      assert.ok(told?.reason.recommendedAction);
    },
  );
});

itOnlyOver(
  'scim',
  'what Dropbox does later is a job (businessTargetFaults)',
  'a deletion that the target has only accepted is asked about until the account is gone',
  async (test) => {
    const run = await startRun(test);
    const ada = run.user('ada.lovelace');
    run.directory.deleteObject(ada);
    run.directory.purgeObject(ada);
    run.be({ instead: ({ method }) => (method === 'DELETE' ? accepted : null) });
    assert.deepEqual(await countsOf(run), { delete: 0, warnings: 1, failure: 0 });
    assert.deepEqual(await countsOf(run), { delete: 0, warnings: 0, failure: 1 });
    assert.ok(run.targetUser('ada.lovelace'));
    run.be({});
    await run.cycle();
    assert.equal(run.targetUser('ada.lovelace'), undefined);
  },
);

itOnlyOver(
  'scim',
  'a deletion that responds with a resource is SCIM’s',
  'a deletion whose response still shows the objects is asked about, and carried out in the next cycle',
  async (test) => {
    const run = await startOddRun(test, { fill: smallTenant(people, { Readers: people }) });
    const shown = [run.targetUser('ada.lovelace') ?? assert.fail(), run.targetGroup('Readers') ?? assert.fail()];
    for (const gone of [run.user('ada.lovelace'), run.group('Readers')]) {
      run.directory.deleteObject(gone);
      run.directory.purgeObject(gone);
    }
    const still = (path: string): OddAnswer => {
      const { id, attributes } = shown.find((each) => path.includes(encodeURIComponent(each.id))) ?? assert.fail();
      return { status: 200, body: { id, ...attributes } };
    };
    run.be({ instead: ({ method, path }) => (method === 'DELETE' ? still(path) : null) });
    assert.deepEqual(await countsOf(run), { delete: 0, warnings: 2, failure: 0 });
    run.be({});
    await run.cycle();
    assert.deepEqual([run.targetUser('ada.lovelace'), run.targetGroup('Readers')], [undefined, undefined]);
  },
);

it('a deletion whose response still shows the account counts once the account is gone', async (test) => {
  const run = await startRun(test);
  const ada = run.user('ada.lovelace');
  const { id, attributes } = run.targetUser('ada.lovelace') ?? assert.fail();
  run.directory.deleteObject(ada);
  run.directory.purgeObject(ada);
  run.be({
    bend: (response, { method }) => (method === 'DELETE' ? { status: 200, body: { id, ...attributes } } : response),
  });
  await run.cycle();
  for (let cycle = 0; cycle < 3; cycle++) await run.cycle();
  assert.deepEqual(await countsOf(run), { delete: 0, warnings: 0, failure: 0 });
  assert.equal(run.targetUser('ada.lovelace'), undefined);
});

async function countsOf(run: OddRun) {
  const { counts, warnings } = (await run.cycle()).summary;
  return { delete: counts.delete, warnings, failure: counts.failure };
}

itOnlyOver(
  'scim',
  'an address of each account is SCIM’s',
  'an account whose address tells of somebody else’s fails alone, and is disabled when it tells of itself',
  async (test) => {
    const run = await startRun(test);
    const [ada, ben] = [run.idOf('ada.lovelace'), run.idOf('ben.baker')];
    unassign(run, run.user('ada.lovelace'));
    run.directory.updateObject(run.user('ben.baker'), { surname: 'King' });
    const other = { ...run.targetUser('ben.baker')?.attributes, id: ben, active: false };
    run.be({
      instead: ({ method, path }) =>
        method === 'GET' && path.startsWith(`/Users/${encodeURIComponent(ada)}`) ? { status: 200, body: other } : null,
    });
    const { summary } = await run.cycle();
    assert.deepEqual([summary.outcome, summary.counts.failure, summary.counts.update], ['completed', 1, 1]);
    run.be({});
    await run.cycle();
    const active = ['ada.lovelace', 'ben.baker'].map((name) => run.targetUser(name)?.attributes['active']);
    assert.deepEqual(active, [false, true]);
  },
);
