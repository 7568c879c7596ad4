import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { ProvisioningFailure } from '../../src/protocol/failure.ts';
import { assign, roles } from '../../src/sandbox/tenants/contoso.ts';
import { addUser, smallTenant, startEngineTest, unassign, type EngineTest } from './engineSetup.ts';
import { english } from '../../src/protocol/text.ts';

/** A disk that is full stops the cycle, which says so; once there is space, the next one does the rest, and nothing twice. */

const people = ['ada.lovelace', 'ben.baker'];
const newcomers = Array.from({ length: 400 }, (_, index) => `user.n${String(index).padStart(3, '0')}`);

/** A disk of so many bytes; null where this account may not make one. It goes with the test. */
function smallDisk(test: TestContext, bytes: number): string | null {
  if (process.platform !== 'linux') return null;
  const path = mkdtempSync(join(tmpdir(), 'full-disk-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', path]).status === 0;
  test.after(() => {
    if (isMounted) spawnSync('umount', [path]);
    rmSync(path, { recursive: true, force: true });
  });
  return isMounted ? path : null;
}

/** Fills a disk but for so many bytes. @returns what makes the space free again. */
function fill(disk: string, left: number): () => void {
  const { bavail, bsize } = statfsSync(disk);
  const file = join(disk, 'filler');
  writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - left)));
  return () => {
    rmSync(file);
  };
}

async function assertFull(cycle: Promise<unknown>): Promise<void> {
  await assert.rejects(cycle, (error) => {
    assert.ok(error instanceof ProvisioningFailure, String(error instanceof Error ? error.stack : error));
    assert.equal(error.kind, 'invalidState');
    assert.match(error.message, /the disk is full/);
    assert.match(english(error.recommendedAction ?? ''), /what was not finished is taken up then/);
    return true;
  });
}

const userNames = ({ targetStore }: EngineTest): readonly string[] =>
  targetStore.all('User').map(({ attributes }) => String(attributes['userName']));

describe('a disk that becomes full', () => {
  for (const left of [0, 64 * 1024, 400 * 1024])
    it(`with ${left} bytes left stops the cycle in a sentence, and nothing is done twice`, async (test) => {
      const disk = smallDisk(test, 16 * 1024 * 1024);
      if (disk === null) {
        test.skip('no disk of its own can be made here');
        return;
      }
      const house = await startEngineTest(test, { fill: smallTenant(people) });
      const job = { stateDirectory: join(disk, 'state') };
      await house.sync({ job });
      for (const name of newcomers) assign(house.directory, addUser(house.directory, name), roles.user);
      unassign(house, house.user('ada.lovelace'));
      const free = fill(disk, left);
      await assertFull(house.sync({ job }));
      free();
      assert.equal((await house.sync({ job })).summary.outcome, 'completed');
      const names = userNames(house);
      assert.equal(new Set(names).size, names.length, 'nobody has two accounts');
      assert.equal(names.length, newcomers.length + 1);
      assert.equal((await house.sync({ job })).summary.requests.targetWrites, 0);
    });

  it('before a state is made leaves none', async (test) => {
    const disk = smallDisk(test, 1024 * 1024);
    if (disk === null) {
      test.skip('no disk of its own can be made here');
      return;
    }
    const house = await startEngineTest(test, { fill: smallTenant(people) });
    const job = { stateDirectory: join(disk, 'state') };
    const free = fill(disk, 16 * 1024);
    await assertFull(house.sync({ job }));
    assert.deepEqual(userNames(house), []);
    free();
    assert.equal((await house.sync({ job })).summary.counts.create, people.length);
  });
});
