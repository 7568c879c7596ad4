import { scalarsOf } from '../protocol/attributeJson.ts';
import type { DecisionAction, ProvisioningStep, Reason, StepStatus } from '../protocol/provisioning.ts';
import type { Link, TargetKnowledge } from './decision.ts';
import type { EvaluatedObject, MatchingValue } from './evaluateObject.ts';
import { describeDifference } from './sameToTarget.ts';
import { joined, type Text, text } from '../protocol/text.ts';

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
  return {
    type: 'import',
    status: 'warning',
    description:
      source.presence === 'softDeleted'
        ? text`${source.displayName} is in the recycle bin of Microsoft Entra ID.`
        : text`${source.displayName} is no longer in Microsoft Entra ID.`,
    details: { objectId: source.id },
  };
}

function scopingStep({ scope }: EvaluatedObject): ProvisioningStep {
  const step = (status: StepStatus, description: Text): ProvisioningStep => ({
    type: 'scoping',
    status,
    description,
    details: scope.details,
  });
  if (scope.unfinished !== null) return step('failure', scope.unfinished.message);
  if (scope.excluded !== null) return step('skipped', scope.excluded.message);
  if (scope.inScope) return step('success', text`In scope.`);
  return step(
    'skipped',
    text`Out of scope: ${joined(
      scope.reasons.map((reason) => reason.message),
      ' ',
    )}`,
  );
}

function matchingStep(
  { matching }: EvaluatedObject,
  link: Link | null,
  target: TargetKnowledge,
): ProvisioningStep | null {
  const step = (status: StepStatus, description: Text, details: Record<string, Text> = {}): ProvisioningStep => ({
    type: 'matching',
    status,
    description,
    details,
  });
  const asked = matching.map(asText).join(', then ');
  switch (target.kind) {
    case 'vanished':
      return step('warning', text`The linked object ${link?.targetId ?? ''} is no longer in the target.`, {
        asked: [`id ${link?.targetId ?? ''}`, ...target.soughtBy.map(asText)].join(', then '),
      });
    case 'moved':
      return step(
        'warning',
        text`The linked object ${link?.targetId ?? ''} is now ${target.object.id} in the target.`,
        {
          foundBy: asText(target.by),
        },
      );
    case 'noMatch':
      return step('success', text`No object of the target matches.`, { asked });
    case 'matched':
      return step(
        'success',
        joined([text`Matched ${target.object.id} by ${target.by.attribute}.`, ...oddity(target)], ' '),
        {
          asked,
        },
      );
    case 'severalMatches':
      return step('failure', text`${target.ids.length} objects of the target match.`, {
        asked,
        matches: target.ids.join(', '),
      });
    case 'taken':
      return step('failure', text`The object that matches already stands for another source object.`, {
        asked,
        otherObjectId: target.otherSourceId,
      });
    case 'read':
      return step(
        'success',
        text`Linked to ${target.object.id}.`,
        target.object.lifeCycle === null ? {} : { lifeCycle: target.object.lifeCycle },
      );
    case 'remembered':
      return link === null ? null : step('success', text`Linked to ${link.targetId}.`);
  }
}

/** Names the space, or the composition, in which the value that was matched differs. */
function oddity({ object, by }: TargetKnowledge & { kind: 'matched' }): readonly Text[] {
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
function consequenceOfScope(action: DecisionAction, failed: boolean): Text {
  if (failed) return text`Nothing is done until it is known whether the object is in scope.`;
  return action === 'delete'
    ? text`The object in the target is deleted, since this one is out of scope.`
    : text`Nothing is mapped for an object out of scope.`;
}
