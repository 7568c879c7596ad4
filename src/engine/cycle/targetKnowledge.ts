import type { TargetKnowledge, TargetQuestion } from '../../decision/decision.ts';
import { hasDoubt, heldValue } from '../../decision/knowledge.ts';
import type { Concerned } from './prepare.ts';
import type { Run } from './run.ts';

/** What the target holds of an object: as this cycle has learnt before, else as it says now. */
export async function knowledgeOf(run: Run, item: Concerned, question: TargetQuestion): Promise<TargetKnowledge> {
  const { found, lookup } = run;
  const { id, evaluated, link, intent } = item;
  const unanswered = found.unanswered.get(id);
  if (unanswered !== undefined) throw unanswered;
  const foreseen = found.foreseen.get(id);
  if (foreseen !== undefined) return foreseen;
  if (link === null && found.unmatched.has(id)) return { kind: 'noMatch' };
  const adopted = found.adopted.get(id);
  // Where something has been written to the account since, what it was matched with isn't what it holds.
  if (adopted === undefined || link === null || hasDoubt(link.known))
    return lookup.answer(question, { evaluated, link }, intent !== null);
  const values = Object.fromEntries(
    Object.entries(link.known).map(([attribute, knowledge]) => [attribute, heldValue(knowledge) ?? null]),
  );
  return {
    kind: 'matched',
    object: { id: link.targetId, values, lifeCycle: adopted.lifeCycle },
    by: adopted.by,
  };
}
