import type { MatchingValue } from '../../decision/evaluateObject.ts';
import {
  isBoolean,
  isListOf,
  isNullOr,
  isOneOf,
  isOptional,
  isRecord,
  isText,
  type Guard,
} from '../../protocol/mappingEditorGuards.ts';
import type { ActionCounts, CycleSummary, Quarantine, RequestCounts, SeatReport } from '../../protocol/cycleSummary.ts';
import type { CycleAttempt } from '../../protocol/jobStatus.ts';
import type {
  AttributeChange,
  HttpExchange,
  LeaverFiles,
  ObjectIdentity,
  ProvisioningEvent,
  ProvisioningStep,
  Reason,
} from '../../protocol/provisioning.ts';
import type { HoldDecision, StagedAction } from '../../protocol/stagedActions.ts';
import type { JobIdentity } from './jobState.ts';
import { isTextOrTemplate } from '../../protocol/text.ts';

type Check = (value: unknown) => boolean;

/**
 * An object with everything that a `Row` must have, as far as anything relies on it. More members do no harm, and those that
 * a later version has added may be missing.
 */
export function has<Row>(members: Readonly<Record<keyof Row & string, Check>>): Guard<Row> {
  const checks = Object.entries<Check>(members);
  return (value): value is Row =>
    isRecord(value) && checks.every(([name, check]) => check(Object.hasOwn(value, name) ? value[name] : undefined));
}

export const isNumber: Guard<number> = (value): value is number => typeof value === 'number';
const isScalar: Check = (value) => isText(value) || isNumber(value) || isBoolean(value);
const isTexts: Check = (value) => isRecord(value) && Object.values(value).every(isText);

/** A value of an attribute, or null. */
export const isAttribute: Check = (value) =>
  value === null || (Array.isArray(value) ? value.every(isScalar) : isScalar(value));

/** An instant in ISO 8601. Anything else that `Date.parse` takes depends on the machine's time zone. */
export const isTime: Check = (value) =>
  isText(value) && /^[+-]?\d{4,6}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));

const isIdentity = has<ObjectIdentity>({ id: isText, type: isOneOf('User', 'Group'), displayName: isText });
const isReason = has<Reason>({
  code: isText,
  message: isTextOrTemplate,
  recommendedAction: isNullOr(isTextOrTemplate),
});
const isStep = has<ProvisioningStep>({
  type: isText,
  status: isOneOf('success', 'warning', 'failure', 'skipped'),
  description: isTextOrTemplate,
  details: (value) => isRecord(value) && Object.values(value).every(isTextOrTemplate),
});
const isChange = has<AttributeChange>({ attribute: isText, old: isAttribute, new: isAttribute });
const isExchange = has<HttpExchange>({
  request: has<HttpExchange['request']>({ method: isText, url: isText, headers: isTexts, body: isNullOr(isText) }),
  response: isNullOr(has<NonNullable<HttpExchange['response']>>({ status: isNumber, headers: isTexts, body: isText })),
  networkError: isNullOr(isText),
});

const isLeaverFiles = has<LeaverFiles>({
  outcome: isOneOf('transferred', 'kept', 'notTransferred'),
  to: isNullOr(has<NonNullable<LeaverFiles['to']>>({ targetId: isText, displayName: isText, email: isText })),
});

export const isEvent = has<Omit<ProvisioningEvent, 'id'>>({
  activityDateTime: isTime,
  jobId: isText,
  cycleId: isText,
  action: isOneOf('create', 'update', 'disable', 'delete', 'skip', 'none', 'stagedDelete'),
  status: isOneOf('success', 'failure', 'skipped', 'warning'),
  source: isIdentity,
  targetId: isNullOr(isText),
  reason: isReason,
  steps: isListOf(isStep),
  modifiedProperties: isListOf(isChange),
  durationMs: isNumber,
  exchange: isNullOr(isExchange),
  files: isOptional(isLeaverFiles),
  serviceId: isOptional(isText),
});

