import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AuthorizationFailure } from '../../../src/authorization/authorizationFailure.ts';
import { renewalError } from '../../../src/extension/credentials/authorizationFailures.ts';
import { Engine } from '../../../src/extension/engine/engine.ts';
import { engineEnvironment } from '../../../src/extension/engine/engineEnvironment.ts';
import { ActionableFailure, Cancelled } from '../../../src/extension/support/actionableFailure.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { OpenJobParams } from '../../../src/protocol/openJob.ts';
import type { DecisionSummary } from '../../../src/protocol/provisioning.ts';

const job = (text: string): OpenJobParams => ({
  text,
  path: '/job.provisioning.json',
  stateDirectory: '/state',
  sandbox: null,
  sourceCredential: null,
  targetCredential: null,
});

describe('the conversation with the engine’s process', () => {
  const logged: string[] = [];
  const log = (text: string): void => void logged.push(text);
  const engine = new Engine({
    modulePath: fileURLToPath(new URL('fakeEngine.ts', import.meta.url)),
    environment: () =>
      engineEnvironment(process.env, { proxy: 'http://proxy:3128', noProxy: [], systemCertificates: true }),
    log: { info: log, warn: log, error: log },
    t: inEnglish,
    renewToken: ({ key, refused }) =>
      refused === null
        ? Promise.reject(new AuthorizationFailure('revoked', key))
        : Promise.resolve({ token: `not ${refused}`, renewAt: 1 }),
    renewalError: (error) => renewalError(error, inEnglish),
  });
  after(() => {
    engine.dispose();
  });
  const processOf = async (): Promise<string> => (await engine.status(job(''))).displayName;

  it('keeps one process, which uses VS Code’s proxy', async () => {
    const first = await processOf();
    assert.match(first, /^\d+ http:\/\/proxy:3128$/);
    assert.equal(await processOf(), first);
  });

  it('hands on what a long request tells', async () => {
    const decisions: DecisionSummary[] = [];
    const summary = await engine.preview(job(''), { onDecision: (decision) => decisions.push(decision) });
    assert.equal(summary.outcome, 'completed');
    assert.deepEqual(
      decisions.map(({ source }) => source.displayName),
      ['Ada Lovelace'],
    );
  });

  it('gets a token for the engine, or says why there is none', async () => {
    const renewed = await engine.readEvent(job('renew expired'), 1);
    assert.equal(renewed?.targetId, 'not expired 1');
    const failed = await engine.readEvent(job('renew'), 1);
    assert.match(
      failed?.targetId ?? '',
      /^credential: The authorization of https:\/\/a\.example has ended.* Authorize Dropbox again\.$/,
    );
  });

  it('turns the engine’s failures into ones with a way out', async () => {
    await assert.rejects(engine.testConnection(job('')), (failure: unknown) => {
      assert.ok(failure instanceof ActionableFailure);
      assert.equal(failure.message, 'The token was refused.');
      assert.equal(failure.recommendedAction, 'Enter a new one.');
      assert.equal(failure.actions[0], 'updateCredentials');
      return true;
    });
  });

  it('passes cancellation on; it is no failure', async () => {
    const controller = new AbortController();
    const explaining = engine.explain(job(''), 'Ada', { signal: controller.signal });
    controller.abort();
    await assert.rejects(explaining, Cancelled);
  });

  it('says why the process ended, and starts it again for the next request', async () => {
    const before = await processOf();
    await assert.rejects(engine.status(job('die')), /stopped unexpectedly \(exit code 3/);
    assert.notEqual(await processOf(), before);
    assert.ok(
      logged.some((line) => line.includes('exit code 3')),
      'the log says so too',
    );
  });
});

describe('the environment of the engine’s process', () => {
  const network = { proxy: '', noProxy: [], systemCertificates: false };

  it('keeps certificates and proxies of the person’s environment', () => {
    const given = { NODE_EXTRA_CA_CERTS: '/ca.pem', HTTPS_PROXY: 'http://own', VSCODE_IPC: 'x', ELECTRON_X: 'y' };
    const { ELECTRON_RUN_AS_NODE, ...kept } = engineEnvironment(given, network);
    assert.deepEqual(kept, { NODE_EXTRA_CA_CERTS: '/ca.pem', HTTPS_PROXY: 'http://own' });
    assert.equal(ELECTRON_RUN_AS_NODE, '1');
  });

  it('takes the proxy and its exceptions from VS Code’s settings', () => {
    const environment = engineEnvironment({}, { ...network, proxy: 'http://p', noProxy: ['a', 'b'] });
    assert.equal(environment['HTTPS_PROXY'], 'http://p');
    assert.equal(environment['NO_PROXY'], 'a,b');
  });
});
