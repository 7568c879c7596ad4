import type { Decision } from '../../decision/decision.ts';
import type { Exporter, ExportResult } from './export.ts';
import { onlyAccepted } from './exportWords.ts';
import { mayStillCome } from './patience.ts';
import { text } from '../../protocol/text.ts';

/** Leaves alone what the target has accepted to create and may still carry out, in a preview as in a sync. */
export function sparingPending(exporter: Exporter, now: () => number): Exporter {
  return (decision, item) =>
    decision.summary.action === 'create' && mayStillCome(item.intent, now())
      ? Promise.resolve(pendingCreation(decision))
      : exporter(decision, item);
}

/** The result of a creation that the target has accepted and that nobody knows the outcome of. */
export function pendingCreation(decision: Decision): ExportResult {
  return {
    kind: 'result',
    decision,
    link: null,
    former: null,
    failure: null,
    warning: onlyAccepted,
    note: text`Asked to create the account.`,
    settled: false,
  };
}
