import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { credentialNeeds, mailPasswordKey } from '../../../src/extension/credentials/credentialNeeds.ts';
import { deliveryLine, deliveryResult } from '../../../src/extension/notifications/deliveryLines.ts';
import { statusRows } from '../../../src/extension/status/statusPresentation.ts';
import { defaultSettings } from '../../../src/job/completeJob.ts';
import { inEnglish } from '../../../src/protocol/localize.ts';
import type { Delivery } from '../../../src/protocol/deliveries.ts';
import { status } from './samples.ts';

const sent: Delivery = {
  way: 'email',
  to: 'it@contoso.com (smtp.contoso.com:587)',
  subject: 'A subject',
  failure: null,
};
const failure = { message: 'Slack (https://hooks.slack.com) responded with 404.', recommendedAction: 'Make it anew.' };
const notSent: Delivery = { way: 'webhook', to: 'Slack (https://hooks.slack.com)', subject: 'A subject', failure };

describe('notifications in the window', () => {
  it('are a line of the log, sent or not', () => {
    assert.deepEqual(deliveryLine(sent, inEnglish), {
      level: 'info',
      text: 'Notification sent to it@contoso.com (smtp.contoso.com:587): A subject',
    });
    const { level, text } = deliveryLine(notSent, inEnglish);
    assert.equal(level, 'warn');
    assert.match(text, /^Notification not sent to Slack .*A subject.*404\. Make it anew\.$/);
  });

  it('say after a test what went where, and what did not', () => {
    assert.equal(
      deliveryResult([sent, notSent], inEnglish),
      `Test notification sent to it@contoso.com (smtp.contoso.com:587). ${failure.message}`,
    );
  });

  it('have a row in the status while something could not be sent, and none else', () => {
    const rowOf = (notifications: { waiting: number; failure: (typeof failure & { at: string }) | null }) =>
      statusRows(
        {
          ...{
            jobName: 'Job',
            provisioning: 'off',
            intervalMinutes: 40,
            running: null,
            runsHere: false,
            obstacle: null,
            connection: null,
            removal: null,
            valid: true,
          },
          status: status({ notifications }),
        },
        inEnglish,
      ).find(({ id }) => id === 'notifications');
    assert.equal(rowOf({ waiting: 0, failure: null }), undefined);
    const row = rowOf({ waiting: 1, failure: { ...failure, at: '2026-11-29T13:05:26.000Z' } });
    assert.equal(row?.value, `not sent: ${failure.message}`);
    assert.match(row.detail ?? '', /Make it anew/);
  });

  it('need the permission to send only where Microsoft Graph sends them', () => {
    const source = { kind: 'entra', tenantId: 't', servicePrincipalId: 's', cloud: 'global' } as const;
    const needsWith = (via: 'smtp' | 'graph', email: string | null): boolean | undefined =>
      credentialNeeds({
        ...{ source, target: { kind: 'sandbox' } },
        provisioning: { ...defaultSettings, notification: { ...defaultSettings.notification, via, email } },
      })[0]?.sendsMail;
    assert.equal(needsWith('graph', 'it@contoso.com'), true);
    assert.equal(needsWith('graph', null), undefined);
    assert.equal(needsWith('smtp', 'it@contoso.com'), undefined);
  });

  it('keep a password for one job and one server', () => {
    const keys = ['a', 'b'].flatMap((job) => ['one:587', 'other:587'].map((server) => mailPasswordKey(job, server)));
    assert.equal(new Set(keys).size, 4);
  });
});
