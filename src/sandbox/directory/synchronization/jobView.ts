import type {
  SynchronizationJob,
  SynchronizationProgress,
  SynchronizationStatus,
} from '@microsoft/microsoft-graph-types';
import { secretOf } from './secrets.ts';
import type { SecretValue, StoredJob } from './storedJob.ts';
import { entryTypes } from './templates.ts';

const never = '0001-01-01T00:00:00Z';
/** As .NET prints its largest time span: what jobs show that aren't scheduled. */
const noInterval = 'P10675199DT2H48M5.4775807S';
const interval = 'PT40M';

/** A job as Graph shows it (Microsoft Graph v1.0, "synchronizationJob"). */
export function shownJob(
  job: StoredJob,
  secrets: readonly SecretValue[],
  progress: readonly SynchronizationProgress[],
): SynchronizationJob {
  return {
    id: job.id,
    templateId: job.templateId,
    schedule: { expiration: null, interval: job.state === 'Disabled' ? noInterval : interval, state: job.state },
    status: shownStatus(job, secrets, progress),
    synchronizationJobSettings: [
      { name: 'AzureIngestionAttributeOptimization', value: 'False' },
      { name: 'LookaheadQueryEnabled', value: 'False' },
    ],
  };
}

function shownStatus(
  job: StoredJob,
  secrets: readonly SecretValue[],
  progress: readonly SynchronizationProgress[],
): SynchronizationStatus {
  const { history } = job;
  return {
    code: codeOf(job, secrets),
    countSuccessiveCompleteFailures: history.successiveFailures,
    escrowsPruned: history.escrowsPruned,
    lastExecution: history.last,
    lastSuccessfulExecution: history.lastSuccessful,
    lastSuccessfulExecutionWithExports: history.lastWithExports,
    progress: [...progress],
    quarantine: history.quarantine,
    steadyStateFirstAchievedTime: history.steadyFirst ?? never,
    steadyStateLastAchievedTime: history.steadyLast ?? never,
    synchronizedEntryCountByType:
      history.linked === null
        ? []
        : [
            { key: entryTypes.User, value: history.linked.User },
            { key: entryTypes.Group, value: history.linked.Group },
          ],
    troubleshootingUrl: null,
  };
}

function codeOf(
  { state, history }: StoredJob,
  secrets: readonly SecretValue[],
): NonNullable<SynchronizationStatus['code']> {
  const hasCredentials = ['SecretToken', 'Oauth2AccessToken'].some((key) => secretOf(secrets, key) !== undefined);
  if (history.quarantine !== null) return 'Quarantine';
  if (state !== 'Active') return hasCredentials || history.last !== null ? 'Paused' : 'NotConfigured';
  return history.steadyFirst === null ? 'NotRun' : 'Active';
}
