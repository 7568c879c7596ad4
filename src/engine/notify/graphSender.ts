import { encodePart } from '../../directories/http/encodePart.ts';
import { BearerFailure, type BearerSource } from '../../directories/http/bearer.ts';
import { HttpFailure, openHttpClient, type HttpAnswer } from '../../directories/http/httpClient.ts';
import { refusedTokens } from '../../directories/entra/graphClient.ts';
import { graphRefusal } from '../../directories/entra/graphRefusal.ts';
import { mailHtml } from '../../notifications/mail.ts';
import type { NoticeJob } from '../../notifications/notice.ts';
import { noticeText, type NoticeText } from '../../notifications/noticeText.ts';
import { SendFailure, type Sender } from './sender.ts';
import { text } from '../../protocol/text.ts';

export interface GraphSenderOptions {
  readonly baseAddress: string;
  readonly token: string | null;
  /** Where the token comes from instead, when it's renewed. */
  readonly bearer?: BearerSource;
  readonly email: string;
  /** Whose mailbox sends. */
  readonly from: string;
  readonly job: NoticeJob;
  readonly timeout: number;
}

/**
 * Sends notices from a mailbox by Microsoft Graph (v1.0, "user: sendMail"), with the source's token. Graph takes one form of
 * a body, so it's HTML; Exchange adds the text.
 */
export function graphSender({ baseAddress, token, bearer, email, from, job, timeout }: GraphSenderOptions): Sender {
  const http = openHttpClient({
    ...{ baseAddress, token, timeout, contentType: 'application/json', concurrency: 1 },
    ...(bearer === undefined ? {} : { bearer, ...refusedTokens }),
  });
  const path = `${new URL(baseAddress).pathname.replace(/\/$/, '')}/users/${encodePart(from)}/sendMail`;
  return {
    way: 'email',
    to: `${email} (Microsoft Graph, from ${from})`,
    async send(notice, signal) {
      const body = JSON.stringify(requestBody(noticeText(notice, job), email));
      const answer = await http
        .send({ method: 'POST', path, body, repeatable: false, impatient: true }, signal)
        .catch((error: unknown) => {
          if (error instanceof BearerFailure) throw new SendFailure(error.text, error.advice ?? '', true, error);
          if (!(error instanceof HttpFailure)) throw error;
          throw new SendFailure(error.text, text`Run Test Connection to see which step fails.`, true, error);
        });
      if (answer.status !== 202) throw refusal(answer, from);
    },
    close: () => http.close(),
  };
}

function requestBody(text: NoticeText, email: string): object {
  return {
    message: {
      subject: text.subject,
      body: { contentType: 'HTML', content: mailHtml(text) },
      toRecipients: [{ emailAddress: { address: email } }],
    },
    saveToSentItems: false,
  };
}

function refusal(answer: HttpAnswer, from: string): SendFailure {
  const { message } = graphRefusal(answer);
  switch (answer.status) {
    case 401:
      return new SendFailure(message, text`Sign in again, or enter a valid token for the source.`, true);
    case 403:
      return new SendFailure(
        message,
        text`Grant the permission Mail.Send for the mailbox ${from}, with admin consent.`,
        true,
      );
    case 404:
      return new SendFailure(message, text`Check that ${from} has a mailbox; it is "from" in the job file.`, true);
    default:
      return new SendFailure(message, text`It is tried again after the next cycle.`, answer.status >= 500);
  }
}
