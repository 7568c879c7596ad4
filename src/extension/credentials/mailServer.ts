import * as vscode from 'vscode';
import type { ProvisioningJob } from '../../job/job.ts';
import { readSmtpServer, smtpServerName } from '../../notifications/smtpServer.ts';
import type { NotificationAccess, SmtpServer } from '../../protocol/openJob.ts';
import { readSetting } from '../settings/settings.ts';
import { ActionableFailure, Cancelled } from '../support/actionableFailure.ts';
import type { CredentialStore } from './credentialStore.ts';

/** The mail server that a job's notifications go through; null when none is set, or the job sends none through one. */
export function mailServerOf({ provisioning }: Pick<ProvisioningJob, 'provisioning'>): SmtpServer | null {
  const { email, via } = provisioning.notification;
  const written = readSetting('notification.smtpServer');
  if (written === '' || email === null || via !== 'smtp') return null;
  const reading = readSmtpServer(written);
  return 'problem' in reading || reading.password !== null ? null : reading.server;
}

/** What is wrong with the setting, as a failure that opens it; null when nothing is. */
export function mailServerProblem(): ActionableFailure | null {
  const written = readSetting('notification.smtpServer');
  if (written === '')
    return new ActionableFailure(
      vscode.l10n.t('No mail server is set, so no email can be sent.'),
      vscode.l10n.t('Set one, such as smtp://me@contoso.com@smtp.contoso.com:587.'),
      ['openMailServerSetting'],
    );
  const reading = readSmtpServer(written);
  if ('problem' in reading)
    return new ActionableFailure(
      vscode.l10n.t('The setting for the mail server can’t be read: {0}', reading.problem),
      null,
      ['openMailServerSetting'],
    );
  if (reading.password === null) return null;
  return new ActionableFailure(
    vscode.l10n.t('The setting for the mail server holds a password, so it is not used.'),
    vscode.l10n.t(
      'Take the password out of the setting; Update Credentials asks for it and keeps it in secret storage.',
    ),
    ['openMailServerSetting'],
  );
}

/** What the engine gets to send a job's notifications with. */
export async function notificationAccess(
  job: ProvisioningJob,
  credentials: CredentialStore,
): Promise<NotificationAccess> {
  const server = mailServerOf(job);
  if (server === null) return { smtp: null };
  const password = server.user === null ? null : await credentials.readPassword(job.id, smtpServerName(server));
  return { smtp: { server, password } };
}

/** Asks for the password at a mail server and keeps it, for this job and this server. */
export async function enterMailPassword(
  credentials: CredentialStore,
  { id, displayName }: ProvisioningJob,
  server: SmtpServer,
): Promise<void> {
  const name = smtpServerName(server);
  const password = await vscode.window.showInputBox({
    title: vscode.l10n.t('{0}: Mail server for notifications', displayName),
    prompt: vscode.l10n.t('The password is kept in VS Code’s secret storage and sent to {0} only.', name),
    placeHolder: vscode.l10n.t('Password of {0}', name),
    password: true,
    ignoreFocusOut: true,
  });
  if (password === undefined || password === '') throw new Cancelled();
  await credentials.writePassword(id, name, password);
}
