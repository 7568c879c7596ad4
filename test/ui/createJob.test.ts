import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after } from 'node:test';
import { permissionsFor } from '../../src/authorization/entra/graphPermissions.ts';
import { startEntraProxy } from '../support/entraProxy.ts';
import { choose, command, enter, searchFor } from '../support/keyboard.ts';
import { temporaryDirectory } from '../support/ownedProcess.ts';
import type { SandboxProcess } from '../support/sandbox.ts';
import { uiSuite } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

const entra = await startEntraProxy();
after(() => entra.close());

const folder = temporaryDirectory('create-job');

/** Sends a request to the sandbox's tenant or team, and gives its JSON. */
async function ask(
  { baseAddress, token }: { readonly baseAddress: string; readonly token: string },
  path: string,
  method = 'GET',
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(path.startsWith('/_') ? new URL(path, baseAddress) : baseAddress + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** An app registration that may do what Create Job asks for. */
async function registered({ source }: SandboxProcess): Promise<{ readonly clientId: string; readonly secret: string }> {
  const applicationPermissions = permissionsFor(['provision', 'assign', 'addApplication']);
  const app = await ask(source, '/_sandbox/apps', 'POST', { applicationPermissions });
  const { clientId, secrets } = app as { clientId: string; secrets: readonly [{ value: string }] };
  return { clientId, secret: secrets[0].value };
}

/** Takes the step that is offered next, which has to be this one. */
async function nextStep(workbench: Workbench, label: string): Promise<void> {
  await workbench.quickInput().getByText('is created. What’s next?').waitFor();
  await workbench.quickInput().locator('.monaco-list-row.focused').filter({ hasText: label }).waitFor();
  await workbench.page.keyboard.press('Enter');
}

/** VS Code's key for the step before (command *Quick Input: Back*), on the machine of window and browser. */
const back =
  process.platform === 'linux'
    ? 'Control+Alt+Minus'
    : process.platform === 'darwin'
      ? 'Control+Minus'
      : 'Alt+ArrowLeft';

const settings = { 'files.simpleDialog.enable': true };

uiSuite('Create Job from an empty folder', { folder, settings, env: entra.environment }, (test) => {
  test('signs in, finds the tenant and adds Dropbox from the gallery, with a way back', async ({
    workbench,
    sandbox,
  }) => {
    entra.leadTo(sandbox);
    const { clientId, secret } = await registered(sandbox);
    const { keyboard } = workbench.page;
    await command(workbench, 'Dropbox Provisioning: Create Job');
    await enter(workbench, 'What do you call this job?', 'Contoso');
    await choose(workbench, 'Where are users and groups read?', 'Microsoft Entra tenant');
    await choose(workbench, 'Which cloud is the tenant in?', 'Global');
    await choose(workbench, 'Select how to access the tenant', 'Use an app registration without signing in');
    await enter(workbench, 'Tenant ID (Entra admin center: Overview)', sandbox.source.tenantId);
    await enter(workbench, 'Application (client) ID of your app registration', clientId);
    await choose(workbench, 'Select how the application authenticates', 'Client secret');
    await enter(workbench, 'The secret is kept in VS Code’s secret storage', secret);
    await workbench
      .quickInput()
      .getByPlaceholder(/^Which application of /)
      .waitFor();
    assert.ok((await workbench.quickPickItems()).includes('Dropbox'), 'the one that is there is found');
    await keyboard.press(back);
    await enter(workbench, 'Tenant ID (Entra admin center: Overview)', sandbox.source.tenantId);
    // What was just added isn't everywhere at once.
    await ask(sandbox.source, '/_sandbox/lag', 'PUT', { requests: 2 });
    await choose(workbench, /^Which application of /, 'Add Dropbox from the gallery');
    await workbench.quickInput().getByPlaceholder('Who runs the cycles?').waitFor();
    await workbench.screenshot('create-job-executor');
  });

  test('goes on where it was closed, and writes the job', async ({ workbench, sandbox }) => {
    const { keyboard } = workbench.page;
    await keyboard.press('Escape');
    await command(workbench, 'Dropbox Provisioning: Create Job');
    await workbench.quickInput().locator('.monaco-list-row.focused').getByText('Continue with Contoso').waitFor();
    await keyboard.press('Enter');
    await choose(workbench, 'Who runs the cycles?', 'This extension and the command line');
    await choose(workbench, 'Where should they be provisioned?', 'Another SCIM 2.0 server');
    await enter(workbench, 'Base address of the SCIM 2.0 server', sandbox.target.baseAddress);
    await choose(workbench, 'Who is provisioned?', 'Only assigned users and groups');
    await enter(workbench, 'Email address to notify when provisioning fails', 'admin@contoso.com');
    await workbench.quickInput().getByText('Save the Job').waitFor();
    await keyboard.press('Enter');
    await workbench.quickInput().getByText('is created. What’s next?').waitFor();
    const text = await readFile(join(folder, 'contoso.provisioning.json'), 'utf8');
    assert.ok(text.includes(sandbox.source.tenantId) && text.includes('"email": "admin@contoso.com"'));
    assert.ok(!text.includes(sandbox.source.servicePrincipalId), 'the new application is the job’s');
  });

  test('leads through credentials, test, one assigned user and preview to a finished sync', async ({
    workbench,
    sandbox,
  }) => {
    const { keyboard } = workbench.page;
    await nextStep(workbench, 'Enter credentials');
    await enter(workbench, /sent to http:\/\/127\.0\.0\.1:\d+ only/, sandbox.target.token);
    await nextStep(workbench, 'Test the connection');
    await workbench.outputChannel('Dropbox Provisioning', /Test Connection: both servers respond/);
    await nextStep(workbench, 'Assign a test user');
    await workbench.quickInput().getByText('Assign to').waitFor();
    await searchFor(workbench, 'Adele');
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await keyboard.press('Enter');
    await workbench.quickInput().getByPlaceholder('Select a role').waitFor();
    await keyboard.press('Enter');
    await workbench.dialog().getByText('Assign Adele Vance to').waitFor();
    await keyboard.press('Enter');
    await nextStep(workbench, 'Preview the sync');
    await workbench.notification(/1 to create/).waitFor();
    await nextStep(workbench, 'Sync now');
    await workbench.outputChannel('Dropbox Provisioning', /Initial cycle finished: 1 created/);
    const { Resources } = (await ask(sandbox.target, '/Users')) as { Resources: readonly { displayName?: string }[] };
    assert.equal(Resources.length, 1);
    await workbench.screenshot('create-job-synced');
  });

  test('keeps no secret in the folder', async ({ sandbox }) => {
    for (const name of await readdir(folder))
      assert.ok(!(await readFile(join(folder, name), 'utf8')).includes(sandbox.target.token), name);
  });
});
