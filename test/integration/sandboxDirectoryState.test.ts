import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { describe, it } from 'node:test';
import { readJob } from '../../src/job/readJob.ts';
import { readRunningSandbox, readyLine } from '../../src/sandbox/readySandbox.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { SandboxStartError, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createClient } from './sandboxDirectoryClient.ts';

async function stateDirectoryFor(test: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
  test.after(() => rm(parent, { recursive: true, force: true }));
  return join(parent, 'state');
}

/** A sandbox that is stopped when `work` is done. */
async function withSandbox<Result>(
  options: SandboxOptions,
  work: (sandbox: Sandbox) => Promise<Result>,
): Promise<Result> {
  const sandbox = await startSandbox(options);
  try {
    return await work(sandbox);
  } finally {
    await sandbox.stop();
  }
}

const sourceOf = ({ source }: Sandbox) => createClient(source.baseAddress, source.token);
const targetOf = ({ target }: Sandbox) => createClient(target.baseAddress, target.token);

describe('a sandbox', () => {
  it('serves both sides and says how to reach them in one line', async (test) => {
    await withSandbox({ stateDirectory: await stateDirectoryFor(test) }, async (sandbox) => {
      assert.equal((await sourceOf(sandbox).list('/groups')).length, 8);
      assert.equal((await targetOf(sandbox).get('/ServiceProviderConfig')).status, 200);
      const { id, source, target, dropboxBusiness, jobFile } = sandbox;
      assert.deepEqual(JSON.parse(readyLine(sandbox)), { id, source, target, dropboxBusiness, job: jobFile });
      assert.ok(!readyLine(sandbox).includes('\n'));
    });
  });

  it('makes a valid job file that points to it and holds no secret', async (test) => {
    await withSandbox({ stateDirectory: await stateDirectoryFor(test) }, async ({ source, target, jobFile }) => {
      const text = await readFile(jobFile, 'utf8');
      const { job, problems } = readJob(text);
      assert.deepEqual(
        problems.filter(({ severity }) => severity === 'error'),
        [],
      );
      assert.ok(job?.source.kind === 'entra' && job.target.kind === 'scim');
      assert.deepEqual([job.source.baseAddress, job.target.baseAddress], [source.baseAddress, target.baseAddress]);
      assert.equal(job.source.servicePrincipalId, source.servicePrincipalId);
      assert.ok(!text.includes(source.token) && !text.includes(target.token));
    });
  });

  it('keeps its files to their owner', { skip: process.platform === 'win32' && 'modes are POSIX' }, async (test) => {
    const stateDirectory = await stateDirectoryFor(test);
    await withSandbox({ stateDirectory }, async () => {
      const modeOf = async (...names: string[]): Promise<number> =>
        (await stat(join(stateDirectory, ...names))).mode & 0o777;
      assert.equal(await modeOf(), 0o700);
      for (const name of ['directory.sqlite', 'target.sqlite', 'sandbox.json'])
        assert.equal(await modeOf(name), 0o600, name);
    });
  });

  it('goes on after a restart with the same addresses, tokens, changes and delta links', async (test) => {
    const stateDirectory = await stateDirectoryFor(test);
    const first = await withSandbox({ stateDirectory }, async (sandbox) => {
      const client = sourceOf(sandbox);
      const { deltaLink } = await client.delta('/users/delta?$select=jobTitle');
      await client.request('PATCH', '/users/lee.gu@contoso.com', { jobTitle: 'Lead' });
      await client.request('DELETE', '/users/grady.archie@contoso.com');
      const created = await targetOf(sandbox).request('POST', '/Users', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
        userName: 'lee.gu@contoso.com',
        name: { givenName: 'Lee', familyName: 'Gu' },
      });
      assert.equal(created.status, 201);
      return { ready: readyLine(sandbox), deltaLink, users: await client.list('/users?$select=id,jobTitle') };
    });
    await withSandbox({ stateDirectory }, async (sandbox) => {
      assert.equal(readyLine(sandbox), first.ready);
      const client = sourceOf(sandbox);
      assert.deepEqual(await client.list('/users?$select=id,jobTitle'), first.users);
      const { items } = await client.delta(first.deltaLink);
      assert.deepEqual(
        items.map(({ jobTitle }) => jobTitle),
        ['Lead', undefined],
      );
      assert.equal((await targetOf(sandbox).get('/Users')).status, 200);
      assert.equal(sandbox.targetStore.all('User').length, 1);
    });
  });

  it('takes other ports when its own are taken, and changes nothing else in the job file', async (test) => {
    const stateDirectory = await stateDirectoryFor(test);
    const first = await withSandbox({ stateDirectory }, async ({ source, target, jobFile }) => {
      const text = (await readFile(jobFile, 'utf8')).replace('Dropbox (sandbox)', 'My job');
      await writeFile(jobFile, text);
      return { source, target, text };
    });
    const squatter = createServer().listen(Number(new URL(first.source.baseAddress).port), '127.0.0.1');
    await once(squatter, 'listening');
    test.after(() => squatter.close());
    await withSandbox({ stateDirectory }, async ({ source, jobFile }) => {
      assert.notEqual(source.baseAddress, first.source.baseAddress);
      assert.equal(await readFile(jobFile, 'utf8'), first.text.replace(first.source.baseAddress, source.baseAddress));
    });
  });

  it('refuses to run twice over one state directory, and says who has it', async (test) => {
    const stateDirectory = await stateDirectoryFor(test);
    await withSandbox({ stateDirectory }, async (sandbox) => {
      await assert.rejects(startSandbox({ stateDirectory }), (error) => {
        return error instanceof SandboxStartError && error.message.includes(`process ${process.pid}`);
      });
      assert.deepEqual(readRunningSandbox(stateDirectory)?.source, sandbox.source);
      assert.equal((await sourceOf(sandbox).get('/users?$top=1')).status, 200);
    });
    assert.equal(readRunningSandbox(stateDirectory), null);
  });

  it('is generated for load on request, once', async (test) => {
    const stateDirectory = await stateDirectoryFor(test);
    await withSandbox({ stateDirectory, users: 120 }, async (sandbox) => {
      assert.equal((await sourceOf(sandbox).list('/users')).length, 120);
    });
    await assert.rejects(startSandbox({ stateDirectory, users: 130 }), SandboxStartError);
    await withSandbox({ stateDirectory }, async (sandbox) => {
      assert.equal((await sourceOf(sandbox).list('/users')).length, 120);
    });
  });

  it('names the profiles there are when asked for one there is not', async (test) => {
    const stateDirectory = await stateDirectoryFor(test);
    await assert.rejects(startSandbox({ stateDirectory, profile: 'dropbux' }), /dropbux.*rfc7644, dropbox/);
  });
});

