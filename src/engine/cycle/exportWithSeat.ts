import { withoutSeat } from '../../decision/decide.ts';
import type { Decision } from '../../decision/decision.ts';
import { takesSeat } from '../../decision/seats.ts';
import { seatsAreShortCode } from './errorCodes.ts';
import { failedResult, foreseenRefusal, resultOf, type ExportResult } from './export.ts';
import type { Concerned } from './prepare.ts';
import type { Run } from './run.ts';

/**
 * Carries out a decision if there's a seat for it. Nobody fails for want of a seat: whoever gets none waits, and is tried again
 * in every cycle. That somebody else may have taken a seat meanwhile is learnt by the target's refusal.
 */
export async function exportWithSeat(run: Run, decision: Decision, item: Concerned): Promise<ExportResult> {
  // A preview says so, too, and nobody else goes without a seat for somebody who can't have it.
  const refusal = foreseenRefusal(run.context.target, decision);
  if (refusal !== null) return failedResult(decision, refusal);
  if (!takesSeat(decision)) return run.exporter(decision, item);
  const { source } = decision.summary;
  if (!(await run.seats.enter(source))) return waiting(decision, item);
  let refused = false;
  try {
    const result = await run.exporter(decision, item);
    refused = result.failure?.code === seatsAreShortCode && takesSeat(result.decision);
    return refused ? refusedFor(result, item) : result;
  } finally {
    run.seats.ended(source, refused);
  }
}

function waiting(decision: Decision, item: Concerned): ExportResult {
  const { link } = item;
  const account = { targetId: link?.targetId ?? null, known: link?.known ?? {} };
  return resultOf(withoutSeat(decision, link), item, account);
}

/** What the attempt has taught of the account stays. */
function refusedFor(result: ExportResult, item: Concerned): ExportResult {
  const { decision, failure, settled } = result;
  const link = result.link ?? item.link;
  return { ...waiting(decision, { ...item, link }), link, settled, refusal: failure?.exchange ?? null };
}
