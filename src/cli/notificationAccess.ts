import type { ProvisioningJob } from '../job/job.ts';
import { webhookOrigin } from '../job/webhookAddress.ts';
import { readSmtpServer } from '../notifications/smtpServer.ts';
import type { NotificationAccess, SandboxAddresses } from '../protocol/openJob.ts';
import type { Environment } from './command.ts';
import { findSourceAccess, type ServerAccess } from './credentials.ts';
import { checkPin } from './environmentSecrets.ts';
import { UsageError } from './failures.ts';

const smtpVariable = 'DROPBOX_PROVISIONING_SMTP';

/**
 * What a job's notifications are sent with: the mail server in the environment.
 * @throws UsageError when that can't be read, or the webhook is elsewhere than `DROPBOX_PROVISIONING_WEBHOOK_ORIGIN` allows
 */
export function findNotificationAccess(
  { provisioning: { notification } }: Pick<ProvisioningJob, 'provisioning'>,
  environment: Environment,
): NotificationAccess {
  if (notification.webhook !== null) checkPin('WEBHOOK', webhookOrigin(notification.webhook.address), environment);
  const written = environment[smtpVariable]?.trim() ?? '';
  if (written === '' || notification.email === null || notification.via !== 'smtp') return { smtp: null };
  const reading = readSmtpServer(written);
  if ('problem' in reading) throw new UsageError(`${smtpVariable}: ${reading.problem}`);
  return { smtp: reading };
}

/** What the source's token is, or is had with, where Microsoft Graph sends the notifications; null where they need none. */
export function findSenderAccess(
  { source, provisioning }: Pick<ProvisioningJob, 'source' | 'provisioning'>,
  sandbox: SandboxAddresses | null,
  environment: Environment,
): Pick<ServerAccess, 'sourceCredential' | 'app'> {
  const { email, via } = provisioning.notification;
  if (email === null || via !== 'graph') return { sourceCredential: null, app: null };
  return findSourceAccess(source, sandbox, environment);
}
