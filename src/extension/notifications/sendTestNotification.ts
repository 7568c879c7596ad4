import * as vscode from 'vscode';
import { plainLabel } from '../../protocol/safeText.ts';
import { withProgress } from '../commands/progress.ts';
import type { CredentialStore } from '../credentials/credentialStore.ts';
import { enterMailPassword, mailServerOf, mailServerProblem } from '../credentials/mailServer.ts';
import type { Engine } from '../engine/engine.ts';
import type { JobOpener, OpenedJob } from '../jobs/openJob.ts';
import type { ProvisioningLog } from '../logs/provisioningLog.ts';
import { ActionableFailure, type FailureAction } from '../support/actionableFailure.ts';
import { deliveryLine, deliveryResult } from './deliveryLines.ts';
import { render } from '../../protocol/text.ts';

export interface NotificationParts {
  readonly opener: JobOpener;
  readonly engine: Engine;
  readonly credentials: CredentialStore;
  readonly log: ProvisioningLog;
}

/** *Send Test Notification*: sends one to everybody whom the job names, and says what went where, or why not and what to do. */
export async function sendTestNotification(parts: NotificationParts): Promise<void> {
  const { opener, engine, log } = parts;
  await prepare(parts, await opener.open());
  const { params, job } = await opener.open();
  const title = vscode.l10n.t('Sending a test notification for {0}', job.displayName);
  const { deliveries } = await withProgress(title, ({ signal }) => engine.sendTestNotification(params, { signal }));
  for (const delivery of deliveries) log.write(deliveryLine(delivery, vscode.l10n.t));
  const failed = deliveries.find(({ failure }) => failure !== null);
  const result = deliveryResult(deliveries, vscode.l10n.t);
  const advice = failed?.failure?.recommendedAction ?? '';
  if (failed === undefined) void vscode.window.showInformationMessage(plainLabel(result));
  else throw new ActionableFailure(result, render(advice, vscode.l10n.t) || null, actionsFor(failed.way));
}

/** Asks for what is missing before anything is sent. */
async function prepare({ credentials }: NotificationParts, { job, params }: OpenedJob): Promise<void> {
  const { email, webhook, via } = job.provisioning.notification;
  if (email === null && webhook === null)
    throw new ActionableFailure(
      vscode.l10n.t('{0} tells nobody.', job.displayName),
      vscode.l10n.t('Write "email" or "webhook" below provisioning.notification in the job file.'),
      ['openJobFile'],
    );
  if (email === null || via !== 'smtp') return;
  const problem = mailServerProblem();
  if (problem !== null && webhook === null) throw problem;
  const server = mailServerOf(job);
  if (server !== null && server.user !== null && (params.notifications?.smtp?.password ?? null) === null)
    await enterMailPassword(credentials, job, server);
}

function actionsFor(way: 'email' | 'webhook'): readonly FailureAction[] {
  return way === 'email' ? ['updateCredentials', 'openMailServerSetting', 'openJobFile'] : ['openJobFile'];
}
