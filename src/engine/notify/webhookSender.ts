import { HttpFailure, openHttpClient, type HttpAnswer } from '../../directories/http/httpClient.ts';
import type { Webhook } from '../../job/job.ts';
import { webhookOrigin } from '../../job/webhookAddress.ts';
import type { NoticeJob } from '../../notifications/notice.ts';
import { webhookBody } from '../../notifications/webhookBody.ts';
import { shortened, visible } from '../../protocol/safeText.ts';
import { SendFailure, type Sender } from './sender.ts';
import { text } from '../../protocol/text.ts';

const names: Readonly<Record<Webhook['format'], string>> = { teams: 'Teams', slack: 'Slack', json: 'webhook' };

/** Parts of an address that are shorter are words, not keys. */
const shortestKey = 12;

/**
 * Posts notices to a webhook: to its origin and no other, without following a redirect. What its address has beside the
 * origin is a secret, and is taken out of whatever the server says.
 */
export function webhookSender({ address, format }: Webhook, job: NoticeJob, timeout: number): Sender {
  const http = openHttpClient({
    ...{ baseAddress: address, token: null, timeout, contentType: 'application/json', concurrency: 1 },
    secrets: secretsIn(address),
  });
  const { pathname, search } = new URL(address);
  const to = `${names[format]} (${webhookOrigin(address)})`;
  return {
    way: 'webhook',
    to,
    async send(notice, signal) {
      const body = JSON.stringify(webhookBody(notice, job, format));
      const request = { method: 'POST', path: pathname + search, body, repeatable: false, impatient: true } as const;
      const answer = await http.send(request, signal).catch((error: unknown) => {
        if (!(error instanceof HttpFailure)) throw error;
        const action = text`Check the webhook’s address in the job file, and whether a firewall is in between.`;
        throw new SendFailure(error.text, action, true, error);
      });
      if (answer.status < 200 || answer.status > 299) throw refusal(answer, to);
    },
    close: () => http.close(),
  };
}

/** The keys in a webhook's address: as a whole, and each part that is long enough for one. */
function secretsIn(address: string): readonly string[] {
  const { pathname, search, searchParams } = new URL(address);
  const parts = [...pathname.split('/'), ...searchParams.values()].filter((part) => part.length >= shortestKey);
  return [pathname + search, ...parts].filter((part) => part.length > 1);
}

function refusal(answer: HttpAnswer, to: string): SendFailure {
  const said = visible(shortened((answer.exchange().response?.body ?? '').replace(/\s+/g, ' ').trim(), 200));
  const message =
    said === '' ? text`${to} responded with ${answer.status}` : text`${to} responded with ${answer.status}: ${said}`;
  if (answer.status >= 300 && answer.status < 400)
    return new SendFailure(
      text`${to} responded with ${answer.status}, a redirect, which is not followed.`,
      text`Write the address that the webhook has now into the job file, if it is right.`,
      true,
    );
  switch (answer.status) {
    case 401:
    case 403:
    case 404:
    case 410:
      return new SendFailure(
        message,
        text`Make the webhook anew and write its address into the job file; it may have been removed.`,
        true,
      );
    case 400:
    case 413:
      return new SendFailure(
        message,
        text`Check that "format" in the job file is what the service behind the webhook reads.`,
        false,
      );
    default:
      return new SendFailure(
        message,
        text`It is tried again after the next cycle.`,
        answer.status === 429 || answer.status >= 500,
      );
  }
}
