import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessToken, type Authorization } from '../../../src/authorization/authorization.ts';
import { AuthorizationFailure } from '../../../src/authorization/authorizationFailure.ts';
import {
  createTokenKeeper,
  type AuthorizationStore,
  type TokenKeeper,
} from '../../../src/authorization/tokenKeeper.ts';

/** A store that several keepers share, as windows do, and a server that counts renewals. */
class Shared {
  time = Date.parse('2026-01-05T08:00:00Z');
  renewals = 0;
  failure: Error | null = null;
  held: Authorization | null = {
    appKey: 'key',
    refreshToken: 'refresh',
    access: accessToken('first', 14_400, ['members.read'], this.time),
    team: null,
    admin: null,
  };
  #queue: Promise<unknown> = Promise.resolve();
  readonly store: AuthorizationStore = {
    read: () => Promise.resolve(this.held),
    write: (authorization) => {
      this.held = authorization;
      return Promise.resolve();
    },
    alone: (work) => {
      const result = this.#queue.then(work);
      this.#queue = result.catch(() => undefined);
      return result;
    },
  };

  keeper(): TokenKeeper {
    return createTokenKeeper({
      store: this.store,
      now: () => this.time,
      none: () => new AuthorizationFailure('none', 'https://api.dropboxapi.com'),
      renew: async ({ refreshToken }) => {
        await Promise.resolve();
        if (this.failure !== null) throw this.failure;
        this.renewals++;
        return { refreshToken, access: accessToken(`renewed ${this.renewals}`, 14_400, [], this.time) };
      },
    });
  }
}

const hours = (count: number): number => count * 3_600_000;

describe('keeping a token fresh', () => {
  it('gives the stored one while it holds', async () => {
    const shared = new Shared();
    assert.equal((await shared.keeper().fresh(null)).token, 'first');
    assert.equal(shared.renewals, 0);
  });

  it('renews it once, whoever asks, in however many windows', async () => {
    const shared = new Shared();
    shared.time += hours(4);
    const windows = [shared.keeper(), shared.keeper(), shared.keeper()];
    const tokens = await Promise.all(windows.flatMap((keeper) => Array.from({ length: 20 }, () => keeper.fresh(null))));
    assert.deepEqual(new Set(tokens.map(({ token }) => token)), new Set(['renewed 1']));
    assert.equal(shared.renewals, 1);
    assert.equal(shared.held?.access?.token, 'renewed 1');
    assert.equal(shared.held.refreshToken, 'refresh');
  });

  it('takes what another window has renewed instead of renewing again', async () => {
    const shared = new Shared();
    const [one, other] = [shared.keeper(), shared.keeper()];
    assert.equal((await one.fresh('first')).token, 'renewed 1');
    assert.equal((await other.fresh('first')).token, 'renewed 1');
    assert.equal(shared.renewals, 1);
  });

  it('never gives the refused one, also when somebody else asked first', async () => {
    const shared = new Shared();
    const keeper = shared.keeper();
    const [unaware, refused] = await Promise.all([keeper.fresh(null), keeper.fresh('first')]);
    assert.equal(unaware.token, 'first');
    assert.equal(refused.token, 'renewed 1');
  });

  it('goes on with a token that still holds when Dropbox can’t be reached, and tries again soon', async () => {
    const shared = new Shared();
    shared.time += hours(4) - 200_000;
    shared.failure = new AuthorizationFailure('unreachable', 'https://api.dropboxapi.com', 'ECONNRESET');
    const { token, renewAt } = await shared.keeper().fresh(null);
    assert.equal(token, 'first');
    assert.equal(renewAt - shared.time, 30_000);
    await assert.rejects(shared.keeper().fresh('first'), { kind: 'unreachable' });
    shared.time += 200_000;
    await assert.rejects(shared.keeper().fresh(null), { kind: 'unreachable' });
  });

  it('says so when the authorization has ended, or was removed', async () => {
    const shared = new Shared();
    shared.time += hours(4) - 200_000;
    shared.failure = new AuthorizationFailure('revoked', 'https://api.dropboxapi.com');
    const keeper = shared.keeper();
    await assert.rejects(keeper.fresh(null), { kind: 'revoked' });
    shared.failure = null;
    assert.equal((await keeper.fresh(null)).token, 'renewed 1');
    shared.held = null;
    await assert.rejects(keeper.fresh(null), { kind: 'none' });
  });
});
