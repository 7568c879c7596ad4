import { badRequest } from '../graphError.ts';
import type { RouteTable } from '../router.ts';
import { bodyObject, findUser } from './lookups.ts';

/** Sending from a user's mailbox (Microsoft Graph v1.0, "user: sendMail"): nothing leaves this machine, it's kept to look at. */
export const sendMailRoutes: RouteTable = {
  'POST /users/:id/sendMail': ({ directory, params, body }) => {
    const from = findUser(directory, params['id'] ?? '').id;
    const message = bodyObject(bodyObject(body)['message']);
    const { content, contentType } = bodyObject(message['body']);
    const recipients = message['toRecipients'];
    if (!Array.isArray(recipients) || recipients.length === 0)
      throw badRequest('At least one recipient is not valid: "toRecipients" must name somebody.');
    if (typeof content !== 'string' || !/^(html|text)$/i.test(String(contentType)))
      throw badRequest('A message needs a body with "contentType", Text or HTML, and "content".');
    const to = recipients.map((recipient) => String(bodyObject(bodyObject(recipient)['emailAddress'])['address']));
    const subject = message['subject'];
    directory.keepMail({ from, to, subject: typeof subject === 'string' ? subject : '', html: content });
    return { status: 202, body: null };
  },
};
