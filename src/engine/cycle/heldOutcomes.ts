import { lossKey, type AccessLoss } from '../../decision/deletionGuard.ts';
import { deleteRejected } from '../../decision/reasons.ts';
import type {
  AttributeChange,
  DecisionSummary,
  LeaverFiles,
  ProvisioningStep,
  Reason,
} from '../../protocol/provisioning.ts';
import type { HoldDecision, StagedAction } from '../../protocol/stagedActions.ts';
import type { Hold } from '../store/holds.ts';
import type { CycleContext } from './cycleContext.ts';
import type { NewEvent } from './record.ts';
import { text } from '../../protocol/text.ts';

/** What is not done, and why it would have been. */
export interface NotDone extends Pick<NewEvent, 'source' | 'targetId' | 'reason' | 'steps'> {
  readonly action: DecisionSummary['action'] | StagedAction['action'];
  readonly changes: readonly AttributeChange[];
  /** Of a member who would be removed: what would become of the files. */
  readonly files?: LeaverFiles;
  /** Set when a person has rejected it; otherwise it waits for one. */
  readonly rejection: HoldDecision | null;
}

/** The step that says that an action is held back. */
export function heldStep(reason: Reason, action: string): ProvisioningStep {
  const description = text`Held back by accidental-deletion prevention: ${reason.message}`;
  return { type: 'export', status: 'skipped', description, details: { action } };
}

/** A decision as a preview tells it when it isn't carried out. */
export function notDoneSummary(summary: DecisionSummary, rejection: HoldDecision | null): DecisionSummary {
  if (rejection === null)
    return { ...summary, held: 'whole', steps: [...summary.steps, heldStep(summary.reason, summary.action)] };
  const reason = deleteRejected(summary.reason, rejection);
  const steps = [...summary.steps, rejectedStep(reason, summary.action)];
  return { ...summary, action: 'skip', reason, steps, changes: [], destructive: false };
}

/** What an event says besides what happened. */
export interface EventContext extends Pick<CycleContext, 'now' | 'cycleId'> {
  readonly job: { readonly id: string };
}

/** The event of an action that is held back, or that a person has rejected. */
export function notDoneEvent(context: EventContext, notDone: NotDone): NewEvent {
  const { source, targetId, reason, steps, action, changes, rejection, files } = notDone;
  const common = {
    activityDateTime: new Date(context.now()).toISOString(),
    jobId: context.job.id,
    cycleId: context.cycleId,
    source,
    targetId,
    durationMs: 0,
    exchange: null,
  };
  if (rejection !== null) {
    const rejected = deleteRejected(reason, rejection);
    const allSteps = [...steps, rejectedStep(rejected, action)];
    return { ...common, action: 'skip', status: 'skipped', reason: rejected, steps: allSteps, modifiedProperties: [] };
  }
  const held = heldStep(reason, action);
  return {
    ...common,
    action: 'stagedDelete',
    status: 'warning',
    reason: {
      code: 'TooManyDeletes',
      message: reason.message,
      recommendedAction: text`Release or reject it, or correct what put the object out of scope.`,
    },
    steps: [...steps, held],
    modifiedProperties: changes,
    ...(files === undefined ? {} : { files }),
  };
}

/** What a preview tells of members that stay because a person has rejected their leaving. */
export function keptReferences(reason: Reason, rejection: HoldDecision): [Reason, ProvisioningStep] {
  const rejected = deleteRejected(reason, rejection);
  return [rejected, rejectedStep(rejected, 'removeMembers')];
}

function rejectedStep({ message }: Reason, action: string): ProvisioningStep {
  return { type: 'export', status: 'skipped', description: message, details: { action } };
}

/** What is held back, by name, as it's kept until a person decides about it. */
export function holdOf(
  { now }: CycleContext,
  loss: AccessLoss,
  { reason, changes, rejection, files }: Pick<NotDone, 'reason' | 'changes' | 'rejection' | 'files'>,
): Hold {
  const action: StagedAction = {
    key: lossKey(loss),
    source: loss.source,
    targetId: loss.targetId,
    action: loss.kind === 'members' ? 'removeMembers' : loss.action,
    permanent: loss.kind === 'account' && loss.permanent,
    members: loss.kind === 'members' ? { lost: loss.lost, of: loss.of } : null,
    reason,
    since: new Date(now()).toISOString(),
    ...(files === undefined ? {} : { files }),
    decision: rejection,
  };
  return { action, ids: loss.kind === 'members' ? loss.ids : [], changes };
}
