import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mailHtml, mailText } from '../../../src/notifications/mail.ts';
import type { Notice, NoticeJob, QuarantineNotice } from '../../../src/notifications/notice.ts';
import { digestDue, quarantineNotice } from '../../../src/notifications/noticesDue.ts';
import { noticeText } from '../../../src/notifications/noticeText.ts';
import { requestIdIn } from '../../../src/notifications/requestId.ts';
import { readSmtpServer, senderOf, smtpServerName } from '../../../src/notifications/smtpServer.ts';
import { webhookBody } from '../../../src/notifications/webhookBody.ts';
import { nameList, stagedFacts, stagedSentence } from '../../../src/notifications/whom.ts';
import { zonedTime } from '../../../src/notifications/zonedTime.ts';
import type { Quarantine } from '../../../src/protocol/cycleSummary.ts';
import type { StagedAction } from '../../../src/protocol/stagedActions.ts';

const job: NoticeJob = {
  ...{ id: 'dropbox', displayName: 'Dropbox', source: 'tenant 1', target: 'www.dropbox.com' },
  ...{ computer: 'runner-1', timeZone: 'UTC' },
};
const at = '2026-11-29T13:05:26.000Z';
const now = Date.parse(at);

const quarantine = (reason: string): Quarantine => ({
  ...{ reason, message: 'The group Board would lose 30 of its 40 members.' },
  ...{ recommendedAction: 'Look at the staged deletes.', since: '2026-11-28T00:00:00.000Z' },
  ...{ exchange: null, seriesBegan: '2026-11-28T00:00:00.000Z', seriesCount: 1 },
  ...{ nextAttempt: null, off: false, escrowsPruned: false },
});

const surroundings = { now, newId: () => 'id-1', staged: null, requestId: null };

const staged = (displayName: string, more: Partial<StagedAction>): StagedAction => ({
  source: { id: displayName, type: 'User', displayName },
  ...{ key: displayName, targetId: 't', action: 'disable', permanent: false, members: null, since: at, decision: null },
  reason: { code: 'NotEffectivelyEntitled', message: '', recommendedAction: null },
  ...more,
});

const failures: Notice = {
  ...{ kind: 'failures', id: 'id-2', at, since: '2026-11-28T13:05:26.000Z' },
  failures: [
    { code: 'Conflict', users: 12, groups: 1, names: null },
    { code: 'SomethingNew', users: 1, groups: 0, names: { names: ['Ada'], more: 3 } },
  ],
};

describe('what is to be told of a quarantine', () => {
  test('is its beginning, another reason and its end, each once, by what was told before', () => {
    const [first, second] = [quarantine('TooManyDeletes'), quarantine('EncounteredQuarantineException')];
    const told = { reason: first.reason, since: first.since };
    const kindOf = (before: typeof told | null, after: Quarantine | null): string | undefined =>
      quarantineNotice(before, after, surroundings)?.kind;
    assert.equal(kindOf(null, null), undefined);
    assert.equal(kindOf(null, first), 'quarantineEntered');
    assert.equal(kindOf(told, { ...first, since: at, message: 'other numbers' }), undefined);
    assert.equal(kindOf(told, second), 'quarantineChanged');
    assert.equal(kindOf(told, null), 'quarantineEnded');
  });

  test('names nobody where names are not asked for, also where the engine’s own sentence does', () => {
    const actions = [
      staged('Board', { action: 'removeMembers', members: { lost: 30, of: 40 } }),
      staged('Ada', {}),
      staged('Ben', { permanent: true }),
      staged('Cleo', { action: 'delete', permanent: true }),
    ];
    const facts = stagedFacts(actions, false);
    const notice = quarantineNotice(null, quarantine('TooManyDeletes'), { ...surroundings, staged: facts });
    assert.ok(notice !== null);
    for (const told of [mailText(noticeText(notice, job)), JSON.stringify(webhookBody(notice, job, 'json'))]) {
      assert.doesNotMatch(told, /Board|Ada|Ben|Cleo/);
      assert.match(
        told,
        /2 accounts would be disabled, 1 of them permanently: the invitation hasn't been accepted; 1 account or group would be deleted; 1 group would lose 30 members\./,
      );
    }
    const named = quarantineNotice(null, quarantine('TooManyDeletes'), {
      ...surroundings,
      staged: stagedFacts(actions, true),
    });
    assert.match(mailText(noticeText(named ?? failures, job)), /Held back:\n- Ada\n- Ben\n- Board\n- Cleo\n/);
  });

  test('leaves out what somebody has decided about', () => {
    const decision = { verdict: 'rejected', at, by: 'somebody' } as const;
    const actions = [staged('Ada', {}), staged('Ben', { decision })];
    assert.deepEqual(stagedFacts(actions, true)?.names?.names, ['Ada']);
    assert.equal(stagedFacts(actions.slice(1), true), null);
  });

  test('lists the first fifty names, in order, and counts the rest', () => {
    const list = nameList(Array.from({ length: 66 }, (_, index) => `User ${String(index + 1).padStart(2, '0')}`));
    assert.deepEqual([list.names.length, list.names[0], list.more], [50, 'User 01', 16]);
    assert.equal(
      stagedSentence({ disable: 1, permanent: 1, delete: 0, groups: 0, members: 0, names: null }),
      "1 account would be disabled, permanently: the invitation hasn't been accepted.",
    );
  });
});

