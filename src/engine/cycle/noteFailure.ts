import { nameNotFreeCode } from '../../decision/nameReasons.ts';
import type { RetrySchedule } from '../../decision/retrySchedule.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { ExportResult } from './export.ts';

/** The code of what failed of an object; null when nothing did. */
export function failureOf({ failure, decision }: ExportResult): string | null {
  if (failure !== null) return failure.code;
  const { failed, reason } = decision.summary;
  return failed ? reason.code : null;
}

/** Notes that an object failed. One that only waits for a name is tried whenever that may have become free. */
export function noteFailure(
  store: JobStore,
  type: ObjectType,
  result: ExportResult,
  time: number,
  schedule: RetrySchedule,
): void {
  const code = failureOf(result);
  if (code === null) return;
  const { id } = result.decision.summary.source;
  store.escrow.fail({ type, id, part: 'account', code, time }, code === nameNotFreeCode ? null : schedule);
}
