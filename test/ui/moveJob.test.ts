import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createJobText } from '../../src/job/defaultJob.ts';
import { eventually } from '../support/eventually.ts';
import { choose, command } from '../support/keyboard.ts';
import type { SandboxProcess } from '../support/sandbox.ts';
import { uiSuite } from '../support/uiTest.ts';
import type { Workbench } from '../support/workbench.ts';

/** A request to the sandbox's Graph, or to its control endpoint. */
async function graph({ source }: SandboxProcess, method: string, path: string, body?: unknown): Promise<unknown> {
  const address = path.startsWith('/_sandbox') ? new URL(path, source.baseAddress) : source.baseAddress + path;
  const response = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${source.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

const jobsOf = ({ source }: SandboxProcess): string =>
  `/servicePrincipals/${source.servicePrincipalId}/synchronization/jobs`;

/** The job in Entra and the state of its schedule; null without one. */
async function inEntra(sandbox: SandboxProcess): Promise<{ readonly id: string; readonly state: string } | null> {
  const { value } = (await graph(sandbox, 'GET', jobsOf(sandbox))) as {
    readonly value: readonly { readonly id: string; readonly schedule: { readonly state: string } }[];
  };
  return value[0] === undefined ? null : { id: value[0].id, state: value[0].schedule.state };
}

/** Changes the schema in Entra, as somebody else does in the portal; gives what it is then. */
async function schemaInEntra(
  sandbox: SandboxProcess,
  edit: (text: string) => string = (text) => text,
): Promise<string> {
  const path = `${jobsOf(sandbox)}/${(await inEntra(sandbox))?.id ?? ''}/schema`;
  const text = JSON.stringify(await graph(sandbox, 'GET', path));
  const edited = edit(text);
  if (edited !== text) await graph(sandbox, 'PUT', path, JSON.parse(edited));
  return edited;
}

const job = (sandbox: SandboxProcess): Promise<string> => readFile(sandbox.job, 'utf8');

/** Whether both executors run the job. */
async function bothAreOn(sandbox: SandboxProcess): Promise<boolean> {
  const text = await job(sandbox);
  const isOnHere = text.includes('"executor": "local"') && text.includes('"status": "on"');
  return isOnHere && (await inEntra(sandbox))?.state === 'Active';
}

/** Presses Enter in every list that comes, until something is so; gives what was chosen. */
async function enterUntil(
  { workbench, sandbox }: { readonly workbench: Workbench; readonly sandbox: SandboxProcess },
  what: string,
  isSo: () => Promise<boolean>,
): Promise<string> {
  const chosen: string[] = [];
  const row = workbench.quickInput().locator('.monaco-list-row.focused');
  await eventually(
    what,
    async () => {
      assert.equal(await bothAreOn(sandbox), false, 'never on at both');
      if (await isSo()) return true;
      const label = await row.innerText({ timeout: 1000 }).catch(() => null);
      if (label === null) return null;
      chosen.push(label);
      await workbench.page.keyboard.press('Enter');
      // The same one isn't taken twice while it makes way.
      await row
        .filter({ hasText: label })
        .waitFor({ state: 'hidden', timeout: 3000 })
        .catch(() => null);
      return null;
    },
    150_000,
  );
  return chosen.join('\n');
}

async function leaveList(workbench: Workbench): Promise<void> {
  await eventually('the list to make way', async () => {
    await workbench.page.keyboard.press('Escape');
    return (await workbench.quickInput().count()) === 0 ? true : null;
  });
}

/** Replaces a text everywhere in the editor that has the focus, and saves. */
async function replaceAll({ page }: Workbench, text: string, by: string): Promise<void> {
  await page.keyboard.press('Control+h');
  await page.locator('.find-widget.visible.replaceToggled').waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Tab');
  await page.keyboard.type(by);
  await page.keyboard.press('ControlOrMeta+Alt+Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+s');
}

uiSuite('A job that moves', { viewport: { width: 1400, height: 900 } }, (test) => {
  test('goes to Entra by keyboard alone; without credentials there it stops with both off, and is resumed', async ({
    workbench,
    sandbox,
  }) => {
    const { tenantId, servicePrincipalId, baseAddress } = sandbox.source;
    const source = { kind: 'entra', tenantId, servicePrincipalId, baseAddress } as const;
    const target = { kind: 'scim', baseAddress: sandbox.target.baseAddress } as const;
    await writeFile(sandbox.job, createJobText({ id: 'moving', displayName: 'Moving', source, target }));
    await workbench.statusBarItem('Moving').waitFor();
    await command(workbench, 'Dropbox Provisioning: Move Job');
    await choose(workbench, /^Choose who runs the job/, 'To Microsoft Entra’s provisioning service');
    await workbench.quickInput().getByText('What Changes with This Move').waitFor();
    await workbench.screenshot('move-notes');
    const stopped = workbench.notification('Both are off');
    const chosen = await enterUntil({ workbench, sandbox }, 'the refusal', async () => (await stopped.count()) > 0);
    assert.match(
      chosen,
      /Show the Check List[^]*Create the job in Microsoft Entra, switched off[^]*"executor": "entra"[^]*Start provisioning in Microsoft Entra/,
    );
    await workbench.screenshot('move-stopped');
    assert.equal((await inEntra(sandbox))?.state, 'Disabled');
    await graph(sandbox, 'POST', `/_sandbox/servicePrincipals/${servicePrincipalId}/authorize`);
    await command(workbench, 'Dropbox Provisioning: Move Job');
    await choose(workbench, /^Choose who runs the job/, 'To Microsoft Entra’s provisioning service');
    const rest = await enterUntil(
      { workbench, sandbox },
      'the start in Entra',
      async () => (await inEntra(sandbox))?.state === 'Active',
    );
    assert.doesNotMatch(rest, /Create the job/);
    await graph(sandbox, 'POST', '/_sandbox/jobs/settled');
    await leaveList(workbench);
    assert.match(await job(sandbox), /"executor": "entra"[^]*"status": "off"/);
  });

  test('has its schema pulled, edited and pushed; what somebody else changed meanwhile is told as a conflict, and stays', async ({
    workbench,
    sandbox,
  }) => {
    const { page } = workbench;
    await schemaInEntra(sandbox, (text) => text.replaceAll('"Add,Update,Delete"', '"Add"'));
    await command(workbench, 'Dropbox Provisioning: Pull Schema');
    await workbench.dialog().getByText('The schema in Microsoft Entra differs in 2 places.').waitFor();
    await page.keyboard.press('Enter');
    await eventually('the pulled schema', async () =>
      (await job(sandbox)).includes('"flowTypes": "Add"') ? true : null,
    );
    await workbench.openFile(basename(sandbox.job));
    await replaceAll(workbench, '"flowTypes": "Add"', '"flowTypes": "Add,Update"');
    await eventually('the edited file', async () =>
      (await job(sandbox)).includes('"flowTypes": "Add,Update"') ? true : null,
    );
    await schemaInEntra(sandbox, (text) => text.replace('"flowTypes":"Add"', '"flowTypes":"Update"'));
    await command(workbench, 'Dropbox Provisioning: Push Schema');
    await workbench.dialog().getByText('Push the schema of Moving to Microsoft Entra?').waitFor();
    await workbench
      .dialog()
      .getByText(/Conflict at .*Add,Update.* in the job file, .*Update.* in Entra, which stays/)
      .waitFor();
    await workbench.dialog().getByRole('button', { name: 'Push and Keep Entra’s' }).waitFor();
    await workbench.screenshot('push-conflict');
    assert.ok(!(await schemaInEntra(sandbox)).includes('"Add,Update"'), 'nothing is pushed before that');
    await page.keyboard.press('Enter');
    await eventually('the pushed schema', async () =>
      /"flowTypes":"Update"[^]*"flowTypes":"Add,Update"/.test(await schemaInEntra(sandbox)) ? true : null,
    );
    await eventually('the same in the job file', async () =>
      /"flowTypes": "Update"[^]*"flowTypes": "Add,Update"/.test(await job(sandbox)) ? true : null,
    );
    await graph(sandbox, 'POST', '/_sandbox/jobs/settled');
  });

  test('comes back by keyboard alone: Entra is off before our engine runs a cycle and is on', async ({
    workbench,
    sandbox,
  }) => {
    await command(workbench, 'Dropbox Provisioning: Move Job');
    await choose(workbench, /^Choose who runs the job/, 'To our engine, on this machine');
    const chosen = await enterUntil({ workbench, sandbox }, 'our engine to be on', async () =>
      /"executor": "local"[^]*"status": "on"/.test(await job(sandbox)),
    );
    assert.match(chosen, /"executor": "local"[^]*Run the Cycle[^]*Set Provisioning Status to on/);
    assert.equal((await inEntra(sandbox))?.state, 'Paused');
    await workbench.outputChannel('Dropbox Provisioning', /[Cc]ycle finished/);
  });
});
