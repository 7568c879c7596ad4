import type { CycleSummary } from '../protocol/cycleSummary.ts';
import type { DecisionSummary, ProvisioningEvent } from '../protocol/provisioning.ts';
import type { StagedAction } from '../protocol/stagedActions.ts';

/** A decision as `preview --json` and `explain --json` print it (docs/command-line.md): the reason is one sentence. */
export function decisionLine(decision: DecisionSummary): object {
  const { source, action, reason, changes, failed, destructive, held, targetId, files } = decision;
  return {
    source: { id: source.id, type: source.type, displayName: source.displayName },
    action,
    reason: reason.message,
    reasonCode: reason.code,
    recommendedAction: reason.recommendedAction,
    changes: changes.map((change) => ({ attribute: change.attribute, old: change.old, new: change.new })),
    failed,
    destructive,
    ...(held === undefined ? {} : { held }),
    targetId,
    ...(files === undefined ? {} : { files }),
  };
}

/** An event of the provisioning log as `sync --json`, `provision --json` and `logs --json` print it. */
export function eventLine(event: ProvisioningEvent): object {
  const { reason, modifiedProperties, steps, exchange, ...facts } = event;
  return {
    ...facts,
    reason: reason.message,
    reasonCode: reason.code,
    recommendedAction: reason.recommendedAction,
    changes: modifiedProperties,
    steps,
    exchange,
  };
}

/** A staged action as `deletes --json` prints it. */
export function stagedLine(action: StagedAction): object {
  const { source, reason, ...facts } = action;
  return {
    source: { id: source.id, type: source.type, displayName: source.displayName },
    ...facts,
    reason: reason.message,
    reasonCode: reason.code,
  };
}

/** A cycle's summary: the last line of `sync --json`. */
export function cycleLine(summary: CycleSummary): object {
  const { cycle, counts, requests, durationMs, ...rest } = summary;
  return { cycle, counts, requests, durationMs, ...rest };
}
