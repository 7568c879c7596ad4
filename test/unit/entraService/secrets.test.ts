import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeSecrets } from '../../../src/entraService/secrets.ts';
import { changesFor, readSettings, settingDifferences } from '../../../src/entraService/settings.ts';
import type { ServiceSecret } from '../../../src/entraService/synchronizationClient.ts';
import { ProvisioningFailure } from '../../../src/protocol/failure.ts';

const { signal } = new AbortController();

/** Secrets as Graph keeps them: told masked, replaced as a whole. */
function keeper(secrets: readonly ServiceSecret[], hidden: readonly string[] = ['SecretToken']) {
  let held = secrets;
  const written: (readonly ServiceSecret[])[] = [];
  const quoted: string[] = [];
  return {
    written,
    quoted,
    readSecrets: () =>
      Promise.resolve(held.map(({ key, value }) => ({ key, value: hidden.includes(key) ? '*****' : value }))),
    replaceSecrets(all: readonly ServiceSecret[], secretValues: readonly string[]) {
      written.push(all);
      quoted.push(...secretValues);
      held = all;
      return Promise.resolve();
    },
  };
}

describe('writing settings among secrets', () => {
  it('never writes a mask back: nothing is written, and the key is named', async () => {
    const client = keeper([
      { key: 'SecretToken', value: 'real' },
      { key: 'SyncAll', value: 'false' },
    ]);
    await assert.rejects(changeSecrets(client, { SyncAll: 'true' }, {}, signal), (error) => {
      assert.ok(error instanceof ProvisioningFailure);
      assert.equal(error.kind, 'credential');
      assert.match(error.message, /SecretToken/);
      return true;
    });
    assert.deepEqual(client.written, []);
  });

  describe('with several keys masked', () => {
    const hidden = ['Oauth2AccessToken', 'Password', 'CustomKey'];
    const secrets = [...hidden.map((key) => ({ key, value: `real ${key}` })), { key: 'SyncAll', value: 'false' }];
    const refusedWith = async (known: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const client = keeper(secrets, hidden);
      const failure: unknown = await changeSecrets(client, { SyncAll: 'true' }, known, signal).catch(
        (error: unknown) => error,
      );
      assert.deepEqual(client.written, []);
      assert.ok(failure instanceof ProvisioningFailure);
      return failure.maskedKeys;
    };

    it('names each that isn’t known, as data', async () => {
      assert.deepEqual(await refusedWith({}), hidden);
      assert.deepEqual(await refusedWith({ SecretToken: 'another' }), hidden);
      assert.deepEqual(await refusedWith({ password: 'given', Oauth2AccessToken: 'given' }), ['CustomKey']);
    });

    it('takes neither a mask nor nothing for a value', async () => {
      const given = { Oauth2AccessToken: 'given', Password: '***', CustomKey: '' };
      assert.deepEqual(await refusedWith(given), ['Password', 'CustomKey']);
    });

    it('quotes none of them, whatever they’re called', async () => {
      const client = keeper(secrets, hidden);
      const known = { Oauth2AccessToken: 'first', Password: 'second', CustomKey: 'third', AnotherKey: 'fourth' };
      await changeSecrets(client, { SyncAll: 'true' }, known, signal);
      assert.deepEqual(client.quoted, ['first', 'second', 'third', 'fourth']);
    });
  });

  it('writes all keys, with the secrets that were entered again', async () => {
    const client = keeper([
      { key: 'BaseAddress', value: 'https://www.dropbox.com/scim/v2' },
      { key: 'SecretToken', value: 'real' },
    ]);
    await changeSecrets(client, { SyncAll: 'true' }, { secrettoken: 'entered again' }, signal);
    assert.deepEqual(client.written, [
      [
        { key: 'BaseAddress', value: 'https://www.dropbox.com/scim/v2' },
        { key: 'SecretToken', value: 'entered again' },
        { key: 'SyncAll', value: 'true' },
      ],
    ]);
    assert.deepEqual(client.quoted, ['entered again']);
  });

  it('gives Entra credentials that it doesn’t have yet', async () => {
    const client = keeper([]);
    await changeSecrets(client, { SyncAll: 'false' }, { BaseAddress: 'https://x/scim', SecretToken: 'new' }, signal);
    assert.deepEqual(
      client.written[0]?.map(({ key }) => key),
      ['BaseAddress', 'SecretToken', 'SyncAll'],
    );
    assert.deepEqual(client.quoted, ['new'], 'a setting is no secret: hidden, it would be read back as another one');
  });

  it('tells what Graph has not kept', async () => {
    const client = keeper([{ key: 'SyncAll', value: 'false' }]);
    const forgetful = { ...client, replaceSecrets: () => Promise.resolve() };
    await assert.rejects(changeSecrets(forgetful, { SyncAll: 'true' }, {}, signal), /tells others .*SyncAll/);
  });
});

describe('settings among secrets', () => {
  const secrets = [
    { key: 'SyncAll', value: 'true' },
    { key: 'SkipOutOfScopeDeletions', value: 'True' },
    {
      key: 'SyncNotificationSettings',
      value:
        '{"Enabled":true,"Recipients":"it@contoso.com","DeleteThresholdEnabled":true,"DeleteThresholdValue":17,"HumanResourcesLookaheadQueryEnabled":false}',
    },
  ];

  it('are read', () => {
    assert.deepEqual(readSettings(secrets), {
      scope: 'all',
      skipOutOfScopeDeletions: true,
      notificationEmail: 'it@contoso.com',
      deletionThreshold: 17,
    });
  });

  it('are what they were after they were written, and members of others stay', () => {
    const settings = { ...readSettings(secrets), deletionThreshold: 18 };
    const changed = Object.entries(changesFor(settings, secrets)).map(([key, value]) => ({ key, value }));
    assert.deepEqual(readSettings(changed), settings);
    assert.match(changed.map(({ value }) => value).join(' '), /HumanResourcesLookaheadQueryEnabled/);
  });

  it('that differ are named as the job file has them', () => {
    const before = readSettings(secrets);
    assert.deepEqual(settingDifferences({ ...before, deletionThreshold: null }, before), [
      { name: 'accidentalDeletionPrevention.threshold', inFile: null, inEntra: 17 },
    ]);
  });
});
