import type { Decision } from '../../decision/decision.ts';
import type { MatchingValue } from '../../decision/evaluateObject.ts';
import { heldValue } from '../../decision/knowledge.ts';
import { nameHeldBack, nameNotFree, nameTaken } from '../../decision/nameReasons.ts';
import { folded } from '../../decision/sameToTarget.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import type { Reason } from '../../protocol/provisioning.ts';
import { wordsOn } from './conflictWords.ts';
import type { Concerned } from './prepare.ts';
import type { Run } from './run.ts';

/**
 * Why a name that is to be written isn't free in this cycle: an account of the job that was to give it up still has it, since
 * that is held back, has failed or waits itself. A preview, which no target refuses anything, also looks for whatever else
 * a cycle would meet with.
 *
 * @param ring objects that wait for this one: their names become free all the same.
 * @returns null when nothing is known to be in the way.
 */
export async function takenName(
  run: Run,
  item: Concerned,
  decision: Decision,
  ring: readonly string[],
): Promise<Reason | null> {
  const names = namesWritten(decision, item);
  for (const key of names) {
    const holderId = holdersOf(run, item, key).find((id) => !ring.includes(id) && stillHas(run, id, key));
    // A write that is tried shows, too, whether the account is where it was: only where it can't succeed is it left out.
    const isTried = run.writes && item.link !== null && (holderId === undefined || !isHeldBack(run, holderId));
    if (holderId !== undefined && !isTried) return notFree(run, holderId, key);
    const reason = run.writes ? null : await askPreviewing(run, item, key, ring);
    if (reason !== null) return reason;
  }
  return run.writes ? null : promise(run, item, names);
}

/** In a preview, who comes first has a name that several are to get. */
function promise({ context, set, found }: Run, { id }: Concerned, names: readonly MatchingValue[]): Reason | null {
  const promised = names.map((by) => ({ by, key: `${by.attribute} ${folded(by.value)}` }));
  for (const { by, key } of promised) {
    const otherSourceId = found.promised.get(key) ?? id;
    if (otherSourceId === id) continue;
    const words = wordsOn({ kind: 'taken', otherSourceId, by }, null, set.type, context.store);
    return nameTaken(by.attribute, by.value, words ?? '');
  }
  for (const { key } of promised) found.promised.set(key, id);
  return null;
}

/**
 * The names that a decision gives an account and that no two may share: `userName`, which is unique to a server (RFC 7643
 * section 4.1.1), and, of an account that is to be created, what it would be matched by.
 */
function namesWritten({ summary, planned }: Decision, { evaluated, link }: Concerned): readonly MatchingValue[] {
  const { mapping, keys } = evaluated;
  if (summary.action !== 'create' && summary.action !== 'update') return [];
  const matching = new Set(link === null ? mapping.matching.map(({ target }) => target) : []);
  return keys.filter(({ attribute, value }) => {
    const change = planned.find((each) => each.attribute === attribute);
    const isUnique = matching.has(attribute) || (mapping.type === 'User' && attribute.toLowerCase() === 'username');
    const old = typeof change?.old === 'string' ? folded(change.old) : null;
    return isUnique && change?.new === value && old !== folded(value);
  });
}

/** A cycle tries what isn't waited for: what the job knows of other accounts may be out of date. */
function holdersOf({ context, set, found, writes }: Run, { id }: Concerned, key: MatchingValue): readonly string[] {
  if (writes) return [...(found.waits.get(id) ?? [])];
  const holders = context.store.links.keys.holders(set.type, [key]);
  return holders.map(({ sourceId }) => sourceId).filter((sourceId) => sourceId !== id);
}

/** What was seen of an account whose turn hasn't come is newer than what is stored. */
function stillHas({ context, set, found }: Run, sourceId: string, { attribute, value }: MatchingValue): boolean {
  const { links, work } = context.store;
  const seen = work.has(set.type, sourceId) ? found.foreseen.get(sourceId) : undefined;
  const held =
    seen?.kind === 'read' ? seen.object.values[attribute] : heldValue(links.find(set.type, sourceId)?.known[attribute]);
  return typeof held === 'string' && folded(held) === folded(value);
}

function isHeldBack({ set, tally }: Run, holderId: string): boolean {
  const holds = [...tally.staged().values()].map(({ action }) => action);
  return holds.some(
    ({ source, action }) => source.type === set.type && source.id === holderId && action !== 'removeMembers',
  );
}

function notFree(run: Run, holderId: string, key: MatchingValue): Reason {
  const { context, set, found } = run;
  const name = context.store.mirror.find(set.type, holderId)?.displayName ?? holderId;
  if (isHeldBack(run, holderId)) return nameHeldBack(key.attribute, key.value, name);
  return nameNotFree(key.attribute, key.value, name, found.waits.has(holderId));
}

async function askPreviewing(
  { context, lookup, set }: Run,
  { evaluated, link }: Concerned,
  key: MatchingValue,
  ring: readonly string[],
): Promise<Reason | null> {
  if (link === null) return null;
  try {
    const target = await lookup.whoHas(evaluated, key);
    if (target.kind === 'noMatch' || (target.kind === 'taken' && ring.includes(target.otherSourceId))) return null;
    const words = wordsOn(target, link.targetId, set.type, context.store);
    return words === null ? null : nameTaken(key.attribute, key.value, words);
  } catch (error) {
    if (error instanceof TargetError) return null;
    throw error;
  }
}
