import type { JobDocument } from './jobDocument.ts';
import type { Findings } from './jobFinding.ts';
import { text } from '../protocol/text.ts';

/** Checks that email can leave the way that the job names. */
export function* checkNotification({ executor, source, provisioning }: JobDocument): Findings {
  const { notification } = provisioning ?? {};
  if (executor === 'entra' || notification?.via !== 'graph') return;
  const path = ['provisioning', 'notification', 'via'];
  if (source.kind === 'snapshot')
    yield {
      code: 'graph-needs-entra',
      severity: 'error',
      message: text`Microsoft Graph sends email with the token of the source, and a snapshot has none: write "via": "smtp", or a source of kind "entra".`,
      path,
    };
  else if ((notification.from ?? null) === null && (notification.email ?? null) !== null)
    yield {
      code: 'sender-missing',
      severity: 'error',
      message: text`Microsoft Graph sends from a mailbox: write whose it is, such as "from": "provisioning@contoso.com", or "via": "smtp".`,
      path,
    };
}
