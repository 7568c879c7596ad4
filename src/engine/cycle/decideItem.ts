import { decide } from '../../decision/decide.ts';
import type { Decision, Link, NameRelease, TargetKnowledge } from '../../decision/decision.ts';
import type { Concerned } from './prepare.ts';
import type { Run } from './run.ts';

/** What the decision about an object rests on besides the object itself. */
export interface Known {
  readonly link: Link | null;
  readonly target: TargetKnowledge;
  readonly release: NameRelease | null;
}

/**
 * Decides about one object, after asking what becomes of the account should it be removed.
 *
 * @throws TargetError when the target can't be asked for that.
 */
export async function decideItem(run: Run, item: Concerned, { link, target, release }: Known): Promise<Decision> {
  const removal = await run.removals.planFor(item);
  const situation = { evaluated: item.evaluated, link, target, release, ...(removal === undefined ? {} : { removal }) };
  return decide(situation, run.context.settings);
}
