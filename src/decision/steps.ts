import { scalarsOf } from '../protocol/attributeJson.ts';
import type { DecisionAction, ProvisioningStep, Reason, StepStatus } from '../protocol/provisioning.ts';
import type { Link, TargetKnowledge } from './decision.ts';
import type { EvaluatedObject, MatchingValue } from './evaluateObject.ts';
import { describeDifference } from './sameToTarget.ts';

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
  const step = (status: StepStatus, description: string): ProvisioningStep => ({
    type: 'scoping',
    status,
    description,
    details: scope.details,
  });
  if (scope.unfinished !== null) return step('failure', scope.unfinished.message);
  if (scope.excluded !== null) return step('skipped', scope.excluded.message);
  if (scope.inScope) return step('success', 'In scope.');
  return step('skipped', `Out of scope: ${scope.reasons.map((reason) => reason.message).join(' ')}`);
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
  const asked = matching.map(asText).join(', then ');
  switch (target.kind) {
    case 'vanished':
      return step('warning', `The linked object ${link?.targetId ?? ''} is no longer in the target.`, {
        asked: [`id ${link?.targetId ?? ''}`, ...target.soughtBy.map(asText)].join(', then '),
      });
    case 'moved':
      return step('warning', `The linked object ${link?.targetId ?? ''} is now ${target.object.id} in the target.`, {
        foundBy: asText(target.by),
      });
    case 'noMatch':
      return step('success', 'No object of the target matches.', { asked });
    case 'matched':
      return step('success', [`Matched ${target.object.id} by ${target.by.attribute}.`, ...oddity(target)].join(' '), {
        asked,
      });
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

/** Names the space, or the composition, in which the value that was matched differs. */
function oddity({ object, by }: TargetKnowledge & { kind: 'matched' }): readonly string[] {
  return scalarsOf(object.values[by.attribute] ?? null)
    .map((held) => describeDifference(String(held), by.value))
    .filter((told) => told !== null);
}

function asText({ attribute, value }: MatchingValue): string {
  return `${attribute} eq "${value}"`;
}

function processingStep(
  { scope }: EvaluatedObject,
  action: DecisionAction,
  reason: Reason,
  failed: boolean,
): ProvisioningStep {
  const status: StepStatus = failed ? 'failure' : action === 'skip' || action === 'none' ? 'skipped' : 'success';
  const told = [scope.unfinished, scope.excluded, ...scope.reasons].flatMap((each) => each?.message ?? []);
  const toldByScope = told.includes(reason.message);
  return {
    type: 'processing',
    status,
    description: toldByScope ? consequenceOfScope(action, failed) : reason.message,
    details: { action, reason: reason.code },
  };
}

/** What follows from the scope, whose step has told why. */
function consequenceOfScope(action: DecisionAction, failed: boolean): string {
  if (failed) return 'Nothing is done until it is known whether the object is in scope.';
  return action === 'delete'
    ? 'The object in the target is deleted, since this one is out of scope.'
    : 'Nothing is mapped for an object out of scope.';
}
