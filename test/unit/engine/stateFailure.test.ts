import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { networkFileSystem } from '../../../src/engine/store/networkFolder.ts';
import { stateFailure } from '../../../src/engine/store/stateFailure.ts';

const sqlite = (errcode: number): Error => Object.assign(new Error('locking protocol'), { errcode });
const system = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'open' });

describe('what is wrong with a state', () => {
  it('is told as the network file system that it is on, where that may be the reason', () => {
    for (const errcode of [5, 10, 15, 14]) {
      const { message = '' } = stateFailure(sqlite(errcode), '/shared/state', () => 0x6969) ?? {};
      assert.match(message, /\/shared\/state: .*It is on a network file system \(NFS\).*a disk of this computer\.$/);
    }
    assert.doesNotMatch(stateFailure(sqlite(13), '/shared/state', () => 0x6969)?.message ?? '', /network/);
    assert.doesNotMatch(stateFailure(sqlite(10), '/home/state', () => 0xef53)?.message ?? '', /network/);
  });

  it('is told as the read-only file system or directory that it is', () => {
    assert.match(stateFailure(system('EROFS'), '/state', () => 0)?.message ?? '', /it is on a read-only file system/);
    assert.match(stateFailure(sqlite(8), '/state', () => 0)?.message ?? '', /it may not be written/);
    assert.match(stateFailure(system('EACCES'), '/state', () => 0)?.message ?? '', /you may not write there/);
  });
});

describe('a network file system', () => {
  it('is known by its number, also where that is told as a negative one, and by a path of Windows', () => {
    assert.equal(
      networkFileSystem('/x', () => 0xff534d42 | 0),
      'SMB',
    );
    assert.equal(networkFileSystem('\\\\server\\share\\state'), 'a network share');
    assert.equal(
      networkFileSystem('/x', () => {
        throw new Error('ENOSYS');
      }),
      null,
    );
  });
});
