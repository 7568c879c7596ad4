import { decide } from '../../decision/decide.ts';
import type { Decision } from '../../decision/decision.ts';
import { hasNoAccess } from '../../decision/plan.ts';
import { allocateSeats, takesSeat, type SeatNeed } from '../../decision/seats.ts';
import { targetQuestion } from '../../decision/targetQuestion.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import { scalarsOf } from '../../protocol/attributeJson.ts';
import { foreseenRefusal } from './export.ts';
import { forEachConcurrently } from './pool.ts';
import { isConcerned, prepareObjects, type Concerned } from './prepare.ts';
import type { Run } from './run.ts';
import { knowledgeOf } from './targetKnowledge.ts';
import { workPages } from './workPages.ts';
import { text } from '../../protocol/text.ts';

/**
 * Gives out the seats of a team that tells how many it has, before anything is written: who needs one is known from the same
 * decisions that will be carried out, and what the cycle takes away first gives seats back.
 *
 * @param ids these objects only; the work list when null.
 */
export async function allotSeats(run: Run, ids: readonly string[] | null): Promise<void> {
  const { context, set, found } = run;
  const { target, signal } = context;
  if (set.type !== 'User' || target.team === null) return;
  const needs = await seatNeeds(run, ids);
  if (needs.length === 0) return;
  const seats = await target.team.readSeats(signal);
  if (seats === null) return;
  // For one object alone, nothing else is carried out that would free a seat.
  const freed = ids === null ? [...found.freesSeat].filter((key) => found.permitted.has(key)).length : 0;
  const { granted, without } = allocateSeats(needs, seats.free + freed);
  const told = { ...seats, freed, needed: needs.length };
  const identities = without.map(({ id, displayName }) => ({ id, type: set.type, displayName }));
  run.seats.allot(told, granted, identities);
  context.onProgress({
    stage: 'seats',
    message: text`Giving out seats`,
    done: granted.size,
    total: needs.length,
    seats: { told, without: identities },
  });
}

async function seatNeeds(run: Run, ids: readonly string[] | null): Promise<readonly SeatNeed[]> {
  const { context, set, due } = run;
  const since = context.store.waiting.since(set.type);
  const needs: SeatNeed[] = [];
  for (const linked of [true, false])
    for (const page of ids === null ? workPages(run, linked) : linked ? [ids] : []) {
      context.signal.throwIfAborted();
      const objects = (await prepareObjects(run, page)).filter(isConcerned);
      const asked = objects.filter((item) => (due === null || due.has(item.id)) && mayTakeSeat(item));
      await forEachConcurrently(asked, context.target.concurrency, async (item) => {
        const decision = await foresee(run, item);
        if (decision === null || foreseenRefusal(context.target, decision) !== null) return;
        if (takesSeat(decision)) needs.push(needOf(decision, item, since.get(item.id) ?? null));
      });
    }
  return needs;
}

/** Whether an object may need a seat, for all that is known before the target is asked. */
export function mayTakeSeat({ evaluated, link }: Concerned): boolean {
  const { scope, blocked } = evaluated;
  if (!scope.inScope || blocked !== null) return false;
  if (link === null) return true;
  return link.disabledBecause !== null || hasNoAccess(link.known);
}

async function foresee(run: Run, item: Concerned): Promise<Decision | null> {
  const { context, found } = run;
  const { evaluated, link, begun, id } = item;
  try {
    const target = await knowledgeOf(run, item, targetQuestion(evaluated, link, begun, context.settings));
    if (target.kind === 'read' || target.kind === 'moved' || target.kind === 'vanished') found.foreseen.set(id, target);
    return decide({ evaluated, link, target, release: null }, context.settings);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    found.unanswered.set(id, error);
    return null;
  }
}

function needOf({ planned, summary, known }: Decision, { id, link }: Concerned, since: number | null): SeatNeed {
  const [userName] = scalarsOf(
    planned.find(({ attribute }) => attribute === 'userName')?.new ?? known['userName']?.value ?? null,
  );
  return {
    id,
    displayName: summary.source.displayName,
    userName: String(userName ?? summary.source.displayName).toLowerCase(),
    returns: link !== null && summary.action === 'update',
    since,
  };
}
