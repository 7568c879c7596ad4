import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engineFailure } from '../../../src/extension/engine/engineFailure.ts';
import { type Entered, whileMasked } from '../../../src/extension/service/whileMasked.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';

const failing = (more: object): Error =>
  engineFailure('No.', { kind: 'credential', message: 'No.', recommendedAction: null, ...more }, inEnglish);

/** Entra with masked keys: it takes a write that has all of them. */
function entra(masked: readonly string[]) {
  const [asked, written]: [string[][], Entered[]] = [[], []];
  return {
    asked,
    written,
    ask: (keys: readonly string[]): Promise<Entered | null> => {
      asked.push([...keys]);
      return Promise.resolve(Object.fromEntries(keys.map((key) => [key, `value of ${key}`])));
    },
    write: (entered: Entered): Promise<void> => {
      const maskedKeys = masked.filter((key) => !Object.hasOwn(entered, key));
      if (maskedKeys.length > 0) return Promise.reject(failing({ maskedKeys }));
      written.push(entered);
      return Promise.resolve();
    },
  };
}

describe('writing what Entra keeps among credentials', () => {
  it('asks for nothing where nothing is masked', async () => {
    const { asked, written, ask, write } = entra([]);
    assert.equal(await whileMasked([], ask, write), true);
    assert.deepEqual([asked, written], [[], [{}]]);
  });

  it('asks for the keys that the failure names', async () => {
    const { asked, written, ask, write } = entra(['Oauth2AccessToken', 'CustomKey']);
    assert.equal(await whileMasked([], ask, write), true);
    assert.deepEqual(asked, [['Oauth2AccessToken', 'CustomKey']]);
    assert.deepEqual(written, [{ Oauth2AccessToken: 'value of Oauth2AccessToken', CustomKey: 'value of CustomKey' }]);
  });

  it('asks at once for what is known to be needed, and for what turns out to be needed beside it', async () => {
    const { asked, written, ask, write } = entra(['SecretToken', 'Password']);
    assert.equal(await whileMasked(['SecretToken'], ask, write), true);
    assert.deepEqual(asked, [['SecretToken'], ['Password']]);
    assert.deepEqual(Object.keys(written[0] ?? {}), ['SecretToken', 'Password']);
  });

  it('writes nothing when the person leaves', async () => {
    const { written, write } = entra(['SecretToken']);
    assert.equal(await whileMasked([], () => Promise.resolve(null), write), false);
    assert.deepEqual(written, []);
  });

  it('asks for nothing when credentials fail for another reason, or a key that was entered is named again', async () => {
    const { asked, ask } = entra([]);
    await assert.rejects(
      whileMasked([], ask, () => Promise.reject(failing({}))),
      /No\./,
    );
    assert.deepEqual(asked, []);
    await assert.rejects(
      whileMasked([], ask, () => Promise.reject(failing({ maskedKeys: ['SecretToken'] }))),
      /No\./,
    );
    assert.deepEqual(asked, [['SecretToken']]);
  });
});
