import { shortened, visible } from '../protocol/safeText.ts';
import { failureAdvice } from './failureAdvice.ts';
import {
  deletesHeld,
  type FailuresNotice,
  type NameList,
  type Notice,
  type NoticeJob,
  type QuarantineNotice,
} from './notice.ts';
import { counted, usersAndGroups } from './whom.ts';
import { zonedTime } from './zonedTime.ts';

/** What a notice says, before it has the form of a mail or of a message in a channel. All of it is plain text. */
export interface NoticeText {
  /** One line. */
  readonly subject: string;
  readonly tone: 'problem' | 'resolved' | 'information';
  readonly paragraphs: readonly string[];
  readonly lists: readonly NoticeList[];
  /** What to do; empty when nothing needs doing. */
  readonly actions: readonly string[];
  readonly facts: readonly Fact[];
}

export interface NoticeList {
  readonly title: string;
  readonly items: readonly string[];
  /** How many there are beside those that are listed. */
  readonly more: number;
}

export type Fact = readonly [label: string, value: string];

/** Longer texts of servers are cut. */
const longestText = 1000;

/** Says what happened, to whom and what to do. Whatever comes from elsewhere is made visible and cut to a readable length. */
export function noticeText(notice: Notice, job: NoticeJob): NoticeText {
  const name = clean(job.displayName, 120);
  const facts: readonly Fact[] = [
    ['Job', job.displayName === job.id ? name : `${name} (${clean(job.id)})`],
    ['Source', clean(job.source)],
    ['Target', clean(job.target)],
  ];
  const told = bodyOf(notice, name, job.timeZone);
  const time: Fact = ['Time', zonedTime(notice.at, job.timeZone)];
  return {
    ...told,
    subject: `Dropbox Provisioning: ${told.subject}`,
    facts: [...facts, ...told.facts, time, ['Sent from', clean(job.computer)]],
  };
}

function bodyOf(notice: Notice, name: string, timeZone: string): NoticeText {
  switch (notice.kind) {
    case 'quarantineEntered':
    case 'quarantineChanged':
      return quarantineText(notice, name, timeZone);
    case 'quarantineEnded':
      return {
        ...{ tone: 'resolved', lists: [], actions: [] },
        subject: `${name} has left quarantine`,
        paragraphs: [`${name} has left quarantine and provisions as usual again.`],
        facts: [
          ['Reason it was in', clean(notice.reason)],
          ['In quarantine since', zonedTime(notice.since, timeZone)],
        ],
      };
    case 'failures':
      return failuresText(notice, name, timeZone);
    case 'test':
      return {
        ...{ tone: 'information', lists: [], facts: [] },
        subject: `test notification for ${name}`,
        paragraphs: ['This is a test. Notifications of this job arrive here.'],
        actions: ['Nothing to do: no user or group was read or changed.'],
      };
  }
}

function quarantineText(notice: QuarantineNotice, name: string, timeZone: string): NoticeText {
  const { formerReason, reason, staged, requestId } = notice;
  const changed = notice.kind === 'quarantineChanged';
  const held = reason === deletesHeld;
  const whatGoesOn = held
    ? 'What is held back waits until a person decides; everything else goes on.'
    : 'Until that is mended, users and groups may not be provisioned, and attempts become rarer.';
  return {
    tone: 'problem',
    subject: changed ? `${name} is in quarantine for another reason` : `${name} is in quarantine`,
    paragraphs: [`${name}: ${sentence(clean(notice.message))}`, whatGoesOn],
    lists: namesOf('Held back', staged?.names ?? null),
    actions: [clean(notice.recommendedAction)],
    facts: [
      ['Reason', clean(reason)],
      ...(formerReason === null ? [] : [['Reason before', clean(formerReason)] as const]),
      ['In quarantine since', zonedTime(notice.since, timeZone)],
      ...(requestId === null ? [] : [['Request ID', clean(requestId)] as const]),
    ],
  };
}

function failuresText({ failures, since }: FailuresNotice, name: string, timeZone: string): NoticeText {
  const users = failures.reduce((sum, failure) => sum + failure.users, 0);
  const groups = failures.reduce((sum, failure) => sum + failure.groups, 0);
  const told = failures.map((each) => `${clean(each.code)}: ${usersAndGroups(each.users, each.groups)}`);
  return {
    tone: 'problem',
    subject: `${usersAndGroups(users, groups)} failed in ${name}`,
    paragraphs: [`${name}: ${usersAndGroups(users, groups)} could not be provisioned.`],
    lists: [
      { title: 'By error code', items: told, more: 0 },
      ...failures.flatMap(({ code, names }) => namesOf(clean(code), names)),
    ],
    actions: failures.map(({ code }) => `${clean(code)}: ${failureAdvice(code)}`),
    facts: [['Counted since', zonedTime(since, timeZone)]],
  };
}

function namesOf(title: string, list: NameList | null): readonly NoticeList[] {
  if (list === null) return [];
  return [{ title, items: list.names.map((name) => clean(name, 200)), more: list.more }];
}

/** What stands below a list that has more than it shows. */
export function moreText(more: number): string {
  return `… and ${counted(more, 'other')}`;
}

function clean(text: string, length = longestText): string {
  return shortened(visible(text.replace(/\s+/g, ' ').trim()), length);
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