describe('a digest', () => {
  test('is due after each cycle, or with the first one of a day, also after a clock was set back', () => {
    const mark = { event: 7, at: '2026-11-29T23:50:00.000Z' };
    assert.equal(digestDue(mark, 'never', now), false);
    assert.equal(digestDue(mark, 'cycle', now), true);
    assert.equal(digestDue(mark, 'daily', Date.parse('2026-11-29T23:59:59.000Z')), false);
    assert.equal(digestDue(mark, 'daily', Date.parse('2026-11-30T00:00:01.000Z')), true);
    assert.equal(digestDue(mark, 'daily', Date.parse('2026-11-01T00:00:00.000Z')), true);
  });

  test('counts by code and says what to do about each', () => {
    const { subject, lists, actions } = noticeText(failures, job);
    assert.equal(subject, 'Dropbox Provisioning: 13 users and 1 group failed in Dropbox');
    assert.deepEqual(lists[0]?.items, ['Conflict: 12 users and 1 group', 'SomethingNew: 1 user']);
    assert.match(actions[0] ?? '', /^Conflict: Another account/);
    assert.match(actions[1] ?? '', /^SomethingNew: The provisioning log/);
    assert.match(mailText(noticeText(failures, job)), /SomethingNew:\n- Ada\n- … and 3 others\n/);
  });
});

describe('the forms of a notice', () => {
  const hostile =
    '<img src=x onerror=alert(1)> [click](https://evil.example) *b* <!channel> "\u202e\u001b[31m\r\nBcc: a@b.c';
  const notice: QuarantineNotice = {
    ...{ kind: 'quarantineEntered', id: 'id-3', at, reason: 'R', message: hostile, recommendedAction: hostile },
    ...{ since: at, formerReason: null, requestId: hostile, staged: null },
  };
  const hostileJob = { ...job, displayName: hostile };

  test('are one line of subject, and text without control characters', () => {
    const text = noticeText(notice, hostileJob);
    assert.doesNotMatch(text.subject, /[\p{Cc}\u202e]/u);
    assert.doesNotMatch(mailText(text).replaceAll('\n', ''), /[\p{Cc}\u202e]/u);
    assert.doesNotMatch(mailText(text), /^Bcc:/m);
  });

  test('are HTML in which nothing of it is markup, and that loads nothing', () => {
    const html = mailHtml(noticeText(notice, hostileJob));
    assert.doesNotMatch(html, /<img|<a |<script|<link/i);
    assert.match(html, /&lt;img src=x onerror=alert\(1\)&gt;/);
    assert.match(html, /<meta name="color-scheme" content="light dark">/);
    assert.doesNotMatch(html, /[^-]color:|background/); // The mail program's own, light or dark.
  });

  test('are literal text in Teams and in Slack', () => {
    const types = (value: unknown): readonly string[] =>
      typeof value !== 'object' || value === null
        ? []
        : Object.entries(value).flatMap(([name, each]) =>
            name === 'type' && typeof each === 'string' ? [each] : types(each),
          );
    const known = ['message', 'AdaptiveCard', 'RichTextBlock', 'TextRun'];
    assert.deepEqual([...new Set(types(webhookBody(notice, hostileJob, 'teams')))], known);
    const slack = webhookBody(notice, hostileJob, 'slack') as { readonly text: string };
    assert.match(slack.text, /&lt;!channel&gt;/);
    assert.ok(!types(slack).some((type) => type === 'mrkdwn'));
  });

  test('fit into what Teams takes (28 KB) when there is much to tell', () => {
    const many: Notice = {
      ...failures,
      failures: Array.from({ length: 40 }, (_, index) => ({
        ...{ code: `Code${index}`, users: 50_000, groups: 3 },
        names: { names: Array.from({ length: 50 }, () => 'A very long name of a person indeed'), more: 9 },
      })),
    };
    assert.ok(JSON.stringify(webhookBody(many, job, 'teams')).length < 28_000);
  });

  test('tell all of it as JSON', () => {
    const body = webhookBody(failures, job, 'json') as Readonly<Record<string, unknown>>;
    assert.deepEqual([body['version'], body['kind'], body['id']], [1, 'failures', 'id-2']);
    assert.deepEqual(body['job'], {
      ...{ id: 'dropbox', displayName: 'Dropbox', source: 'tenant 1', target: 'www.dropbox.com' },
    });
  });
});

