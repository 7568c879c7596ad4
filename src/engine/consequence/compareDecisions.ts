import { hash } from 'node:crypto';
import { scalarsOf } from '../../protocol/attributeJson.ts';
import type { Consequence, ConsequenceAction } from '../../protocol/mappingEditor.ts';
import type { AttributeJson, DecisionSummary } from '../../protocol/provisioning.ts';
import { noNumbers } from '../../mappingEditor/noConsequence.ts';
import type { Text } from '../../protocol/text.ts';

/** What was decided about an object, in a form that is small for many: two decisions with one print do the same to the target. */
export interface DecisionPrint {
  readonly action: ConsequenceAction;
  readonly print: string;
}

/** Decisions to compare with, by object; null of one that is of no concern. */
export type DecisionPrints = ReadonlyMap<string, DecisionPrint | null>;

const mostListed = 500;
const mostChanges = 20;
const mostValues = 5;
const longestValue = 200;
const worstFirst: readonly ConsequenceAction[] = ['delete', 'disable', 'failure', 'update', 'create', 'skip', 'none'];

/** Takes up decisions, and keeps those that differ from the baseline's. */
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
    if (!this.#count(decision, 1)) return;
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

  /** Takes a decision back that was added, since another one of its object takes its place. */
  remove(decision: DecisionSummary): void {
    if (!this.#count(decision, -1)) return;
    this.#differing = this.#differing.filter(({ source }) => source.id !== decision.source.id);
  }

  /** @returns false of a decision that the baseline has too. */
  #count(decision: DecisionSummary, by: 1 | -1): boolean {
    const known = this.#baseline.get(decision.source.id) ?? null;
    const { action, print } = printOf(decision);
    if (known === null ? action === 'none' : known.print === print) return false;
    const isOtherwise = action === 'create' && known?.action === 'create';
    this.#counts[decision.source.type][isOtherwise ? 'createOtherwise' : action] += by;
    this.#total += by;
    if (action === 'disable' && decision.destructive) this.#permanent += by;
    return true;
  }

  /** The decisions that differ, those that lose something first, as many as are listed. */
  decisions(): readonly DecisionSummary[] {
    return worst(this.#differing);
  }

  /** @param held what accidental-deletion prevention says of it; null when it holds nothing back. */
  result(durationMs: number, held: Text | null): Consequence {
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

export function printOf(decision: DecisionSummary): DecisionPrint {
  const action = actionOf(decision);
  const facts = [action, decision.reason.code, decision.targetId, decision.changes];
  return { action, print: hash('sha1', JSON.stringify(facts), 'base64') };
}

function worst(decisions: readonly DecisionSummary[]): DecisionSummary[] {
  const weight = (decision: DecisionSummary): number =>
    decision.destructive ? -1 : worstFirst.indexOf(actionOf(decision));
  return decisions.toSorted((a, b) => weight(a) - weight(b)).slice(0, mostListed);
}
