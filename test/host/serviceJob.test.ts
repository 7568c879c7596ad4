import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createJobText } from '../../src/job/defaultJob.ts';
import { enterUntil, escapeUntil, graph, jobInEntra, jobsOf, run, sandbox } from '../support/entraInHost.ts';
import { eventually } from '../support/eventually.ts';
import { after, afterEach, before, describe, it } from '../support/hostTest.ts';

const application = sandbox.source.servicePrincipalId;
const jobs = jobsOf(application);
const inEntra = (): ReturnType<typeof jobInEntra> => jobInEntra(application);

/** Goes through a move by Enter alone, until something is so; Escape then. */
async function move(to: 'entra' | 'local', what: string, ask: () => Promise<boolean> | boolean): Promise<void> {
  let ended = false;
  const moving = Promise.resolve(run('moveJob', to)).then(() => (ended = true));
  await enterUntil(what, async () => ended || (await ask()));
  await escapeUntil('the end of the move', () => ended);
  await moving;
}

const logText = (): string =>
  vscode.workspace.textDocuments
    .find(({ uri }) => uri.scheme === 'output' && uri.path.includes('Dropbox Provisioning'))
    ?.getText() ?? '';

describe('a job that Microsoft Entra’s service runs', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const uri = vscode.Uri.joinPath(folder, 'serviceJob.provisioning.json');
  const write = (text: string): Thenable<void> => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  const read = async (): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));

  before(async () => {
    const { tenantId, servicePrincipalId, baseAddress } = sandbox.source;
    const text = createJobText({
      id: 'service-job',
      displayName: 'Service job',
      source: { kind: 'entra', tenantId, servicePrincipalId, baseAddress },
      target: { kind: 'scim', baseAddress: sandbox.target.baseAddress },
    });
    await write(`// Kept.\n${text}`);
    await run('selectJob', uri);
    await run('openProvisioningLog');
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  after(async () => {
    await run('stopProvisioning', uri);
    const job = await inEntra();
    if (job !== null) await graph('DELETE', `${jobs}/${job.id}`);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
    await run('selectJob', vscode.Uri.file(sandbox.job));
  });

  it('moves there by Enter alone; what Entra lacks stops it with both off, and it’s resumed', async () => {
    await move('entra', 'the refusal', () => logText().includes('Both are off'));
    assert.equal((await inEntra())?.state, 'Disabled');
    assert.match(await read(), /^\/\/ Kept\.\n[\s\S]*"executor": "entra"/);
    await graph('POST', `/_sandbox/servicePrincipals/${application}/authorize`);
    await move('entra', 'the start', async () => (await inEntra())?.state === 'Active');
    await graph('POST', '/_sandbox/jobs/settled');
  }, 240_000);

  it('is followed: what Entra does comes into the log', async () => {
    await graph('PATCH', '/users/adele.vance@contoso.com', { surname: 'Followed' });
    await graph('POST', `/_sandbox/jobs/${(await inEntra())?.id ?? ''}/run`);
    // Another current job and back: the follower looks at once.
    await run('selectJob', vscode.Uri.file(sandbox.job));
    await run('selectJob', uri);
    await eventually('Entra’s event', () => /Updated user Adele .*name\.familyName/.test(logText()));
  }, 120_000);

  it('is followed also where another one is the current job', async () => {
    await run('selectJob', vscode.Uri.file(sandbox.job));
    const copy = vscode.Uri.joinPath(folder, 'copied.provisioning.json');
    const text = (await read()).replace('"service-job"', '"copied-job"').replace('"Service job"', '"Copied job"');
    await vscode.workspace.fs.writeFile(copy, new TextEncoder().encode(text));
    try {
      await eventually('its event', () => /Updated user Adele .*\[Copied job: event \d+\]/.test(logText()));
    } finally {
      await vscode.workspace.fs.delete(copy);
      await run('selectJob', uri);
    }
  }, 120_000);

  it('is compared, in a document', async () => {
    await run('compareExecutors');
    const text = await eventually('the document', () =>
      vscode.workspace.textDocuments.find(({ uri: at }) => at.path.startsWith('/Compare Executors'))?.getText(),
    );
    assert.match(text, /No differences: our engine would do with all \d+ users and groups/);
  });

  it('is stopped by Stop Provisioning', async () => {
    await run('stopProvisioning', uri);
    assert.equal((await inEntra())?.state, 'Paused');
    await graph('POST', '/_sandbox/jobs/settled');
  });

  it('keeps what somebody has changed in Entra, when both have, and starts again', async () => {
    const { id } = (await inEntra()) ?? { id: '' };
    const theirs = JSON.stringify(await graph('GET', `${jobs}/${id}/schema`));
    await graph('PUT', `${jobs}/${id}/schema`, JSON.parse(theirs.replaceAll('"Add,Update,Delete"', '"Add"')));
    await write((await read()).replaceAll('"Add,Update,Delete"', '"Add,Update"'));
    await move('entra', 'the start', async () => (await inEntra())?.state === 'Active');
    assert.match(await read(), /"flowTypes": "Add"/);
    await graph('POST', '/_sandbox/jobs/settled');
  }, 120_000);

  it('moves back by Enter alone: Entra is off before our engine has a cycle and is on', async () => {
    await move('local', 'the end', () => false);
    assert.equal((await inEntra())?.state, 'Paused');
    assert.match(await read(), /^\/\/ Kept\.\n[\s\S]*"executor": "local"[\s\S]*"status": "on"/);
  }, 240_000);
});