describe('a time', () => {
  test('has its zone, whatever that is', () => {
    assert.equal(zonedTime(at, 'Europe/Berlin'), '2026-11-29 14:05:26 +01:00 (Europe/Berlin)');
    assert.equal(zonedTime(at, 'Asia/Kolkata'), '2026-11-29 18:35:26 +05:30 (Asia/Kolkata)');
    assert.equal(zonedTime(at, 'UTC'), '2026-11-29 13:05:26 +00:00 (UTC)');
    assert.equal(zonedTime(at, 'Nowhere/Land'), '2026-11-29 13:05:26 +00:00 (UTC)');
    assert.equal(zonedTime('2026-11-29T00:00:00Z', 'UTC'), '2026-11-29 00:00:00 +00:00 (UTC)');
  });
});

describe('a request ID', () => {
  test('is what the server that responded calls it', () => {
    const request = { method: 'GET', url: '', headers: {}, body: null };
    const exchange = (headers: Readonly<Record<string, string>>): Parameters<typeof requestIdIn>[0] => ({
      ...{ request, networkError: null },
      response: { status: 401, headers, body: '' },
    });
    assert.equal(requestIdIn(exchange({ 'X-Dropbox-Request-Id': 'abc' })), 'abc');
    assert.equal(requestIdIn(exchange({ 'x-request-id': '' })), null);
    assert.equal(requestIdIn(null), null);
  });
});

describe('the address of a mail server', () => {
  const read = (text: string): string => {
    const reading = readSmtpServer(text);
    if ('problem' in reading) return 'problem';
    const { server, password } = reading;
    return `${smtpServerName(server)} ${server.implicitTls ? 'tls' : server.loopback ? 'plain' : 'starttls'} ${password ?? '-'}`;
  };

  test('is read with its defaults', () => {
    assert.equal(read('smtp://smtp.contoso.com'), 'smtp.contoso.com:587 starttls -');
    assert.equal(read('smtps://smtp.contoso.com'), 'smtp.contoso.com:465 tls -');
    assert.equal(read('smtp://smtp.contoso.com:465'), 'smtp.contoso.com:465 tls -');
    assert.equal(read('smtp://localhost:443'), 'localhost:443 plain -');
    assert.equal(read('smtp://[::1]:1025/'), '[::1]:1025 plain -');
    assert.equal(
      read('smtp://me@contoso.com:a%2Fb%25@smtp.contoso.com:25'),
      'me@contoso.com at smtp.contoso.com:25 starttls a/b%',
    );
  });

  test('is refused without quoting it where it is none', () => {
    const refused = [
      '',
      'smtp.contoso.com',
      'http://h',
      'smtp://h:99999',
      'smtp://u:p/w@h',
      'smtp://u:%zz@h',
      'smtp://:p@h',
      'smtp://a b@h',
    ];
    for (const text of refused) {
      const reading = readSmtpServer(text);
      assert.ok('problem' in reading, text);
      assert.ok(text === '' || !reading.problem.includes(text));
    }
  });

  test('tells the sender where the job names none', () => {
    assert.equal(senderOf('a@b.c', 'me@contoso.com', 'it@contoso.com'), 'a@b.c');
    assert.equal(senderOf(null, 'me@contoso.com', 'it@contoso.com'), 'me@contoso.com');
    assert.equal(senderOf(null, 'apikey', 'it@contoso.com'), 'it@contoso.com');
  });
});
