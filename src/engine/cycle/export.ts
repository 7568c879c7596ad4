import { decide, targetQuestion } from '../../cycle/decide.ts';
import type { Decision, KnownTarget, Link } from '../../cycle/decision.ts';
import { TargetError, type TargetChange, type TargetValues } from '../../directories/targetDirectory.ts';
import type { HttpExchange } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import type { TargetLookup } from './targetLookup.ts';

/** What came of carrying out a decision. */
export type ExportResult =
  | { readonly kind: 'done'; readonly decision: Decision; readonly link: Link | null; readonly note: string | null }
  | {
      readonly kind: 'failed';
      readonly decision: Decision;
      readonly code: string;
      readonly message: string;
      readonly recommendedAction: string;
      readonly exchange: HttpExchange | null;
    };

/** One for an object that vanished, and one for a conflict that its new creation meets. */
const mostRecoveries = 2;

/** Carries out a decision, or only pretends to (a preview). */
export type Exporter = (decision: Decision, link: Link | null) => Promise<ExportResult>;

/** A preview's exporter: what would be created is linked to an id that cannot exist, so that references to it resolve. */
export const pretend: Exporter = (decision, link) =>
  Promise.resolve({
    kind: 'done',
    decision,
    link: linkAfter(decision, link, decision.targetId ?? `(new) ${decision.summary.source.id}`),
    note: null,
  });

/**
 * The exporter that writes. It recovers from what a decision could not know: an object that vanished is created again
 * (decision 6.8), a conflict is resolved by looking for the object that is in the way, and after an answer that never
 * came the target is asked before anything is sent twice.
 */
export function liveExporter(context: CycleContext, lookup: TargetLookup): Exporter {
  const { target, writeSignal } = context;

  const attempt = async (decision: Decision, link: Link | null, recoveries: number): Promise<ExportResult> => {
    try {
      return await send(decision, link);
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      const instead = recoveries === 0 ? null : await recover(decision, link, error);
      if (instead === null) return failedResult(decision, error);
      return 'kind' in instead ? instead : attempt(instead.decision, instead.link, recoveries - 1);
    }
  };

  const send = async (decision: Decision, link: Link | null): Promise<ExportResult> => {
    const { summary, planned, targetId } = decision;
    const { type } = summary.source;
    switch (summary.action) {
      case 'create': {
        const values: TargetValues = Object.fromEntries(planned.map((change) => [change.attribute, change.new]));
        const id = await target.create(type, values, writeSignal);
        return { kind: 'done', decision, link: linkAfter(decision, link, id), note: `Created ${id}.` };
      }
      case 'update':
      case 'disable':
        if (targetId !== null)
          await target.update(type, targetId, changesOf(decision), heldBesides(decision), writeSignal);
        return {
          kind: 'done',
          decision,
          link: linkAfter(decision, link, targetId),
          note: `${summary.action === 'disable' ? 'Disabled' : 'Updated'} ${targetId ?? ''}.`,
        };
      case 'delete':
        if (targetId !== null) await target.delete(type, targetId, writeSignal);
        return { kind: 'done', decision, link: null, note: `Deleted ${targetId ?? ''}.` };
      default:
        return { kind: 'done', decision, link: linkAfter(decision, link, targetId), note: null };
    }
  };

  /** Another decision that meets what the target answered, or the result after all; null when there is neither. */
  const recover = async (
    decision: Decision,
    link: Link | null,
    error: TargetError,
  ): Promise<{ decision: Decision; link: Link | null } | ExportResult | null> => {
    const { action } = decision.summary;
    const { evaluated } = decision;
    if (action === 'create' && (error.kind === 'conflict' || error.ambiguous)) {
      const question = targetQuestion(evaluated, null);
      if (question.kind !== 'match') return null;
      const found = await lookup.ask(question.values, evaluated.source.id);
      if (error.kind === 'conflict' && found.kind === 'noMatch') return null;
      const instead = decide(evaluated, null, found, context.settings);
      if (error.ambiguous && found.kind === 'matched' && instead.planned.length === 0) return created(decision, found);
      return { decision: instead, link: null };
    }
    if (error.kind === 'notFound' && (action === 'update' || action === 'disable') && link !== null) {
      const found = await lookup.rematch(evaluated);
      return found === null
        ? { decision: decide(evaluated, link, { kind: 'vanished' }, context.settings), link }
        : { decision: decide(evaluated, null, found, context.settings), link };
    }
    return null;
  };

  return (decision, link) => attempt(decision, link, mostRecoveries);
}

