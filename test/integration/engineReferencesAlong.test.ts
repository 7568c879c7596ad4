import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Directory } from '../../src/sandbox/directory/directory.ts';
import { assign, addDropboxServicePrincipal, roles } from '../../src/sandbox/tenants/contoso.ts';
import { stableId } from '../../src/sandbox/tenants/stableId.ts';
import { loseState } from './engineDisturb.ts';
import { startScimmyServer } from './engineScimmyServer.ts';
import { addUser, startEngineTest } from './engineSetup.ts';
import { withManager } from './engineRichSchema.ts';

/** The references of accounts that are matched come from the list, or the response, that they were found in. */

const names = Array.from({ length: 30 }, (_, index) => `user.n${index}`);

/** Everybody but the first has the first as manager. */
const fill = (directory: Directory): void => {
  directory.seed(() => {
    addDropboxServicePrincipal(directory);
    for (const [index, name] of names.entries())
      assign(
        directory,
        addUser(directory, name, {}, index === 0 ? null : stableId(`user ${names[0] ?? ''}`)),
        roles.user,
      );
  });
};

const readsOfOne = (requests: readonly string[]): string[] =>
  requests.filter((request) => /^GET \/Users\/./.test(request));

describe('managers of accounts that are matched', () => {
  it('are taken from the list: nobody is read for them, and none is written again', async (test) => {
    const target = await startScimmyServer(test);
    const run = await startEngineTest(test, { fill, target, schema: withManager() });
    await run.sync();
    loseState(run);
    target.requests.length = 0;
    const { summary } = await run.sync();
    assert.deepEqual([summary.counts.failure, summary.requests.targetWrites], [0, 0]);
    assert.deepEqual(readsOfOne(target.requests), []);
    assert.equal((await run.sync({ restart: true })).summary.requests.targetWrites, 0);
  });

  it('are corrected where the list shows another one, or one too many', async (test) => {
    const target = await startScimmyServer(test);
    const run = await startEngineTest(test, { fill, target, schema: withManager() });
    await run.sync();
    const account = (name: string) =>
      [...target.users.values()].find(({ userName }) => userName === `${name}@contoso.com`);
    const [boss, ...others] = names.map(account);
    const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    for (const wrong of [boss, others[0]])
      if (wrong !== undefined) wrong[extension] = { manager: { value: others[5]?.id } };
    loseState(run);
    target.requests.length = 0;
    const { summary } = await run.sync();
    // Both are looked at since what was known of how the target takes managers is lost as well.
    const written = [boss?.id, others[0]?.id].map((id) => `GET /Users/${id ?? ''}`);
    assert.deepEqual(
      readsOfOne(target.requests).filter((read) => !written.includes(read)),
      [],
    );
    assert.equal(summary.counts.failure, 0);
    assert.deepEqual(account(names[0] ?? '')?.[extension], undefined);
    assert.deepEqual(account(names[1] ?? '')?.[extension], { manager: { value: boss?.id } });
    assert.equal(summary.requests.targetWrites, 2);
  });

  it('whom the list shows for nobody are asked of a few only', async (test) => {
    const target = await startScimmyServer(test);
    const run = await startEngineTest(test, { fill, target, schema: withManager() });
    for (const name of names) target.users.set(name, { id: name, userName: `${name}@contoso.com`, active: true });
    const { summary } = await run.sync();
    assert.equal(summary.counts.failure, 0);
    // Five by name and as they are, and the first who is written to.
    assert.ok(readsOfOne(target.requests).length <= 12, `${readsOfOne(target.requests).length} reads`);
  });

  it('are taken from the response to the filter that found the account', async (test) => {
    const target = await startScimmyServer(test);
    const run = await startEngineTest(test, { fill, target, schema: withManager() });
    await run.sync();
    const dora = addUser(run.directory, 'dora.dean', {}, run.user(names[0] ?? '').id);
    const boss = [...target.users.values()].find(({ userName }) => userName === `${names[0] ?? ''}@contoso.com`);
    target.users.set('dora', {
      id: 'dora',
      userName: 'dora.dean@contoso.com',
      active: true,
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: boss?.id } },
    });
    assign(run.directory, dora, roles.user);
    target.requests.length = 0;
    await run.sync();
    assert.deepEqual(readsOfOne(target.requests), []);
  });
});
