import type { HttpExchange } from './provisioning.ts';
import type { Text } from './text.ts';

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
  readonly title: Text;
  readonly status: 'passed' | 'failed' | 'skipped' | 'warning';
  /** What was found. */
  readonly detail: Text;
  /** What to do, when the step did not pass. */
  readonly recommendedAction: Text | null;
  readonly exchange: HttpExchange | null;
}

export interface ConnectionReport {
  readonly succeeded: boolean;
  readonly steps: readonly ConnectionStep[];
}
