import { createHash } from 'node:crypto';
import type { Consequence, ConsequenceAction } from '../../protocol/mappingEditor.ts';
import type { DecisionSummary } from '../../protocol/provisioning.ts';

/** What the decisions of one preview came to, in a form that is small for many objects: action and fingerprint by object. */
export type DecisionPrints = ReadonlyMap<string, { readonly action: ConsequenceAction; readonly print: string }>;

const mostListed = 500;
const worstFirst: readonly ConsequenceAction[] = ['delete', 'disable', 'failure', 'update', 'create', 'skip', 'none'];

/** Takes up the decisions of a preview of the saved file. */
export class BaselineCollector {
  readonly #prints = new Map<string, { readonly action: ConsequenceAction; readonly print: string }>();

  add(decision: DecisionSummary): void {
    this.#prints.set(decision.source.id, { action: actionOf(decision), print: printOf(decision) });
  }

  result(): DecisionPrints {
    return this.#prints;
  }
}

/** Takes up the decisions of a preview of the unsaved text and keeps those that differ from the saved file's. */
export class ConsequenceCollector {
  readonly #baseline: DecisionPrints;
  readonly #counts: Record<ConsequenceAction, number> = {
    ...{ create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0, none: 0 },
  };
  #differing: DecisionSummary[] = [];
  #total = 0;

  constructor(baseline: DecisionPrints) {
    this.#baseline = baseline;
  }

  add(decision: DecisionSummary): void {
    const known = this.#baseline.get(decision.source.id);
    if (known?.print === printOf(decision)) return;
    if (known === undefined && actionOf(decision) === 'none') return;
    this.#counts[actionOf(decision)] += 1;
    this.#total += 1;
    this.#differing.push(decision);
    if (this.#differing.length > mostListed * 2) this.#differing = worst(this.#differing);
  }

  /** The decisions that differ, those that lose something first, as many as are listed. */
  decisions(): readonly DecisionSummary[] {
    return worst(this.#differing);
  }

  result(durationMs: number): Consequence {
    return {
      state: 'computed',
      message: null,
      durationMs: Math.round(durationMs),
      counts: { ...this.#counts },
      objects: this.decisions().map((decision) => ({
        name: decision.source.displayName || decision.source.id,
        type: decision.source.type,
        action: actionOf(decision),
        before: this.#baseline.get(decision.source.id)?.action ?? 'absent',
        destructive: decision.destructive,
        reason: decision.reason.message,
        attributes: decision.changes.map(({ attribute }) => attribute),
      })),
      total: this.#total,
    };
  }
}

/** A consequence that was not computed, and why. */
export function noConsequence(state: 'nothingUnsaved' | 'impossible', message: string | null): Consequence {
  const counts = { create: 0, update: 0, disable: 0, delete: 0, skip: 0, failure: 0, none: 0 };
  return { state, message, durationMs: 0, counts, objects: [], total: 0 };
}

function actionOf({ action, failed }: DecisionSummary): ConsequenceAction {
  return failed ? 'failure' : action;
}

/** Two decisions with one print do the same to the target. */
function printOf(decision: DecisionSummary): string {
  const facts = [actionOf(decision), decision.reason.code, decision.targetId, decision.changes];
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64');
}

function worst(decisions: readonly DecisionSummary[]): DecisionSummary[] {
  const weight = (decision: DecisionSummary): number =>
    decision.destructive ? -1 : worstFirst.indexOf(actionOf(decision));
  return decisions.toSorted((a, b) => weight(a) - weight(b)).slice(0, mostListed);
}
