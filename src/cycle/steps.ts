import type { DecisionAction, ProvisioningStep, Reason, StepStatus } from '../protocol/provisioning.ts';
import type { Link, TargetKnowledge } from './decision.ts';
import type { EvaluatedObject } from './evaluateObject.ts';

/** The steps that led to a decision, in the order of Entra's provisioning log: import, scoping, matching, processing. */
export function describeSteps(
  evaluated: EvaluatedObject,
  link: Link | null,
  target: TargetKnowledge,
  action: DecisionAction,
  reason: Reason,
  failed: boolean,
): ProvisioningStep[] {
  const steps = [importStep(evaluated), scopingStep(evaluated)];
  const matching = matchingStep(evaluated, link, target);
  if (matching !== null) steps.push(matching);
  steps.push(processingStep(evaluated, action, reason, failed));
  return steps;
}

function importStep({ source }: EvaluatedObject): ProvisioningStep {
  if (source.presence === 'present') {
    return {
      type: 'import',
      status: 'success',
      description: `Read ${source.displayName} from Microsoft Entra ID.`,
      details: { objectId: source.id },
    };
  }
  const where =
    source.presence === 'softDeleted'
      ? 'is in the recycle bin of Microsoft Entra ID'
      : 'is no longer in Microsoft Entra ID';
  return {
    type: 'import',
    status: 'warning',
    description: `${source.displayName} ${where}.`,
    details: { objectId: source.id },
  };
}

function scopingStep({ scope }: EvaluatedObject): ProvisioningStep {
  return {
    type: 'scoping',
    status: scope.inScope ? 'success' : 'skipped',
    description: scope.inScope
      ? 'In scope.'
      : `Out of scope: ${scope.reasons.map((reason) => reason.message).join(' ')}`,
    details: scope.details,
  };
}

function matchingStep(
  { matching }: EvaluatedObject,
  link: Link | null,
  target: TargetKnowledge,
): ProvisioningStep | null {
  const step = (status: StepStatus, description: string, details: Record<string, string> = {}): ProvisioningStep => ({
    type: 'matching',
    status,
    description,
    details,
  });
  const asked = matching.map((value) => `${value.attribute} eq "${value.value}"`).join(', then ');
  switch (target.kind) {
    case 'vanished':
      return step('warning', `The linked object ${link?.targetId ?? ''} is no longer in the target.`);
    case 'noMatch':
      return step('success', 'No object of the target matches.', { asked });
    case 'matched':
      return step('success', `Matched ${target.object.id} by ${target.by.attribute}.`, { asked });
    case 'severalMatches':
      return step('failure', `${target.ids.length} objects of the target match.`, {
        asked,
        matches: target.ids.join(', '),
      });
    case 'taken':
      return step('failure', 'The object that matches already stands for another source object.', {
        asked,
        otherObjectId: target.otherSourceId,
      });
    case 'read':
      return step(
        'success',
        `Linked to ${target.object.id}.`,
        target.object.lifeCycle === null ? {} : { lifeCycle: target.object.lifeCycle },
      );
    case 'remembered':
      return link === null ? null : step('success', `Linked to ${link.targetId}.`);
  }
}

function processingStep(
  { scope }: EvaluatedObject,
  action: DecisionAction,
  reason: Reason,
  failed: boolean,
): ProvisioningStep {
  const status: StepStatus = failed ? 'failure' : action === 'skip' || action === 'none' ? 'skipped' : 'success';
  const toldByScope = scope.reasons.some(({ message }) => message === reason.message);
  return {
    type: 'processing',
    status,
    description: toldByScope ? consequenceOfScope(action) : reason.message,
    details: { action, reason: reason.code },
  };
}

/** What follows from the scope, whose step has told why. */
function consequenceOfScope(action: DecisionAction): string {
  return action === 'delete'
    ? 'The object in the target is deleted, since this one is out of scope.'
    : 'Nothing is mapped for an object out of scope.';
}
