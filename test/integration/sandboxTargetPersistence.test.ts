import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { openTargetStore } from '../../src/sandbox/target/store.ts';
import { groupBody, resources, startTarget, STATUS, userBody } from './sandboxTargetClient.ts';
import type { Json } from './sandboxTargetClient.ts';

const TOKEN = 'for-this-test-only';

describe('the target’s state', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-target-'));
  after(() => rm(folder, { recursive: true, force: true }));

  it('is the same after a restart: resources, their order, versions and the life cycle', async () => {
    const path = join(folder, 'restart.sqlite');
    const store = openTargetStore(path);
    const target = await startTarget({ store });
    const ids: string[] = [];
    for (const name of ['c', 'a', 'b']) ids.push(await target.create('/Users', userBody(`${name}@example.com`)));
    const [first = '', second = ''] = ids;
    await target.create('/Groups', groupBody('G', ids));
    await target.control('POST', `/users/${first}/accept`);
    await target.patch(`/Users/${first}`, { op: 'add', path: 'title', value: 'T' });
    await target.request('DELETE', `/Users/${second}`);
    await target.server.close();
    store.close();

    const reopened = openTargetStore(path);
    after(() => {
      reopened.close();
    });
    const restarted = await startTarget({ store: reopened, seatLimit: 2 });
    const users = resources(await restarted.request('GET', '/Users'));
    assert.deepEqual(
      users.map(({ id }) => id),
      [first, ids[2]],
    );
    const [user = {}] = users;
    assert.deepEqual(user[STATUS], { status: 'active' });
    assert.equal(user['title'], 'T');
    assert.equal((user['meta'] as Json)['version'], 'W/"3"');
    assert.equal((user['groups'] as unknown[]).length, 1);
    assert.equal(
      (await restarted.request('POST', '/Users', userBody('d@example.com'))).status,
      400,
      'seats are counted',
    );
  });

  it('holds everything that was confirmed when the process is killed', async () => {
    const path = join(folder, 'killed.sqlite');
    const child = fork(join(import.meta.dirname, 'sandboxTargetProcess.ts'), [path, TOKEN], { stdio: 'inherit' });
    const [baseAddress] = (await once(child, 'message')) as [string];
    const confirmed: unknown[] = [];
    const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/scim+json' };
    for (let index = 0; index < 50; index += 1) {
      const body = JSON.stringify(userBody(`user${index}@example.com`));
      const response = await fetch(`${baseAddress}/Users`, { method: 'POST', headers, body });
      confirmed.push(((await response.json()) as { id: unknown }).id);
    }
    child.kill('SIGKILL');
    await once(child, 'exit');

    const reopened = openTargetStore(path);
    assert.deepEqual(
      reopened.all('User').map(({ id }) => id),
      confirmed,
    );
    reopened.close();
  });

  it('is not misread when the file is of another kind', async () => {
    const { DatabaseSync } = await import('node:sqlite');
    const path = join(folder, 'other.sqlite');
    const other = new DatabaseSync(path);
    other.exec('PRAGMA user_version = 99');
    other.close();
    assert.throws(() => openTargetStore(path), /layout 99/);
  });

  it('tells its changes', () => {
    const store = openTargetStore(null);
    const seen: string[] = [];
    const stop = store.onChange(({ previous, current }) => {
      seen.push(`${previous?.version ?? '-'} ${current?.version ?? '-'}`);
    });
    const time = '2026-01-01T00:00:00Z';
    const user = { kind: 'User', id: '1', attributes: {}, created: time, lastModified: time } as const;
    store.put({ ...user, version: 1 });
    store.put({ ...user, version: 2 });
    store.delete('User', '1');
    assert.equal(store.delete('User', '1'), false);
    stop();
    store.put({ ...user, version: 1 });
    assert.deepEqual(seen, ['- 1', '1 2', '2 -']);
  });
});
