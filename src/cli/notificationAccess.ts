import type { ProvisioningJob } from '../job/job.ts';
import { sourceAddress } from '../job/serverAddresses.ts';
import { webhookOrigin } from '../job/webhookAddress.ts';
import { readSmtpServer } from '../notifications/smtpServer.ts';
import type { Credential, NotificationAccess, SandboxAddresses } from '../protocol/engineProtocol.ts';
import type { Environment } from './command.ts';
import { findCredential } from './credentials.ts';
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

/** The source's token where Microsoft Graph sends the notifications; null where they need none. */
export function findSenderCredential(
  { source, provisioning }: Pick<ProvisioningJob, 'source' | 'provisioning'>,
  sandbox: SandboxAddresses | null,
  environment: Environment,
): Credential | null {
  const { email, via } = provisioning.notification;
  const address = email !== null && via === 'graph' ? sourceAddress(source) : null;
  return findCredential('SOURCE', address, sandbox?.source ?? null, environment);
}