/** What was stored before attempts became rarer lacks the members that say so. */
export type StoredQuarantine = Pick<Quarantine, 'reason' | 'message' | 'recommendedAction' | 'since'> &
  Partial<Quarantine>;

export const isQuarantine = has<StoredQuarantine>({
  reason: isText,
  message: isTextOrTemplate,
  recommendedAction: isTextOrTemplate,
  since: isTime,
  exchange: isOptional(isNullOr(isExchange)),
  seriesBegan: isOptional(isTime as Guard<string>),
  seriesCount: isOptional(isNumber),
  nextAttempt: isOptional(isNullOr(isTime as Guard<string>)),
  off: isOptional(isBoolean),
  escrowsPruned: isOptional(isBoolean),
});

export type StoredCycle = Omit<CycleSummary, 'quarantine'> & {
  readonly finishedAt: string;
  readonly quarantine: StoredQuarantine | null;
};

const isSeatReport = has<SeatReport>({
  told: isNullOr(
    has<NonNullable<SeatReport['told']>>({ licensed: isNumber, free: isNumber, freed: isNumber, needed: isNumber }),
  ),
  without: isListOf(has<ObjectIdentity>({ id: isText, type: isOneOf('User', 'Group'), displayName: isText })),
});

export const isLastCycle = has<StoredCycle>({
  cycleId: isText,
  cycle: isOneOf('initial', 'incremental'),
  outcome: isOneOf('completed', 'cancelled', 'quarantined'),
  counts: has<ActionCounts>({
    create: isNumber,
    update: isNumber,
    disable: isNumber,
    delete: isNumber,
    skip: isNumber,
    failure: isNumber,
  }),
  unchanged: isNumber,
  staged: isNumber,
  permanent: isOptional(isNumber),
  warnings: isOptional(isNumber),
  requests: has<RequestCounts>({ source: isNumber, target: isNumber, targetWrites: isNumber }),
  durationMs: isNumber,
  quarantine: isNullOr(isQuarantine),
  seats: isOptional(isNullOr(isSeatReport)),
  unseen: isOptional(isListOf(isText)),
  finishedAt: isTime,
});

export const isAttempt = has<CycleAttempt>({
  startedAt: isTime,
  finishedAt: (value) => value === null || isTime(value),
  failure: isNullOr(has<NonNullable<CycleAttempt['failure']>>({ kind: isText, message: isTextOrTemplate })),
});

const isHoldDecision = has<HoldDecision>({
  verdict: isOneOf('released', 'rejected'),
  at: isTime,
  by: isNullOr(isText),
});

/** What is held back, with the members that a group would lose, and what would be changed. */
export interface StoredHold extends Omit<StagedAction, 'key' | 'decision'> {
  readonly ids?: readonly string[];
  readonly decision?: HoldDecision | null;
  readonly changes?: readonly AttributeChange[];
}

export const isHold = has<StoredHold>({
  source: isIdentity,
  targetId: isText,
  action: isOneOf('disable', 'delete', 'removeMembers'),
  permanent: isBoolean,
  members: isNullOr(has<NonNullable<StagedAction['members']>>({ lost: isNumber, of: isNumber })),
  reason: isReason,
  since: isTime,
  ids: isOptional(isListOf(isText)),
  files: isOptional(isLeaverFiles),
  decision: isOptional(isNullOr(isHoldDecision)),
  changes: isOptional(isListOf(isChange)),
});

export const isJobIdentity = has<JobIdentity>({ source: isText, target: isText });

/** What was learnt, and of which target. */
export const isLearned = has<{ readonly target: string; readonly learned: string }>({
  target: isText,
  learned: isText,
});

/** What tells the account of a creation that was begun. */
export const isSought = isListOf(
  has<MatchingValue>({ attribute: isText, value: isText, caseExact: isOptional(isBoolean) }),
);
