import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupBody, resources, startTarget, STATUS, userBody, where } from './sandboxTargetClient.ts';
import type { Json, Target } from './sandboxTargetClient.ts';

const suspend = { op: 'Replace', path: 'active', value: 'False' };
const resume = { op: 'Replace', path: 'active', value: 'True' };

async function statusOf(target: Target, id: string): Promise<unknown> {
  const { status, body } = await target.request('GET', `/Users/${id}`);
  return status === 200 ? (body[STATUS] as Json)['status'] : status;
}

describe('the life cycle of a Dropbox team member', () => {
  it('starts with an invitation, and an accepted one survives suspension', async () => {
    const target = await startTarget();
    const id = await target.create('/Users', userBody('ada@example.com'));
    assert.match(id, /^dbmid:/);
    assert.equal(await statusOf(target, id), 'invited');
    assert.equal((await target.control('POST', `/users/${id}/accept`)).status, 200);
    assert.equal(await statusOf(target, id), 'active');
    assert.equal((await target.control('POST', `/users/${id}/accept`)).status, 409);

    const suspended = await target.patch(`/Users/${id}`, suspend);
    assert.equal(suspended.body['active'], false);
    assert.equal(await statusOf(target, id), 'suspended');
    const found = await target.request('GET', `/Users${where('userName eq "ada@example.com"')}`);
    assert.equal(resources(found).length, 1, 'suspended users are still found');
    await target.patch(`/Users/${id}`, resume);
    assert.equal(await statusOf(target, id), 'active');
  });

  it('ends when an invited member is suspended', async () => {
    const target = await startTarget();
    const id = await target.create('/Users', userBody('ada@example.com'));
    const group = await target.create('/Groups', groupBody('G', [id]));
    const answer = await target.patch(`/Users/${id}`, suspend);
    assert.equal(answer.status, 200);
    assert.deepEqual([answer.body['active'], answer.body[STATUS]], [false, { status: 'removed' }]);
    assert.equal(await statusOf(target, id), 404);
    assert.ok(!('members' in (await target.request('GET', `/Groups/${group}`)).body));
    await target.create('/Users', userBody('ada@example.com'));
  });

  it('cannot be changed through the status attribute', async () => {
    const target = await startTarget();
    const id = await target.create('/Users', userBody('ada@example.com', { [STATUS]: { status: 'active' } }));
    assert.equal(await statusOf(target, id), 'invited');
    const answer = await target.patch(`/Users/${id}`, { op: 'replace', path: `${STATUS}:status`, value: 'active' });
    assert.deepEqual([answer.status, answer.body['scimType']], [400, 'mutability']);
  });
});

describe('seats', () => {
  it('limit who can be invited or resumed, and are freed by suspension and removal', async () => {
    const target = await startTarget({ seatLimit: 2 });
    const one = await target.create('/Users', userBody('one@example.com'));
    const two = await target.create('/Users', userBody('two@example.com'));
    const refused = await target.request('POST', '/Users', userBody('three@example.com'));
    assert.equal(refused.status, 400);
    assert.match(String(refused.body['detail']), /team_license_limit/);

    await target.control('POST', '/accept');
    await target.patch(`/Users/${one}`, suspend);
    const three = await target.create('/Users', userBody('three@example.com'));
    assert.match(String((await target.patch(`/Users/${one}`, resume)).body['detail']), /team_license_limit/);
    assert.equal(await statusOf(target, one), 'suspended');

    await target.request('DELETE', `/Users/${two}`);
    assert.equal((await target.patch(`/Users/${one}`, resume)).status, 200);
    const { body } = await target.control('GET', '/state');
    assert.deepEqual(body['seats'], { limit: 2, used: 2 });
    await target.control('PUT', '/seats', { limit: null });
    await target.create('/Users', userBody('four@example.com'));
    assert.equal(await statusOf(target, three), 'invited');
  });
});

describe('Dropbox’s rules for values, in profile dropbox-strict', async () => {
  const target = await startTarget({ profile: 'dropbox-strict' });
  const name = { givenName: 'Ada', familyName: 'Lovelace' };
  const wrong: readonly (readonly [string, Json, RegExp])[] = [
    ['a userName that is no email address', { userName: 'ada' }, /email address/],
    ['a missing surname', { name: { givenName: 'Ada' } }, /familyName/],
    ['an empty first name', { name: { ...name, givenName: ' ' } }, /givenName/],
    ['a name of more than 50 characters', { name: { ...name, familyName: 'x'.repeat(51) } }, /at most 50/],
    ['a forbidden character in a name', { name: { ...name, familyName: 'Love/lace' } }, /must not contain/],
    ['an externalId of more than 64 characters', { externalId: 'x'.repeat(65) }, /at most 64/],
  ];
  for (const [what, change, detail] of wrong) {
    it(`refuse ${what}`, async () => {
      const answer = await target.request('POST', '/Users', { ...userBody('ada@example.com'), ...change });
      assert.deepEqual([answer.status, answer.body['scimType']], [400, 'invalidValue']);
      assert.match(String(answer.body['detail']), detail);
    });
  }

  it('refuse an update that would break them', async () => {
    const id = await target.create('/Users', userBody('update@example.com'));
    const answer = await target.patch(`/Users/${id}`, { op: 'replace', path: 'name.familyName', value: 'a|b' });
    assert.deepEqual([answer.status, answer.body['scimType']], [400, 'invalidValue']);
  });

  it('let a second group of the same name appear', async () => {
    const ids = [
      await target.create('/Groups', groupBody('Twins')),
      await target.create('/Groups', groupBody('Twins')),
    ];
    const found = await target.request('GET', `/Groups${where('displayName eq "Twins"')}`);
    assert.deepEqual(
      resources(found).map(({ id }) => id),
      ids,
    );
    assert.ok(ids.every((id) => id.startsWith('g:')));
  });
});

describe('the control endpoint', async () => {
  const target = await startTarget({ profile: 'dropbox-strict' });

  it('wants the token', async () => {
    const address = new URL('/_sandbox/state', target.baseAddress);
    assert.equal((await fetch(address)).status, 401);
  });

  it('switches the profile and resets everything', async () => {
    const body = { schemas: userBody('x')['schemas'], userName: 'not a mail address' };
    assert.equal((await target.request('POST', '/Users', body)).status, 400);
    assert.equal((await target.control('PUT', '/profile', { name: 'rfc7644' })).status, 204);
    const id = await target.create('/Users', body);
    const { body: state } = await target.control('GET', '/state');
    assert.equal(state['profile'], 'rfc7644');
    assert.deepEqual(
      (state['users'] as Json[]).map((user) => user['id']),
      [id],
    );
    assert.equal((await target.control('POST', '/reset')).status, 204);
    const counted = (await target.control('GET', '/requests')).body['requests'];
    assert.deepEqual(counted, { POST: 2 });
    assert.equal((await target.request('GET', '/Users')).body['totalResults'], 0);
    assert.equal((await target.control('PUT', '/profile', { name: 'nothing' })).status, 400);
    assert.equal((await target.control('GET', '/nothing')).status, 404);
  });
});
