import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { challengePath, proofOf } from '../../src/sandbox/challenge.ts';
import { isLiveSandbox, isLoopbackAddress } from '../../src/sandbox/liveSandbox.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startUnrulyServer } from '../support/unrulyServer.ts';
import { runCli, temporaryDirectory } from './cliProcess.ts';
import { editJob } from './cliSandboxJob.ts';

async function start(test: TestContext): Promise<{ readonly sandbox: Sandbox; readonly directory: string }> {
  const directory = temporaryDirectory(test);
  const sandbox = await startSandbox({ stateDirectory: directory });
  test.after(() => sandbox.stop());
  return { sandbox, directory };
}

describe('a sandbox', () => {
  it('proves its servers, and gives its token to nobody who asks', async (test) => {
    const { sandbox } = await start(test);
    assert.equal(await isLiveSandbox(sandbox), true);
    const nonce = 'ab'.repeat(16);
    const response = await fetch(new URL(`${challengePath}?nonce=${nonce}`, sandbox.source.baseAddress));
    assert.equal(await response.text(), proofOf(sandbox.source.token, nonce));
    for (const bad of ['', '?nonce=', '?nonce=xyz', `?nonce=${'a'.repeat(500)}`])
      assert.equal((await fetch(new URL(challengePath + bad, sandbox.source.baseAddress))).status, 400);
  });

  it('is none where another program has its port, or its token is another', async (test) => {
    const { sandbox } = await start(test);
    const stranger = await startUnrulyServer(test, null, { instead: () => ({ body: 'yes' }) });
    const { source, target, dropboxBusiness } = sandbox;
    for (const other of [
      { source: { ...source, baseAddress: `${stranger.origin}/v1.0` }, target, dropboxBusiness },
      { source, target: { ...target, baseAddress: `${stranger.origin}/scim/v2` }, dropboxBusiness },
      { source, target, dropboxBusiness: { ...dropboxBusiness, apiAddress: stranger.origin } },
      { source: { ...source, token: 'another' }, target, dropboxBusiness },
      { source, target: { ...target, baseAddress: source.baseAddress }, dropboxBusiness },
      { source, target: { ...target, baseAddress: 'http://127.0.0.1:1/scim/v2' }, dropboxBusiness },
    ])
      assert.equal(await isLiveSandbox(other), false);
    assert.equal(stranger.requests(), 3, 'the challenge, and nothing else');
  });

  it('is on the loopback interface by number', () => {
    for (const address of ['http://127.0.0.1:1/v1.0', 'http://127.1.2.3/', 'http://[::1]:80/', 'http://0x7f.1/'])
      assert.equal(isLoopbackAddress(address), true, address);
    for (const address of [
      'https://127.0.0.1/',
      'http://localhost:1/',
      'http://127.0.0.1.example.com/',
      'http://127.0.0.1@example.com/',
      'http://a:b@127.0.0.1/',
      'http://10.0.0.1/',
      'http://0.0.0.0/',
      'http://[::ffff:7f00:1]/',
      'x',
      null,
      7,
    ])
      assert.equal(isLoopbackAddress(address), false, String(address));
  });
});

describe('a job of kind sandbox', () => {
  it('sends nothing where sandbox.json names somebody else', async (test) => {
    const { sandbox, directory } = await start(test);
    const stranger = await startUnrulyServer(test, null);
    editJob(sandbox.jobFile, /"source": \{[^}]*\}/, '"source": {"kind": "sandbox"}');
    editJob(sandbox.jobFile, /"target": \{[^}]*\}/, '"target": {"kind": "sandbox"}');
    const run = async (...more: readonly string[]): Promise<readonly [number | null, string]> => {
      const { code, stderr } = await runCli(['preview', sandbox.jobFile, ...more]);
      return [code, stderr];
    };
    assert.equal((await run())[0], 0);
    const file = join(directory, 'sandbox.json');
    const text = readFileSync(file, 'utf8');
    for (const side of ['source', 'target'] as const) {
      writeFileSync(file, text.replace(new URL(sandbox[side].baseAddress).origin, stranger.origin));
      const [code, stderr] = await run();
      assert.equal(code, 2, stderr);
      assert.match(stderr, /uses the sandbox, but none is running/);
    }
    for (const damaged of [
      'null',
      '7',
      '{}',
      '{"pid":1}',
      text.slice(0, 40),
      text.replaceAll('127.0.0.1', 'localhost'),
    ]) {
      writeFileSync(file, damaged);
      assert.equal((await run())[0], 2, damaged);
    }
    const { code } = await runCli(['preview', sandbox.jobFile], {
      environment: { DROPBOX_PROVISIONING_TARGET_ORIGIN: 'https://www.dropbox.com' },
    });
    assert.equal(code, 2);
  });
});
