import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { applyTextEdits, setJobValue } from '../../src/job/editJob.ts';
import { eventually } from '../support/eventually.ts';
import { after, before, describe, it } from '../support/hostTest.ts';
import { type MailServer, startMailServer } from '../support/mailServer.ts';
import type { SandboxProcess } from '../support/sandbox.ts';

const sandbox = JSON.parse(process.env['DROPBOX_PROVISIONING_TEST_SANDBOX'] ?? '{}') as SandboxProcess;
const setting = 'notification.smtpServer';

const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`dropboxProvisioning.${command}`, ...args);

function configure(server: string | undefined): Thenable<void> {
  const configuration = vscode.workspace.getConfiguration('dropboxProvisioning');
  return configuration.update(setting, server, vscode.ConfigurationTarget.Global);
}

async function requestOfSource(method: string, path: string): Promise<unknown> {
  const { baseAddress, token } = sandbox.source;
  const answer = await fetch(baseAddress + path, { method, headers: { authorization: `Bearer ${token}` } });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

/** Takes the assignments of so many users away. */
async function unassignUsers(count: number): Promise<void> {
  const path = `/servicePrincipals/${sandbox.source.servicePrincipalId}/appRoleAssignedTo`;
  const { value } = (await requestOfSource('GET', path)) as { value: { id: string; principalType: string }[] };
  const users = value.filter(({ principalType }) => principalType === 'User').slice(0, count);
  assert.equal(users.length, count);
  for (const { id } of users) await requestOfSource('DELETE', `${path}/${id}`);
}

describe('notifications in the extension host', () => {
  let server: MailServer;
  let job: vscode.Uri;

  before(async () => {
    server = await startMailServer({ tls: 'none' });
    await configure(`smtp://127.0.0.1:${server.port}`);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    job = vscode.Uri.joinPath(folder, 'mail.provisioning.json');
    let text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(sandbox.job)));
    for (const [path, value] of [
      [['id'], 'mail'],
      [['displayName'], 'Mail test'],
      [['provisioning', 'notification'], { email: 'it@contoso.com' }],
      [['provisioning', 'accidentalDeletionPrevention'], { threshold: 0 }],
    ] as const)
      text = applyTextEdits(text, setJobValue(text, path, value));
    await vscode.workspace.fs.writeFile(job, new TextEncoder().encode(text));
    await eventually('the job', async () => {
      await run('selectJob', job);
      return true;
    });
  });

  after(async () => {
    await configure(undefined);
    await run('selectJob', vscode.Uri.file(sandbox.job));
    await vscode.workspace.fs.delete(job);
    await server.close();
  });

  it('send a test when somebody asks for one', async () => {
    await run('sendTestNotification');
    const [test] = server.received;
    assert.deepEqual(test?.to, ['it@contoso.com']);
    assert.equal(test.mail.subject, 'Dropbox Provisioning: test notification for Mail test');
  });

  it('tell by mail that the job is in quarantine', async () => {
    await run('syncNow');
    assert.equal(server.received.length, 1, 'a sync of which nothing needs to be told');
    await unassignUsers(3);
    await run('syncNow');
    const mail = server.received[1]?.mail;
    assert.equal(mail?.subject, 'Dropbox Provisioning: Mail test is in quarantine');
    assert.match(mail.text ?? '', /Accidental-deletion prevention holds back/);
    assert.match(mail.html ?? '', /TooManyDeletes/);
    await run('syncNow');
    assert.equal(server.received.length, 2, 'told once');
  });
});
