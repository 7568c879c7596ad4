import type { ProvisioningJob } from '../../job/job.ts';
import type { NoticeJob } from '../../notifications/notice.ts';
import { smtpServerName } from '../../notifications/smtpServer.ts';
import type { OpenJobParams } from '../../protocol/openJob.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { graphServer } from '../openDirectories.ts';
import { type Renewals, unattended } from '../renewedBearer.ts';
import { graphSender } from './graphSender.ts';
import { deadEnd, SendFailure, type Sender } from './sender.ts';
import { smtpSender } from './smtpSender.ts';
import { webhookSender } from './webhookSender.ts';
import { text } from '../../protocol/text.ts';

/** A mail server or a webhook that is silent for longer is given up: a cycle waits for it. Milliseconds. */
const longestWait = 20_000;

/** The ways that the notices of a job go, those on which nothing can be sent among them. */
export function openSenders(
  job: ProvisioningJob,
  params: OpenJobParams,
  facts: NoticeJob,
  renewals: Renewals,
): readonly Sender[] {
  const { email, webhook } = job.provisioning.notification;
  const timeout = Math.min(params.requestTimeoutMs ?? longestWait, longestWait);
  return [
    ...(email === null ? [] : [mailSender(email, job, params, { facts, renewals, timeout })]),
    ...(webhook === null ? [] : [webhookSender(webhook, facts, timeout)]),
  ];
}

interface Surroundings {
  readonly facts: NoticeJob;
  readonly renewals: Renewals;
  /** Milliseconds. */
  readonly timeout: number;
}

function mailSender(email: string, job: ProvisioningJob, params: OpenJobParams, surroundings: Surroundings): Sender {
  const { facts, timeout } = surroundings;
  const { via, from } = job.provisioning.notification;
  if (via === 'graph') return throughGraph(email, job, params, surroundings);
  const smtp = params.notifications?.smtp ?? null;
  if (smtp === null)
    return deadEnd(
      'email',
      email,
      new SendFailure(
        text`No mail server is set, so no email can be sent.`,
        text`Set it in the setting “Notification: SMTP Server” of VS Code, or in the environment variable DROPBOX_PROVISIONING_SMTP.`,
        true,
      ),
    );
  if (smtp.server.user !== null && smtp.password === null)
    return deadEnd(
      'email',
      email,
      new SendFailure(
        text`There is no password for ${smtpServerName(smtp.server)}, so no email can be sent.`,
        text`Enter it with Update Credentials, or write it into DROPBOX_PROVISIONING_SMTP.`,
        true,
      ),
    );
  return smtpSender({ access: smtp, email, from, job: facts, timeout });
}

function throughGraph(
  email: string,
  { source, provisioning }: ProvisioningJob,
  params: OpenJobParams,
  { facts, renewals, timeout }: Surroundings,
): Sender {
  const { from } = provisioning.notification;
  try {
    if (source.kind === 'snapshot' || from === null) throw new Error('The job file was not checked.');
    return graphSender({ ...graphServer(source, params, unattended(renewals)), email, from, job: facts, timeout });
  } catch (error) {
    if (!(error instanceof ProvisioningFailure)) throw error;
    return deadEnd('email', email, new SendFailure(error.text, error.recommendedAction ?? '', true, error));
  }
}
