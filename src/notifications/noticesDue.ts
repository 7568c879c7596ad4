import type { NotificationSettings } from '../job/job.ts';
import type { Quarantine } from '../protocol/cycleSummary.ts';
import { deletesHeld, type Notice, type StagedFacts } from './notice.ts';
import { stagedSentence } from './whom.ts';
import { english } from '../protocol/text.ts';

/** The quarantine that people were told of last. */
export interface ToldQuarantine {
  readonly reason: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** Up to where failures have been counted. */
export interface DigestMark {
  /** The last event of the log that was counted. */
  readonly event: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What a notice is made of beside the quarantine itself. */
export interface NoticeSurroundings {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly newId: () => string;
  /** What accidental-deletion prevention holds back; null when it holds back nothing. */
  readonly staged: StagedFacts | null;
  /** What the server calls the request that failed; null when none is known. */
  readonly requestId: string | null;
}

/**
 * What is to be told of a job's quarantine: one notice on entering, one when the reason changes and one when it ends. What
 * was told before is what counts, not what a cycle has changed, so a cycle that was killed loses nothing.
 */
export function quarantineNotice(
  told: ToldQuarantine | null,
  current: Quarantine | null,
  { now, newId, staged, requestId }: NoticeSurroundings,
): Notice | null {
  const at = new Date(now).toISOString();
  if (current === null)
    return told === null ? null : { kind: 'quarantineEnded', id: newId(), at, reason: told.reason, since: told.since };
  if (told?.reason === current.reason) return null;
  return {
    kind: told === null ? 'quarantineEntered' : 'quarantineChanged',
    ...{ id: newId(), at, formerReason: told?.reason ?? null, requestId, staged },
    ...{
      reason: current.reason,
      message: messageOf(current, staged),
      recommendedAction: english(current.recommendedAction),
    },
    since: told?.since ?? current.since,
  };
}

/** The engine's own sentence may name a group, so where no names are asked for, what is held back is counted anew. */
function messageOf({ reason, message }: Quarantine, staged: StagedFacts | null): string {
  if (reason !== deletesHeld || staged?.names !== null) return english(message);
  return `Accidental-deletion prevention holds back what is too much for one cycle. ${stagedSentence(staged)}`;
}

/**
 * Whether failures are to be counted and told now: after each cycle, or with the first one of a day (UTC). A clock that was
 * set back makes another day, too.
 */
export function digestDue(mark: DigestMark, digest: NotificationSettings['digest'], now: number): boolean {
  if (digest === 'never') return false;
  return digest === 'cycle' || new Date(now).toISOString().slice(0, 10) !== mark.at.slice(0, 10);
}

/** Whether a job tells anybody anything. */
export function tells({ email, webhook }: NotificationSettings): boolean {
  return email !== null || webhook !== null;
}
