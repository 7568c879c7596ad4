/** Something that people are told by email and webhook: facts only, so that it can wait in the state until it is sent. */
export type Notice = QuarantineNotice | QuarantineEndedNotice | FailuresNotice | TestNotice;

interface NoticeFacts {
  /** Stays the same when it is sent again, so that a mail server that has it already can tell. */
  readonly id: string;
  /** ISO 8601, UTC: when it happened. */
  readonly at: string;
}

/** Graph's name of the reason for which what a cycle would take away is held back (resource type synchronizationQuarantine). */
export const deletesHeld = 'TooManyDeletes';

/** The job has entered quarantine, or is in it for another reason than before. */
export interface QuarantineNotice extends NoticeFacts {
  readonly kind: 'quarantineEntered' | 'quarantineChanged';
  readonly reason: string;
  readonly message: string;
  readonly recommendedAction: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** The reason before; null on entering. */
  readonly formerReason: string | null;
  /** What the server calls the request that failed; null when it doesn't say, or none did. */
  readonly requestId: string | null;
  /** What accidental-deletion prevention holds back; null when it holds back nothing. */
  readonly staged: StagedFacts | null;
}

export interface QuarantineEndedNotice extends NoticeFacts {
  readonly kind: 'quarantineEnded';
  readonly reason: string;
  /** ISO 8601, UTC: when it was entered. */
  readonly since: string;
}

/** A digest: what failed since the last one. */
export interface FailuresNotice extends NoticeFacts {
  readonly kind: 'failures';
  /** ISO 8601, UTC: what happened after it is counted. */
  readonly since: string;
  readonly failures: readonly FailureFacts[];
}

export interface TestNotice extends NoticeFacts {
  readonly kind: 'test';
}

/** How many actions are held back, by what they do. */
export interface StagedFacts {
  readonly disable: number;
  /** Of those that are disabled, how many can't be given back. */
  readonly permanent: number;
  readonly delete: number;
  /** Groups that would lose members, and how many members all of them would lose. */
  readonly groups: number;
  readonly members: number;
  /** Null when the job does not ask for names. */
  readonly names: NameList | null;
}

/** The failures with one error code. */
export interface FailureFacts {
  readonly code: string;
  readonly users: number;
  readonly groups: number;
  /** Null when the job does not ask for names. */
  readonly names: NameList | null;
}

/** Some names, and how many there are beside them. */
export interface NameList {
  readonly names: readonly string[];
  readonly more: number;
}

/** What each notice says of the job that it is about. */
export interface NoticeJob {
  readonly id: string;
  readonly displayName: string;
  /** The tenant, or what stands for it. */
  readonly source: string;
  /** Where accounts are written: a host. */
  readonly target: string;
  /** The machine that ran the cycle. */
  readonly computer: string;
  /** An IANA time zone, in which times are told. */
  readonly timeZone: string;
}
