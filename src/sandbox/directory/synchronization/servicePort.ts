import type { CycleProgress } from '../../../protocol/cycleProgress.ts';
import type { OpenJobParams } from '../../../protocol/openJob.ts';
import type { CycleSummary } from '../../../protocol/cycleSummary.ts';
import type { JobStatus } from '../../../protocol/jobStatus.ts';
import type { ProvisioningEvent } from '../../../protocol/provisioning.ts';
import type { RestartCriterion } from '../../../protocol/restartCriteria.ts';

/** What the sandbox's provisioning service asks of whatever runs cycles: a part of the engine's `JobSession`. */
export interface ServiceSession {
  sync(options: {
    readonly signal: AbortSignal;
    readonly onEvent: (event: ProvisioningEvent) => void;
    readonly onProgress: (progress: CycleProgress) => void;
    readonly allowDeletes: boolean;
    readonly restart: boolean;
    readonly reset: readonly RestartCriterion[];
    readonly adopt: boolean;
  }): Promise<CycleSummary>;
  /** @param name the object's id. */
  provisionOnDemand(name: string, signal: AbortSignal): Promise<ProvisioningEvent>;
  status(): JobStatus;
  close(): Promise<void>;
}

/**
 * Opens a job for work. The sandbox doesn't import the engine, so whoever starts both passes it in.
 *
 * @param now milliseconds since 1970.
 */
export type OpenServiceSession = (params: OpenJobParams, now: () => number) => Promise<ServiceSession>;

/** What the sandbox's provisioning service runs on. */
export interface ServiceHost {
  readonly open: OpenServiceSession;
  /** Where it reads users and groups: a Graph without faults, lag and limits. */
  readonly source: () => Promise<{ readonly baseAddress: string; readonly token: string }>;
  /** Where the states of its jobs are kept. */
  readonly stateDirectory: string;
}

/** The practice team: where a job writes whose secrets name no other address. */
export interface PracticeTarget {
  readonly baseAddress: string;
  readonly token: string;
}
