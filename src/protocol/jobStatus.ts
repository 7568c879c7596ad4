import type { ServiceStatus } from './service.ts';
import type { CycleSummary, Quarantine } from './cycleSummary.ts';
import type { NotificationStatus } from './deliveries.ts';
import type { StagedAction } from './stagedActions.ts';
import type { Text } from './text.ts';

/** When what failed is tried again. */
export interface Retries {
  /** Objects that are tried later than with the next cycle. */
  readonly waiting: number;
  /** ISO 8601, UTC: when the first of them is; null when none waits. */
  readonly next: string | null;
  /** Objects that failed for so long that they are tried again only when they change, or when a person asks for it. */
  readonly givenUp: number;
}

export interface JobStatus {
  readonly jobId: string;
  readonly displayName: string;
  readonly code: 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  readonly lastCycle: (CycleSummary & { readonly finishedAt: string }) | null;
  readonly quarantine: Quarantine | null;
  /** Objects of which something failed last. */
  readonly escrowed: number;
  readonly retries: Retries;
  /** Linked objects by type. */
  readonly linked: { readonly User: number; readonly Group: number };
  /** What accidental-deletion prevention holds back, by name. */
  readonly staged: readonly StagedAction[];
  /** So many objects remain for the next cycle, beside what is held back: one was interrupted, or could not decide. */
  readonly pending: number;
  /** ISO 8601 of the last assignment read; null before the first. */
  readonly sourceReadAt: string | null;
  /** Who runs on the job now, in whatever window or process; null for nobody. */
  readonly running: RunHolder | null;
  readonly schedule: JobSchedule;
  readonly notifications: NotificationStatus;
  /** What Entra's provisioning service said last; absent of a job that our own engine runs, and before it was asked. */
  readonly service?: ServiceStatus;
}

/** Who has the right to run on a job; one has it at a time. */
export interface RunHolder {
  readonly who: 'window' | 'commandLine' | 'watch';
  readonly what: 'sync' | 'preview' | 'explain' | 'provisionOnDemand' | 'refresh' | 'decide';
  /** True when nobody has asked for it: it gives way at once to what somebody asks for. */
  readonly background: boolean;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

export interface JobSchedule {
  /** ISO 8601, UTC: when the next cycle is due, which may be over; null while none will be. */
  readonly nextCycle: string | null;
  /** The last cycle that was begun; null before the first. */
  readonly lastAttempt: CycleAttempt | null;
}

/** A cycle that was begun, however it ended. */
export interface CycleAttempt {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** ISO 8601, UTC; null while it runs, and when its process has ended before it. */
  readonly finishedAt: string | null;
  /** Why it stopped as a whole; null when it did not. */
  readonly failure: { readonly kind: string; readonly message: Text } | null;
}
