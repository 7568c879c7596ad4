import { decide } from '../../decision/decide.ts';
import { targetQuestion } from '../../decision/targetQuestion.ts';
import type { DecisionSummary } from '../../protocol/provisioning.ts';
import { mayTakeSeat } from '../cycle/allotSeats.ts';
import type { CycleContext } from '../cycle/cycleContext.ts';
import { foreseenRefusal } from '../cycle/export.ts';
import { isLookedAhead } from '../cycle/lookAhead.ts';
import { isConcerned, type Prepared } from '../cycle/prepare.ts';

/**
 * Decides about an object that has an account in use and keeps it, where nothing else bears on that and that bears on nothing
 * else: the target isn't asked, no access is taken, no name is wanted, and no seat. It's what a cycle decides, which takes all
 * objects through its stages.
 *
 * @returns null of any other object.
 */
export function decideAlone({ settings, target }: CycleContext, item: Prepared): DecisionSummary | null {
  if (!isConcerned(item)) return null;
  const { evaluated, link, intent, begun } = item;
  if (link === null || intent !== null || link.disabledBecause !== null || link.leftAlone) return null;
  if (!evaluated.scope.inScope || isLookedAhead(item) || mayTakeSeat(item)) return null;
  if (targetQuestion(evaluated, link, begun, settings).kind !== 'nothing') return null;
  const decision = decide({ evaluated, link, target: { kind: 'remembered' }, release: null }, settings);
  const { action } = decision.summary;
  const isAlone = action === 'update' || action === 'none' || action === 'skip';
  return isAlone && foreseenRefusal(target, decision) === null ? { ...decision.summary, steps: [] } : null;
}
