import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { searchFor } from '../support/keyboard.ts';
import type { SandboxProcess } from '../support/sandbox.ts';
import { uiSuite } from '../support/uiTest.ts';

interface Assignment {
  readonly principalDisplayName: string;
}

/** Who is assigned in the sandbox's directory. */
async function assigned({ source }: SandboxProcess): Promise<readonly string[]> {
  const { baseAddress, token, servicePrincipalId } = source;
  const response = await fetch(`${baseAddress}/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo?$top=999`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const { value } = (await response.json()) as { value: readonly Assignment[] };
  return value.map(({ principalDisplayName }) => principalDisplayName);
}

/** Somebody who isn't assigned, and whose name nobody else's begins like. */
async function stranger({ source }: SandboxProcess, names: readonly string[]): Promise<string> {
  const response = await fetch(`${source.baseAddress}/users?$select=displayName&$top=999`, {
    headers: { Authorization: `Bearer ${source.token}` },
  });
  const { value } = (await response.json()) as { value: readonly { readonly displayName: string }[] };
  const all = value.map(({ displayName }) => displayName);
  const found = all.find((name) => !names.includes(name) && all.filter((other) => other.startsWith(name)).length === 1);
  assert.ok(found);
  return found;
}

uiSuite('Assigning from the tree', { viewport: { width: 1400, height: 900 } }, (test) => {
  test('assigns a user by keyboard alone, and says first what the sync will do', async ({ workbench, sandbox }) => {
    await workbench.openViewContainer('Dropbox Provisioning');
    const name = await stranger(sandbox, await assigned(sandbox));
    const { keyboard } = workbench.page;
    await workbench.runCommand('Dropbox Provisioning: Assign Users and Groups');
    await workbench.quickInput().getByText('Assign to').waitFor();
    await searchFor(workbench, name);
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await workbench.screenshot('assign-search');
    await keyboard.press('Enter');
    await workbench.quickInput().getByPlaceholder('Select a role').waitFor();
    await keyboard.press('Enter');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText(`Assign ${name} to`).waitFor();
    assert.match((await dialog.textContent()) ?? '', new RegExp(`${name}: (Create|Update|Skip)\\. \\S`));
    await workbench.screenshot('assign-preview');
    assert.ok(!(await assigned(sandbox)).includes(name), 'nobody is assigned before that');
    await keyboard.press('Enter');
    await eventually('the assignment', async () => ((await assigned(sandbox)).includes(name) ? true : null));
  });

  test('unassigns from the palette, several at once', async ({ workbench, sandbox }) => {
    const before = await assigned(sandbox);
    const { keyboard } = workbench.page;
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.runCommand('Dropbox Provisioning: Unassign');
    await workbench.quickInput().getByText('Unassign from').waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await keyboard.press('ArrowDown');
    await keyboard.press('Space');
    await workbench.screenshot('unassign');
    await keyboard.press('Enter');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.getByText('Unassign 2 users and groups').waitFor();
    await workbench.screenshot('unassign-preview');
    await keyboard.press('Enter');
    await eventually('two fewer', async () => ((await assigned(sandbox)).length === before.length - 2 ? true : null));
  });
});