describe('a sandbox that was killed', () => {
  it('has lost nothing that it had confirmed, and releases its state directory', async (test) => {
    const stateDirectory = await stateDirectoryFor(test);
    const script = `
      import { startSandbox } from ${JSON.stringify(new URL('../../src/sandbox/sandbox.ts', import.meta.url).href)};
      import { readyLine } from ${JSON.stringify(new URL('../../src/sandbox/readySandbox.ts', import.meta.url).href)};
      console.log(readyLine(await startSandbox({ stateDirectory: ${JSON.stringify(stateDirectory)} })));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    test.after(() => child.kill('SIGKILL'));
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { source } = JSON.parse(line) as { source: { baseAddress: string; token: string } };
    assert.equal(readRunningSandbox(stateDirectory)?.pid, child.pid);
    const client = createClient(source.baseAddress, source.token);
    for (let count = 1; count <= 20; count += 1) {
      await client.request('PATCH', '/users/lee.gu@contoso.com', { jobTitle: `Lead ${count}` });
    }
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(readRunningSandbox(stateDirectory), null);
    await withSandbox({ stateDirectory }, async (sandbox) => {
      assert.equal(sandbox.source.token, source.token);
      assert.equal((await sourceOf(sandbox).get('/users/lee.gu@contoso.com')).body['jobTitle'], 'Lead 20');
    });
  });
});
