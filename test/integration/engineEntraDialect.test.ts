import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startFakeScim, type FakeRequest, type Json } from '../support/fakeScimServer.ts';
import { withManager } from './engineRichSchema.ts';
import { smallTenant, startEngineTest } from './engineSetup.ts';

/** What a job with "compatibility": "entra" sends, as docs/job-file.md has it. */

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const names = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dan.doe', 'eve.east', 'fay.fox'];

const bodiesOf = (requests: readonly FakeRequest[], method: string, path: string): readonly Json[] =>
  requests.flatMap((request) =>
    request.method === method && request.path.startsWith(path) && request.body !== null ? [request.body] : [],
  );

const operationsOf = (requests: readonly FakeRequest[], path: string): readonly unknown[] =>
  bodiesOf(requests, 'PATCH', path).flatMap((body) => body['Operations'] as readonly unknown[]);

describe('a job in Entra’s own dialect', () => {
  it('matches, creates and updates as Entra’s own client does', async (test) => {
    const target = await startFakeScim(test);
    const run = await startEngineTest(test, {
      fill: smallTenant(names, { Readers: ['ada.lovelace', 'ben.baker'] }),
      target,
      schema: withManager(),
      compatibility: 'entra',
    });
    run.directory.setManager(run.user('ben.baker'), run.user('ada.lovelace').id);
    assert.equal((await run.sync()).summary.counts.failure, 0);

    const lists = target.requests.filter(({ method, path }) => method === 'GET' && path.includes('startIndex='));
    assert.ok(
      lists.every(({ path }) => path.includes('startIndex=1&count=1')),
      'nothing is listed but to prove the connection',
    );
    assert.ok(target.requests.some(({ path }) => path === '/Users?filter=userName eq "ada.lovelace@contoso.com"'));
    assert.ok(
      target.requests.some(({ path }) => path === '/Groups?excludedAttributes=members&filter=displayName eq "Readers"'),
    );

    const users = bodiesOf(target.requests, 'POST', '/Users');
    assert.equal(users.length, names.length);
    for (const user of users) {
      assert.deepEqual(user['schemas'], ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise]);
      assert.deepEqual([user['meta'], user['roles'], user['active']], [{ resourceType: 'User' }, [], true]);
    }
    const [group] = bodiesOf(target.requests, 'POST', '/Groups');
    assert.deepEqual(group?.['schemas'], [
      'urn:ietf:params:scim:schemas:core:2.0:Group',
      'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
    ]);
    assert.deepEqual([group['meta'], 'members' in group], [{ resourceType: 'Group' }, false]);

    const idOf = (name: string): string =>
      String([...target.users.values()].find(({ userName }) => userName === `${name}@contoso.com`)?.['id']);
    const [ada, ben] = [idOf('ada.lovelace'), idOf('ben.baker')];
    assert.deepEqual(operationsOf(target.requests, '/Users'), [
      { op: 'Add', path: `${enterprise}:manager`, value: ada },
    ]);
    const members = [ada, ben].sort().map((value) => ({ $ref: null, value }));
    assert.deepEqual(operationsOf(target.requests, '/Groups'), [{ op: 'Add', path: 'members', value: members }]);

    target.requests.length = 0;
    run.directory.updateObject(run.user('ada.lovelace'), { surname: 'King' });
    run.directory.updateObject(run.user('cleo.carter'), { accountEnabled: false });
    run.directory.removeMember(run.group('Readers').id, run.user('ben.baker').id);
    await run.sync();
    const operations = operationsOf(target.requests, '/Users');
    assert.ok(operations.some((each) => same(each, { op: 'Replace', path: 'name.familyName', value: 'King' })));
    assert.ok(operations.some((each) => same(each, { op: 'Replace', path: 'active', value: 'False' })));
    assert.deepEqual(operationsOf(target.requests, '/Groups'), [
      { op: 'Remove', path: 'members', value: [{ $ref: null, value: ben }] },
    ]);
  });

  it('pages through a target that refuses filters all the same', async (test) => {
    const target = await startFakeScim(test);
    target.behaviour.bend = (response, { path }) => (path.includes('filter=') ? { status: 501 } : response);
    target.users.set('7', { id: '7', userName: 'ada.lovelace@contoso.com' });
    const run = await startEngineTest(test, { fill: smallTenant(['ada.lovelace']), target, compatibility: 'entra' });
    assert.equal((await run.sync()).summary.counts.failure, 0);
    assert.deepEqual([...target.users.keys()], ['7']);
  });
});

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
