import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createJobText } from '../../src/job/defaultJob.ts';
import { dropboxTemplateId, oldDropboxTemplateId } from '../../src/sandbox/directory/gallery.ts';
import { oldTemplate } from '../../src/sandbox/directory/synchronization/oldIntegration.ts';
import { enterUntil, escapeUntil, graph, jobInEntra, jobsOf, run, sandbox } from '../support/entraInHost.ts';
import { eventually } from '../support/eventually.ts';
import { after, before, describe, it } from '../support/hostTest.ts';

describe('the migration from the old integration', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const uri = vscode.Uri.joinPath(folder, 'migration.provisioning.json');
  /** Of this test alone: what is authorized here stays so. */
  let application = '';
  let old = '';
  let ended = false;

  const migrationText = (): string | undefined =>
    vscode.workspace.textDocuments.find(({ uri: { path } }) => path === '/Migration.md')?.getText();

  async function instantiate(template: string, displayName: string): Promise<string> {
    const { servicePrincipal } = (await graph('POST', `/applicationTemplates/${template}/instantiate`, {
      displayName,
    })) as { readonly servicePrincipal: { readonly id: string } };
    return servicePrincipal.id;
  }

  /** Goes on by Enter alone, wherever it was left; Escape then. */
  async function migrateUntil(what: string, ask: () => Promise<boolean>): Promise<void> {
    ended = false;
    const migrating = Promise.resolve(run('migrate')).then(() => (ended = true));
    await enterUntil(what, async () => ended || (await ask()));
    await escapeUntil('its end', () => ended);
    await migrating;
  }

  before(async () => {
    application = await instantiate(dropboxTemplateId, 'New Dropbox');
    old = await instantiate(oldDropboxTemplateId, 'Dropbox for Business');
    const { id } = (await graph('POST', jobsOf(old), { templateId: oldTemplate })) as { readonly id: string };
    await graph('POST', `${jobsOf(old)}/${id}/start`);
    const { tenantId, baseAddress } = sandbox.source;
    const text = createJobText({
      id: 'migration',
      displayName: 'Migrated job',
      executor: 'entra',
      source: { kind: 'entra', tenantId, servicePrincipalId: application, baseAddress },
      target: { kind: 'scim', baseAddress: sandbox.target.baseAddress },
    });
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await run('selectJob', uri);
  });

  after(async () => {
    for (const each of [application, old]) {
      const job = await jobInEntra(each);
      if (job !== null) await graph('DELETE', `${jobsOf(each)}/${job.id}`);
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
    await run('selectJob', vscode.Uri.file(sandbox.job));
  });

  it('shows old beside new and goes on by Enter alone, up to what only a person can do, with the old one off', async () => {
    await migrateUntil('the old job off', async () => (await jobInEntra(old))?.state === 'Paused');
    assert.notEqual((await jobInEntra(application))?.state, 'Active', 'Entra can’t get into Dropbox yet');
    const text = await eventually('the document', migrationText);
    assert.match(text, /Dropbox for Business/);
    assert.match(text, /Authorize Dropbox for the new job/);
  }, 240_000);

  it('goes on where it was left, and has the new one on in place of the old one', async () => {
    await graph('POST', `/_sandbox/servicePrincipals/${application}/authorize`);
    await migrateUntil('the new job on', async () => (await jobInEntra(application))?.state === 'Active');
    assert.equal((await jobInEntra(old))?.state, 'Paused');
    await graph('POST', '/_sandbox/jobs/settled');
  }, 240_000);
});
