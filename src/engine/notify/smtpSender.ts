import { createRedactor } from '../../directories/http/redaction/redactor.ts';
import { mailHtml, mailText } from '../../notifications/mail.ts';
import type { NoticeJob } from '../../notifications/notice.ts';
import { noticeText } from '../../notifications/noticeText.ts';
import { senderOf, smtpServerName } from '../../notifications/smtpServer.ts';
import type { NotificationAccess, SmtpServer } from '../../protocol/openJob.ts';
import type { Sender } from './sender.ts';
import { smtpFailure } from './smtpFailure.ts';

export interface SmtpSenderOptions {
  readonly access: NonNullable<NotificationAccess['smtp']>;
  /** The recipient. */
  readonly email: string;
  readonly from: string | null;
  readonly job: NoticeJob;
  /** Milliseconds that the server may take for each step. */
  readonly timeout: number;
}

/**
 * Sends notices through a mail server. The connection is encrypted, and the server's certificate checked, before anything is
 * said over it, the password included; only this machine's own server is spoken to without.
 */
export function smtpSender({ access, email, from, job, timeout }: SmtpSenderOptions): Sender {
  const { server, password } = access;
  const redactor = createRedactor([password]);
  const sender = senderOf(from, server.user, email);
  return {
    way: 'email',
    to: `${email} (${smtpServerName(server)})`,
    async send(notice, signal) {
      const text = noticeText(notice, job);
      const { createTransport } = await import('nodemailer');
      const transport = createTransport(transportOptions(server, password, timeout));
      try {
        await transport.sendMail({
          // An object, so that nothing in an address is taken for a list of them.
          from: { name: 'Dropbox Provisioning', address: sender },
          to: { name: '', address: email },
          envelope: { from: sender, to: [email] },
          messageId: `<${notice.id}@${sender.slice(sender.lastIndexOf('@') + 1)}>`,
          date: new Date(notice.at),
          subject: text.subject,
          text: mailText(text),
          html: mailHtml(text),
          // RFC 3834 section 5, and what Exchange heeds: no out-of-office message comes back.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          ...{ disableFileAccess: true, disableUrlAccess: true },
          signal,
        });
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw smtpFailure(error, { server, email, sender, timeout, quote: (told) => redactor.quote(told) });
      } finally {
        transport.close();
      }
    },
    close: () => Promise.resolve(),
  };
}

/** How nodemailer is to speak to a server (https://nodemailer.com/smtp). */
function transportOptions(
  { host, port, implicitTls, user, loopback }: SmtpServer,
  password: string | null,
  timeout: number,
) {
  return {
    ...{ host, port, secure: implicitTls, requireTLS: !loopback },
    // On this machine nobody listens in, so a certificate proves nothing that isn't known.
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: !loopback } as const,
    ...{ connectionTimeout: timeout, greetingTimeout: timeout, socketTimeout: timeout, dnsTimeout: timeout },
    ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
  };
}
