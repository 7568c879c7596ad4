import assert from 'node:assert/strict';
import { describe, type TestContext } from 'node:test';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { it, itOnlyOver } from '../support/targets/eachTarget.ts';
import { refusal, startOddRun, withMembers, type OddAnswer, type OddRun } from './engineOddTarget.ts';
import { addUser, smallTenant } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

/** One value, one member, one resource that is broken fails by itself: the others are provisioned all the same. */

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];
const startRun = (test: TestContext): Promise<OddRun> =>
  startOddRun(test, { fill: smallTenant(people, { Readers: [] }) });

function joinAll(run: OddRun): void {
  for (const name of people) run.directory.addMember(run.group('Readers').id, run.user(name).id);
}

describe('a member that the target refuses', () => {
  it('does not keep the others out, and is made again when its account is gone', async (test) => {
    const run = await startRun(test);
    const lost = run.idOf('ada.lovelace');
    await run.deleteFromTarget('Users', lost);
    joinAll(run);
    run.be({ instead: (request) => (patchesMember(request, lost) ? refusal(404) : null) });
    await run.cycle();
    assert.deepEqual(
      run.membersOf('Readers').filter((name) => name !== 'ada.lovelace'),
      people.slice(1),
    );
    run.be({});
    await run.cycle();
    assert.deepEqual(run.membersOf('Readers'), people);
    assert.equal(run.targetUser('ada.lovelace')?.attributes['active'], true);
  });

  itOnlyOver(
    'scim',
    'Dropbox names the members that it refuses (businessTargetRefusals)',
    'is named when its account is there',
    async (test) => {
      const run = await startRun(test);
      const odd = run.idOf('ada.lovelace');
      joinAll(run);
      run.be({ instead: (request) => (patchesMember(request, odd) ? refusal(400) : null) });
      const { events } = await run.cycle();
      assert.deepEqual(run.membersOf('Readers'), people.slice(1));
      const told = events.find(
        ({ source, modifiedProperties }) => source.displayName === 'Readers' && modifiedProperties.length > 0,
      );
      assert.equal(told?.status, 'warning');
      assert.match(english(told.reason.message), /Ada Lovelace/);
      assert.ok(told.reason.recommendedAction);
      run.be({});
      await run.cycle();
      assert.deepEqual(run.membersOf('Readers'), people);
    },
  );

  itOnlyOver(
    'scim',
    'Dropbox names no such limit',
    'is found although the target takes two at a time only',
    async (test) => {
      const run = await startRun(test);
      joinAll(run);
      run.be({
        instead: ({ method, path, body }) =>
          method === 'PATCH' && path.startsWith('/Groups') && (body.match(/dbmid:/g)?.length ?? 0) > 2
            ? refusal(413)
            : null,
      });
      const { summary } = await run.cycle();
      assert.equal(summary.counts.failure, 0);
      assert.deepEqual(run.membersOf('Readers'), people);
    },
  );
});

describe('a value that the target breaks on', () => {
  // As Dropbox does with a filter on a name that is no email address to it.
  const pattern: OddAnswer = {
    status: 500,
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '500', detail: 'did not match pattern' },
  };
  const breaksOn = (name: string) => (run: OddRun) => {
    run.be({
      instead: ({ method, path, body }) =>
        (method === 'GET' && path.includes('filter=') && path.includes(name)) ||
        (method === 'POST' && body.includes(name))
          ? pattern
          : null,
    });
  };

  itOnlyOver(
    'scim',
    'the Business API responds for each member of a request',
    'fails its object, and the others and the groups go on',
    async (test) => {
      const run = await startRun(test);
      const names = Array.from({ length: 8 }, (_, index) => `odd.n${index}`);
      for (const name of names) assign(run.directory, addUser(run.directory, name), roles.user);
      assign(run.directory, addUser(run.directory, 'zoe.zimmer'), roles.user);
      joinAll(run);
      breaksOn('odd.n')(run);
      const { summary } = await run.cycle();
      assert.deepEqual([summary.outcome, summary.counts.create, summary.counts.failure], ['completed', 1, 8]);
      assert.deepEqual(run.membersOf('Readers'), people);
    },
  );

  it('in a filter is looked for in the list instead', async (test) => {
    const run = await startRun(test);
    const id = run.idOf('ada.lovelace');
    run.directory.updateObject(run.user('ada.lovelace'), { surname: 'King' });
    breaksOn('ada.lovelace')(run);
    // The account answers 404 under its id once, and is looked for.
    let left = 1;
    const { cycle } = run;
    run.be({
      instead: ({ method, path }) => {
        if (method === 'GET' && path.includes('filter=')) return pattern;
        return method === 'PATCH' && path.includes(encodeURIComponent(id)) && left-- > 0 ? refusal(404) : null;
      },
    });
    await cycle();
    run.be({});
    await cycle();
    assert.equal(run.targetStore.all('User').length, people.length);
    assert.deepEqual(run.targetUser('ada.lovelace')?.attributes['name'], { givenName: 'Ada', familyName: 'King' });
  });
});

it('a resource that cannot be read fails itself, not the cycle', async (test) => {
  const run = await startOddRun(test, { fill: smallTenant(people, { Readers: people }) }, false);
  for (const name of people.slice(0, 2)) {
    run.targetStore.put({
      kind: 'User',
      id: `there-${name}`,
      attributes: { userName: `${name}@contoso.com`, active: true },
      created: '2026-01-01T00:00:00Z',
      lastModified: '2026-01-01T00:00:00Z',
      version: 1,
      status: 'active',
    });
  }
  const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) as object;
  run.be({
    bend: (response) => {
      const resources = (response.body as { readonly Resources?: readonly { readonly userName?: string }[] } | null)
        ?.Resources;
      return resources === undefined
        ? response
        : withMembers(response, {
            Resources: resources.map((each) =>
              each.userName === 'ada.lovelace@contoso.com' ? { ...each, name: deep, emails: [[[]]], meta: 7 } : each,
            ),
          });
    },
  });
  const { summary } = await run.cycle();
  assert.deepEqual([summary.outcome, summary.counts.create], ['completed', 3]);
  assert.ok(run.targetGroup('Readers'));
  assert.equal(run.targetStore.all('User').length, people.length, 'nobody is doubled');
});

function patchesMember(
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: string },
  id: string,
): boolean {
  return method === 'PATCH' && path.startsWith('/Groups') && body.includes(id);
}
