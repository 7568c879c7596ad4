import type { SynchronizationQuarantine, SynchronizationTaskExecution } from '@microsoft/microsoft-graph-types';
import type { RestartCriterion } from '../../../protocol/restartCriteria.ts';

/** A JSON object as it came over the wire, with whatever is in it. */
export type RawObject = Readonly<Record<string, unknown>>;

/** A synchronization job, as it's kept. */
export interface StoredJob {
  readonly id: string;
  readonly servicePrincipalId: string;
  readonly templateId: string;
  readonly state: 'Active' | 'Disabled' | 'Paused';
  /** The schema as it was put, unknown members included; null for the template's. */
  readonly schema: RawObject | null;
  readonly version: string;
  /** What the next cycle resets first. */
  readonly resets: readonly RestartCriterion[];
  /** The base address of the target that its links belong to; null before the first cycle. */
  readonly linkedTo: string | null;
  readonly history: JobHistory;
}

/** What has become of a job so far. */
export interface JobHistory {
  readonly successiveFailures: number;
  readonly escrowsPruned: boolean;
  /** ISO 8601; null for never. */
  readonly steadyFirst: string | null;
  readonly steadyLast: string | null;
  readonly linked: { readonly User: number; readonly Group: number } | null;
  readonly last: SynchronizationTaskExecution | null;
  readonly lastSuccessful: SynchronizationTaskExecution | null;
  readonly lastWithExports: SynchronizationTaskExecution | null;
  readonly quarantine: SynchronizationQuarantine | null;
}

/** The history of a job that has never run. */
export const noHistory: JobHistory = {
  successiveFailures: 0,
  escrowsPruned: false,
  steadyFirst: null,
  steadyLast: null,
  linked: null,
  last: null,
  lastSuccessful: null,
  lastWithExports: null,
  quarantine: null,
};

/** The secrets of a service principal, which all its jobs share. */
export interface StoredSecrets {
  readonly servicePrincipalId: string;
  readonly values: readonly SecretValue[];
}

export interface SecretValue {
  readonly key: string;
  readonly value: string;
}
