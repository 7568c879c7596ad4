import { createHash } from 'node:crypto';
import { scalarsOf } from '../protocol/attributeJson.ts';
import type { Consequence, ConsequenceAction } from '../protocol/mappingEditor.ts';
import type { AttributeJson, DecisionSummary } from '../protocol/provisioning.ts';
import { noNumbers } from './noConsequence.ts';

/** What the decisions of one preview came to, in a form that is small for many objects: action and fingerprint by object. */
export type DecisionPrints = ReadonlyMap<string, { readonly action: ConsequenceAction; readonly print: string }>;

const mostListed = 500;
const mostChanges = 20;
const mostValues = 5;
const longestValue = 200;
const worstFirst: readonly ConsequenceAction[] = ['delete', 'disable', 'failure', 'update', 'create', 'skip', 'none'];

/** Takes up the decisions of a preview of what the text is compared with. */
export class BaselineCollector {
  readonly #prints = new Map<string, { readonly action: ConsequenceAction; readonly print: string }>();

  add(decision: DecisionSummary): void {
    this.#prints.set(decision.source.id, { action: actionOf(decision), print: printOf(decision) });
  }

  result(): DecisionPrints {
    return this.#prints;
  }
}

/** Takes up the decisions of a preview of the text and keeps those that differ from the baseline's. */
export class ConsequenceCollector {
  readonly #baseline: DecisionPrints;
  readonly #counts = noNumbers();
  #differing: DecisionSummary[] = [];
  #total = 0;
  #permanent = 0;

  constructor(baseline: DecisionPrints) {
    this.#baseline = baseline;
  }

  add(decision: DecisionSummary): void {
    const known = this.#baseline.get(decision.source.id);
    if (known?.print === printOf(decision)) return;
    if (known === undefined && actionOf(decision) === 'none') return;
    const action = actionOf(decision);
    const isOtherwise = action === 'create' && known?.action === 'create';
    this.#counts[decision.source.type][isOtherwise ? 'createOtherwise' : action] += 1;
    this.#total += 1;
    if (action === 'disable' && decision.destructive) this.#permanent += 1;
    this.#differing.push(decision);
    if (this.#differing.length > mostListed * 2) this.#differing = worst(this.#differing);
  }

  /** How many of those that differ change something in the target. */
  get changing(): number {
    return Object.values(this.#counts)
      .map(
        ({ create, createOtherwise, update, disable, delete: deleted }) =>
          create + createOtherwise + update + disable + deleted,
      )
      .reduce((sum, count) => sum + count, 0);
  }

  /** The decisions that differ, those that lose something first, as many as are listed. */
  decisions(): readonly DecisionSummary[] {
    return worst(this.#differing);
  }

  /** @param held what accidental-deletion prevention says of it; null when it holds nothing back. */
  result(durationMs: number, held: string | null): Consequence {
    return {
      state: 'computed',
      message: null,
      durationMs: Math.round(durationMs),
      counts: { User: { ...this.#counts.User }, Group: { ...this.#counts.Group } },
      permanent: this.#permanent,
      held,
      objects: this.decisions().map((decision) => ({
        name: decision.source.displayName || decision.source.id,
        type: decision.source.type,
        action: actionOf(decision),
        before: this.#baseline.get(decision.source.id)?.action ?? 'absent',
        destructive: decision.destructive,
        reason: decision.reason.message,
        changes: decision.changes
          .slice(0, mostChanges)
          .map((change) => ({ attribute: change.attribute, old: valueText(change.old), new: valueText(change.new) })),
      })),
      total: this.#total,
    };
  }
}

/** A value in one line that people can read; empty for none. A group's members may be thousands. */
function valueText(value: AttributeJson): string {
  const values = scalarsOf(value);
  const listed = values.slice(0, mostValues).map(String);
  const rest = values.length - listed.length;
  const all = listed.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
  return all.length > longestValue ? `${all.slice(0, longestValue)}…` : all;
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
