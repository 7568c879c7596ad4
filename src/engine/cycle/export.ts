import type { Decision, Link } from '../../decision/decision.ts';
import {
  afterWriting,
  confirmedReceipt,
  heldValue,
  type KnownObject,
  type SeenValues,
} from '../../decision/knowledge.ts';
import { givesAccess, sameValueBy } from '../../decision/plan.ts';
import type { TargetDirectory, TargetError } from '../../directories/targetDirectory.ts';
import type { HttpExchange, Reason } from '../../protocol/provisioning.ts';
import { codeOf } from './errorCodes.ts';
import type { Concerned } from './prepare.ts';
import type { Text } from '../../protocol/text.ts';

/** What came of carrying out a decision, and what is known afterwards. */
export interface ExportResult {
  readonly kind: 'result';
  readonly decision: Decision;
  /** What stands for the object now; null when nothing does. A failure may have taught something about it, too. */
  readonly link: Link | null;
  /** An account that stood for the object and isn't found any more; null when there is none. */
  readonly former: Link | null;
  /** Null when nothing failed. */
  readonly failure: ExportFailure | null;
  /** What the target's responses leave open; null when nothing. */
  readonly warning: Reason | null;
  /** What was done, in a sentence; null when nothing was sent. */
  readonly note: Text | null;
  /** False when nobody knows whether what was begun has come to its end: the next cycle looks. */
  readonly settled: boolean;
  /** The refusal by which the object has to wait for something; null or absent when there was none. */
  readonly refusal?: HttpExchange | null;
}

export interface ExportFailure {
  readonly code: string;
  readonly message: Text;
  readonly recommendedAction: Text;
  readonly exchange: HttpExchange | null;
}

/** Carries out a decision, or only pretends to (a preview). */
export type Exporter = (decision: Decision, item: Concerned) => Promise<ExportResult>;

/**
 * A preview's exporter: what would be created is linked to an id that cannot exist, so that references to it resolve.
 *
 * @param gone takes the accounts that would be deleted.
 */
export function pretendingExporter(gone: Set<string>): Exporter {
  return (decision, item) => {
    const targetId = decision.targetId ?? `${pretendedId}${decision.summary.source.id}`;
    if (decision.after.kind === 'none' && decision.targetId !== null) gone.add(decision.targetId);
    const { known } = afterWriting(
      decision.known,
      writtenBy(decision),
      confirmedReceipt,
      sameValueBy(decision.evaluated.mapping),
    );
    return Promise.resolve(resultOf(decision, item, { targetId, known }));
  };
}

const pretendedId = '(new) ';

/** Whether an account exists in a preview only. */
export function isPretended(targetId: string): boolean {
  return targetId.startsWith(pretendedId);
}

/** What a decision writes. */
export function writtenBy({ planned }: Decision): SeenValues {
  return Object.fromEntries(planned.map((change) => [change.attribute, change.new]));
}

/** The result of a decision that was carried out, or of which nothing had to be. */
export function resultOf(
  decision: Decision,
  item: Concerned,
  account: { readonly targetId: string | null; readonly known: KnownObject },
  told: Partial<Pick<ExportResult, 'warning' | 'note' | 'settled'>> = {},
): ExportResult {
  const link = linkAfter(decision, item.link, account);
  const hasMoved = item.link !== null && link?.targetId !== item.link.targetId;
  const isLost = decision.after.kind === 'missing' || (decision.after.kind === 'linked' && hasMoved);
  return {
    kind: 'result',
    decision,
    link,
    former: isLost ? item.link : null,
    failure: null,
    warning: null,
    note: null,
    settled: true,
    ...told,
  };
}

/** Why the target would refuse what a decision writes, as far as that is known before it's sent; null for nothing known. */
export function foreseenRefusal({ team }: TargetDirectory, decision: Decision): TargetError | null {
  const { planned, evaluated, targetId } = decision;
  if (team === null || planned.length === 0) return null;
  return team.refusalOf(evaluated.mapping.type, writtenBy(decision), targetId === null);
}

/** The result of a decision whose target refused, failed or did not respond. Nothing of what is stored changes. */
export function failedResult(decision: Decision, error: TargetError): ExportResult {
  const { code, recommendedAction } = codeOf(error);
  return failedWith(decision, null, {
    code,
    recommendedAction,
    message: error.text,
    exchange: error.exchange,
  });
}

/**
 * @param link what the failure has taught of the account; null leaves what is stored as it is.
 */
export function failedWith(
  decision: Decision,
  link: Link | null,
  failure: ExportFailure,
  settled = true,
): ExportResult {
  return { kind: 'result', decision, link, former: null, failure, warning: null, note: null, settled };
}

/** Whether an account was to be disabled and nothing has shown (yet) that it is. */
export function isDisablingOpen({ summary, planned, evaluated }: Decision, known: KnownObject): boolean {
  if (summary.action !== 'disable') return false;
  const { softDeleteAttributes } = evaluated.mapping;
  const same = sameValueBy(evaluated.mapping);
  return planned.some((change) => {
    if (!givesAccess(change.attribute) && !softDeleteAttributes.has(change.attribute)) return false;
    const held = heldValue(known[change.attribute]);
    return held === undefined || !same(change.attribute, held, change.new);
  });
}

function linkAfter(
  decision: Decision,
  link: Link | null,
  { targetId, known }: { readonly targetId: string | null; readonly known: KnownObject },
): Link | null {
  const { after, summary, evaluated } = decision;
  if (summary.failed) return link;
  if (after.kind !== 'linked' || targetId === null) return null;
  const { leftAlone } = after;
  const disabledBecause = isDisablingOpen(decision, known) ? null : after.disabledBecause;
  // Out of every mapping's scope, an object still belongs to the one that provisioned it.
  const mapping = evaluated.scope.inScope ? null : link?.mapping;
  return { targetId, known, disabledBecause, leftAlone, mapping: mapping ?? evaluated.mapping.name };
}
