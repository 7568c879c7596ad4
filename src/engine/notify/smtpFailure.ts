import { smtpServerName } from '../../notifications/smtpServer.ts';
import type { SmtpServer } from '../../protocol/openJob.ts';
import { shortened, visible } from '../../protocol/safeText.ts';
import { SendFailure } from './sender.ts';
import { type Text, text } from '../../protocol/text.ts';

export interface SmtpCircumstances {
  readonly server: SmtpServer;
  readonly email: string;
  readonly sender: string;
  /** Milliseconds. */
  readonly timeout: number;
  /** Takes the password out of what a server says. */
  readonly quote: (told: string) => string;
}

const tryLater = text`It is tried again after the next cycle.`;

/** What nodemailer says of a mail that was not sent (https://nodemailer.com/errors), for people. */
export function smtpFailure(error: unknown, circumstances: SmtpCircumstances): SendFailure {
  const { server, email, sender, timeout, quote } = circumstances;
  const { code, response, message } = told(error);
  const name = smtpServerName(server);
  const said = visible(
    shortened(
      quote(response === '' ? message : response)
        .replace(/\s+/g, ' ')
        .trim(),
      300,
    ),
  );
  const failure = (what: Text, action: Text, unreachable: boolean): SendFailure =>
    new SendFailure(what, action, unreachable, new Error(quote(message)));
  switch (code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return failure(
        text`The mail server ${name} refused the user name or password: ${said}`,
        text`Enter the password of the mail server anew, with Update Credentials or in DROPBOX_PROVISIONING_SMTP.`,
        true,
      );
    case 'EENVELOPE':
      return failure(
        text`The mail server ${name} refused the mail from ${sender} to ${email}: ${said}`,
        text`Correct "email" or "from" below provisioning.notification in the job file, or have the server take mail from that sender.`,
        false,
      );
    case 'ETLS':
      return failure(
        text`The connection to the mail server ${name} could not be encrypted: ${said}`,
        text`Have the server offer STARTTLS with a certificate that this machine trusts, or write smtps:// for implicit TLS. Nothing was sent without.`,
        true,
      );
    case 'EDNS':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failure(
        text`The host name of the mail server ${name} could not be found.`,
        text`Correct the server’s address.`,
        true,
      );
    case 'ETIMEDOUT':
      return failure(
        text`The mail server ${name} did not respond within ${Math.round(timeout / 1000)} seconds.`,
        text`Check address and port, and whether a firewall is in between. ${tryLater}`,
        true,
      );
    case 'ESOCKET':
    case 'ECONNECTION':
      return failure(
        text`The connection to the mail server ${name} failed: ${said}`,
        text`Check address and port, and that this machine trusts the server’s certificate. ${tryLater}`,
        true,
      );
    default:
      return failure(text`The mail server ${name} did not take the mail: ${said}`, tryLater, false);
  }
}

function told(error: unknown): { readonly code: string; readonly response: string; readonly message: string } {
  const textOf = (name: string): string => {
    const value = error instanceof Error ? (error as Error & Readonly<Record<string, unknown>>)[name] : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { code: textOf('code'), response: textOf('response'), message: textOf('message') || String(error) };
}
