import type { HttpExchange } from './provisioning.ts';

export type ConnectionStepId =
  | 'address'
  | 'proxy'
  | 'tls'
  | 'authentication'
  | 'answer'
  | 'permission'
  | 'matchingFilter'
  /** Of Dropbox's Business API: who has authorized the token, and how many seats the team has. */
  | 'admin'
  | 'seats'
  /** What earlier cycles have learnt of the target; left out when that is nothing. */
  | 'learned'
  /** Of a job that Entra's provisioning service runs: the job itself, and the credentials that it keeps. */
  | 'job'
  | 'credentials';

export interface ConnectionStep {
  readonly side: 'source' | 'target';
  readonly id: ConnectionStepId;
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped' | 'warning';
  /** What was found. */
  readonly detail: string;
  /** What to do, when the step did not pass. */
  readonly recommendedAction: string | null;
  readonly exchange: HttpExchange | null;
}

export interface ConnectionReport {
  readonly succeeded: boolean;
  readonly steps: readonly ConnectionStep[];
}
