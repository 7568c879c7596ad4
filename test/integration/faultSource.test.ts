import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { contoso, dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { Directory } from '../../src/sandbox/directory/directory.ts';
import { createDirectoryServer } from '../../src/sandbox/directory/server.ts';
import { startFaultSource, type FaultSource } from '../support/faultSource.ts';
import { smallTenant, sourceToken } from './engineSetup.ts';

const people = ['ada.lovelace', 'ben.baker', 'cleo.carter', 'dora.dean'];
const assignments = `/servicePrincipals/${dropboxServicePrincipalId}/appRoleAssignedTo`;
const users = '/users/delta?$select=displayName';
const groups = '/groups/delta?$select=displayName,members';

interface Page {
  readonly value: readonly { readonly id: string; readonly 'members@delta'?: readonly object[] }[];
  readonly '@odata.deltaLink'?: string;
  readonly error?: { readonly code: string };
}

interface House {
  readonly source: FaultSource;
  readonly get: (pathOrLink: string) => Promise<{ readonly status: number; readonly page: Page }>;
}

async function openHouse(test: TestContext): Promise<House> {
  const directory = new Directory(contoso, null, () => new Date());
  smallTenant(people, { Readers: people })(directory);
  const server = createDirectoryServer({ directory, token: sourceToken, sealingKey: 'sealing key' });
  const { baseAddress } = await server.listen();
  test.after(() => server.close());
  const source = await startFaultSource(test, { upstream: new URL(baseAddress).origin });
  return {
    source,
    async get(pathOrLink) {
      const address = pathOrLink.startsWith('/') ? `${source.origin}/v1.0${pathOrLink}` : pathOrLink;
      const answer = await fetch(address, { headers: { authorization: `Bearer ${sourceToken}` } });
      return { status: answer.status, page: (await answer.json()) as Page };
    },
  };
}

describe('a source with faults', () => {
  for (const [of, path, all] of [
    ['assignments', assignments, 5],
    ['users', users, 4],
    ['groups', groups, 1],
  ] as const) {
    it(`leaves out ${of} as if there were no more`, async (test) => {
      const { source, get } = await openHouse(test);
      assert.equal((await get(path)).page.value.length, all);
      source.set([{ fault: 'short', of, share: 1, count: 1 }]);
      assert.deepEqual((await get(path)).page.value, []);
      assert.deepEqual(source.counts(), { short: 1 });
      assert.equal((await get(path)).page.value.length, all, 'once is once');
    });
  }

  it('leaves out a share, the same ones each time', async (test) => {
    const { source, get } = await openHouse(test);
    source.set([{ fault: 'short', of: 'users', share: 0.5, seed: 3 }]);
    const ids = async (): Promise<readonly string[]> => (await get(users)).page.value.map(({ id }) => id);
    const some = await ids();
    assert.ok(some.length > 0 && some.length < people.length);
    assert.deepEqual(await ids(), some);
  });

  it('cuts the members of a group short, in a delta and by themselves', async (test) => {
    const { source, get } = await openHouse(test);
    const members = `/groups/${stableId('group Readers')}/members?$select=id`;
    assert.equal((await get(members)).page.value.length, 4);
    source.set([{ fault: 'short', of: 'members', share: 1 }]);
    const [group] = (await get(groups)).page.value;
    assert.deepEqual(group?.['members@delta'], []);
    assert.deepEqual((await get(members)).page.value, []);
  });

  it('tells the truth of changes, unless their place is no longer known', async (test) => {
    const { source, get } = await openHouse(test);
    const link = (await get(users)).page['@odata.deltaLink'] ?? '';
    assert.ok(link.startsWith(source.origin), 'links lead through it');
    source.set([{ fault: 'short', of: 'users', share: 1 }, { fault: 'expired' }]);
    const told = await get(link);
    assert.deepEqual([told.status, told.page.error?.code], [410, 'syncStateNotFound']);
    assert.equal((await get(assignments)).status, 200);
    source.set([{ fault: 'short', of: 'users', share: 1 }]);
    assert.equal((await get(link)).status, 200);
    assert.deepEqual(source.counts(), { expired: 1 });
  });

  it('denies that somebody is there, fails, and ends all that', async (test) => {
    const { source, get } = await openHouse(test);
    const ada = `/users/${stableId('user ada.lovelace')}`;
    source.set([{ fault: 'falseNotFound', path: /^\/users\/[^/]+$/ }]);
    assert.equal((await get(ada)).status, 404);
    source.set([{ fault: 'refuse', status: 500 }]);
    assert.equal((await get(ada)).status, 500);
    source.set([{ fault: 'cut' }]);
    await assert.rejects(get(ada));
    source.clear();
    assert.equal((await get(ada)).status, 200);
    await source.settled();
  });
});