/** The result of a create whose answer did not say so, although the target holds the object as it was sent. */
function created(decision: Decision, found: { readonly object: KnownTarget }): ExportResult {
  const { id } = found.object;
  const note = `Created ${id}; the target’s answer did not say so, and it was looked up.`;
  return { kind: 'done', decision, link: linkAfter(decision, null, id), note };
}

function changesOf({ planned, evaluated }: Decision): readonly TargetChange[] {
  const additions = new Set(
    evaluated.mapping.attributes.filter(({ flow }) => flow === 'additions').map(({ target }) => target),
  );
  return planned.map((change) => ({ ...change, addsOnly: additions.has(change.attribute) }));
}

/** What the target is known to hold besides what an update changes. */
function heldBesides({ planned, knownAfter }: Decision): TargetValues {
  const changed = new Set(planned.map((change) => change.attribute));
  return Object.fromEntries(Object.entries(knownAfter).filter(([attribute]) => !changed.has(attribute)));
}

/** The link as it stands once the decision has been carried out; null when there is none (any more). */
function linkAfter(decision: Decision, link: Link | null, targetId: string | null): Link | null {
  const { action, failed } = decision.summary;
  if (decision.endsLink) return null;
  if (targetId === null || (failed && link === null && !decision.justMatched)) return link;
  if (action === 'skip' && !decision.justMatched) return link;
  return { targetId, known: decision.knownAfter, disabledBecause: decision.disabledAfter };
}

/** The result of a decision whose target refused, failed or did not answer. */
export function failedResult(decision: Decision, error: TargetError): ExportResult {
  return { kind: 'failed', decision, ...codeOf(error), message: error.message, exchange: error.exchange };
}

/** Entra's error code for what a target answered (entra-docs, "application-provisioning-error-codes"), and what to do about it. */
export function codeOf(error: TargetError): { readonly code: string; readonly recommendedAction: string } {
  switch (error.kind) {
    case 'conflict':
      return {
        code: 'Conflict',
        recommendedAction:
          'Another object in the target holds a value that must be unique. Correct the data, or match by that attribute.',
      };
    case 'licenseLimit':
      return {
        code: 'LicenseLimitExceeded',
        recommendedAction: 'Free a seat or buy more; the object is tried again in the next cycle.',
      };
    case 'unauthorized':
      return { code: 'Unauthorized', recommendedAction: 'Enter a valid token for the target; run Test Connection.' };
    case 'forbidden':
      return {
        code: 'InsufficientRights',
        recommendedAction: 'Authorise with an account that has admin permissions on the target.',
      };
    case 'throttled':
      return {
        code: 'TooManyRequests',
        recommendedAction: 'Nothing to do: the object is tried again in the next cycle.',
      };
    case 'serverError':
      return {
        code: 'InternalServerError',
        recommendedAction: 'Nothing to do now: the object is tried again in the next cycle.',
      };
    case 'timeout':
      return { code: 'Timeout', recommendedAction: 'Nothing to do now: the object is tried again in the next cycle.' };
    case 'network':
      return {
        code: 'WebExceptionProtocolError',
        recommendedAction: 'Run Test Connection; the object is tried again in the next cycle.',
      };
    case 'unreadable':
      return {
        code: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
        recommendedAction: 'The target’s answer is quoted below; ask its operator.',
      };
    case 'notImplemented':
      return {
        code: 'NotImplemented',
        recommendedAction:
          'The target lacks this operation. Turn the action off in the object mapping, or disable the mapping of what the target does not have.',
      };
    case 'redirected':
      return {
        code: 'WebExceptionProtocolError',
        recommendedAction:
          'Write the address that the target points to as the base address in the job file, if it is right.',
      };
    case 'notFound':
      return {
        code: 'InvalidAnchor',
        recommendedAction: 'Nothing to do now: the object is matched again in the next cycle.',
      };
    case 'rejected':
      return {
        code: 'UnprocessableEntity',
        recommendedAction: 'Correct the value that the target’s answer names, or its mapping.',
      };
  }
}
