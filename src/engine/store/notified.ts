import type {
  FailureFacts,
  FailuresNotice,
  NameList,
  Notice,
  QuarantineEndedNotice,
  QuarantineNotice,
  StagedFacts,
  TestNotice,
} from '../../notifications/notice.ts';
import type { DigestMark, ToldQuarantine } from '../../notifications/noticesDue.ts';
import { type Guard, isEither, isListOf, isNullOr, isOneOf, isText } from '../../protocol/mappingEditorGuards.ts';
import type { Delivery, NotificationStatus } from '../../protocol/deliveries.ts';
import { has, isNumber, isTime } from './storedShapes.ts';
import { isTextOrTemplate } from '../../protocol/text.ts';

/** What people were told of a job, and what they are still to be told. */
export interface Notified {
  /** The quarantine of which a notice was made last; null when there is none, or its end was told. */
  readonly told: ToldQuarantine | null;
  /** Null when failures are not counted. */
  readonly digest: DigestMark | null;
  /** What is to be sent, in its order. */
  readonly waiting: readonly WaitingNotice[];
  readonly failure: NotificationStatus['failure'];
}

/** A notice and the ways that it has yet to go. */
export interface WaitingNotice {
  readonly notice: Notice;
  readonly ways: readonly Delivery['way'][];
}

/** What a status says of it. */
export function notificationStatus({ waiting, failure }: Notified): NotificationStatus {
  return { waiting: waiting.length, failure };
}

export const nothingNotified: Notified = { told: null, digest: null, waiting: [], failure: null };

const isNames = has<NameList>({ names: isListOf(isText), more: isNumber });
const isStaged = has<StagedFacts>({
  ...{ disable: isNumber, permanent: isNumber, delete: isNumber, groups: isNumber, members: isNumber },
  names: isNullOr(isNames),
});
const isFailures = has<FailureFacts>({ code: isText, users: isNumber, groups: isNumber, names: isNullOr(isNames) });

const facts = { id: isText, at: isTime };
const isNotice = isEither<readonly Guard<Notice>[]>(
  has<QuarantineNotice>({
    ...{ ...facts, kind: isOneOf('quarantineEntered', 'quarantineChanged'), since: isTime },
    ...{ reason: isText, message: isText, recommendedAction: isText },
    ...{ formerReason: isNullOr(isText), requestId: isNullOr(isText), staged: isNullOr(isStaged) },
  }),
  has<QuarantineEndedNotice>({ ...facts, kind: isOneOf('quarantineEnded'), reason: isText, since: isTime }),
  has<FailuresNotice>({ ...facts, kind: isOneOf('failures'), since: isTime, failures: isListOf(isFailures) }),
  has<TestNotice>({ ...facts, kind: isOneOf('test') }),
);

export const isNotified = has<Notified>({
  told: isNullOr(has<ToldQuarantine>({ reason: isText, since: isTime })),
  digest: isNullOr(has<DigestMark>({ event: isNumber, at: isTime })),
  waiting: isListOf(has<WaitingNotice>({ notice: isNotice, ways: isListOf(isOneOf('email', 'webhook')) })),
  failure: isNullOr(
    has<NonNullable<Notified['failure']>>({
      message: isTextOrTemplate,
      recommendedAction: isTextOrTemplate,
      at: isTime,
    }),
  ),
});
