import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Agent, fetch } from 'undici';
import { openJobSession } from '../../src/engine/jobSession.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { dropboxServicePrincipalId } from '../../src/sandbox/tenants/contoso.ts';

/** A connection for each request: none is left over from the sandbox that had the port before. */
const dispatcher = new Agent({ pipelining: 0 });

type Body = Readonly<Record<string, unknown>>;

const application = `/servicePrincipals/${dropboxServicePrincipalId}`;
const jobs = `/v1.0${application}/synchronization/jobs`;

/** A request to the sandbox's Graph or its control endpoint. */
async function send(
  { source }: Sandbox,
  method: string,
  path: string,
  body?: object,
  token = source.token,
): Promise<Body> {
  const response = await fetch(new URL(path, source.baseAddress), {
    method,
    dispatcher,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Body);
}

describe('the synchronization jobs of a sandbox that is started anew', () => {
  it('are as they were, with secrets, log and links, and so are app registrations and tokens', async (test) => {
    const stateDirectory = mkdtempSync(join(tmpdir(), 'graph-state-'));
    const options = { stateDirectory, openService: openJobSession };
    let sandbox = await startSandbox(options);
    test.after(async () => {
      await sandbox.stop();
      rmSync(stateDirectory, { recursive: true, force: true });
    });
    const { id } = await send(sandbox, 'POST', jobs, { templateId: 'DropboxSCIMOutDelta' });
    await send(sandbox, 'POST', `/_sandbox${application}/authorize`);
    await send(sandbox, 'POST', `${jobs}/${String(id)}/start`);
    await send(sandbox, 'POST', '/_sandbox/jobs/settled');
    const permissions = ['Synchronization.Read.All'];
    const { clientId } = await send(sandbox, 'POST', '/_sandbox/apps', { applicationPermissions: permissions });
    const { accessToken } = await send(sandbox, 'POST', '/_sandbox/tokens', { permissions });
    const read = async (): Promise<readonly Body[]> => [
      await send(sandbox, 'GET', `${jobs}/${String(id)}`, undefined, String(accessToken)),
      await send(sandbox, 'GET', `/v1.0${application}/synchronization/secrets`),
      await send(sandbox, 'GET', '/v1.0/auditLogs/provisioning?$top=5'),
      await send(sandbox, 'GET', '/_sandbox/apps'),
    ];
    const before = await read();
    const values = JSON.stringify(before);
    for (const part of ['"code":"Active"', '"value":"*"', '"provisioningAction":"create"', String(clientId)]) {
      assert.ok(values.includes(part), `${part} in ${values}`);
    }
    await sandbox.stop();
    sandbox = await startSandbox(options);
    assert.deepEqual(await read(), before);
    await send(sandbox, 'POST', `/_sandbox/jobs/${String(id)}/run`);
    const { status } = await send(sandbox, 'GET', `${jobs}/${String(id)}`);
    const { lastExecution } = status as { lastExecution: Body };
    assert.deepEqual([lastExecution['state'], lastExecution['countExported']], ['Succeeded', 0]);
  });
});
