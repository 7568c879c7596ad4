import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from './eventually.ts';
import type { SandboxProcess } from './sandbox.ts';

/** The sandbox that the host tests run beside. */
export const sandbox = JSON.parse(process.env['DROPBOX_PROVISIONING_TEST_SANDBOX'] ?? '{}') as SandboxProcess;

/** Runs a command of the extension, by the last part of its name. */
export const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`dropboxProvisioning.${command}`, ...args);

/** Asks the sandbox's Graph, or its control endpoint (a path that begins with `/_sandbox`). */
export async function graph(method: string, path: string, body?: unknown): Promise<unknown> {
  const address = path.startsWith('/_sandbox')
    ? new URL(path, sandbox.source.baseAddress)
    : sandbox.source.baseAddress + path;
  const response = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${sandbox.source.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

/** Where the jobs of an application in Entra are. */
export const jobsOf = (servicePrincipalId: string): string =>
  `/servicePrincipals/${servicePrincipalId}/synchronization/jobs`;

/** The first job of an application in Entra and the state of its schedule; null without one. */
export async function jobInEntra(
  servicePrincipalId: string,
): Promise<{ readonly id: string; readonly state: string } | null> {
  const { value } = (await graph('GET', jobsOf(servicePrincipalId))) as {
    readonly value: readonly { readonly id: string; readonly schedule: { readonly state: string } }[];
  };
  return value[0] === undefined ? null : { id: value[0].id, state: value[0].schedule.state };
}

/** Presses Enter in whatever list is open, until something is so. */
export async function enterUntil(what: string, ask: () => Promise<boolean> | boolean): Promise<void> {
  await eventually(what, async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return ask();
  });
}

/** Presses Escape in whatever list is open, until something is so. */
export async function escapeUntil(what: string, ask: () => boolean): Promise<void> {
  await eventually(what, async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    return ask();
  });
}
