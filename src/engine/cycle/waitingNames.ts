import type { Link, TargetKnowledge } from '../../decision/decision.ts';
import { afterDoubt, afterWriting, heldValue } from '../../decision/knowledge.ts';
import { sameValueBy } from '../../decision/plan.ts';
import { accountOf } from '../../decision/situation.ts';
import { temporaryName } from '../../decision/temporaryName.ts';
import { TargetError, type TargetChange } from '../../directories/targetDirectory.ts';
import type { Batch } from './batch.ts';
import { carryOut, giveUpOtherwise, recordProcessed } from './carryOut.ts';
import { knownReferencesOf } from './knownReferences.ts';
import { isConcerned, prepareObjects, type Concerned } from './prepare.ts';
import { keyAttributes } from './restart.ts';
import type { Run } from './run.ts';

/**
 * Processes the linked objects that wait for a name which another account has, each after who has it. Where they wait for
 * each other in a ring, the last is tried as it is; only when the target refuses that is the first given a temporary name,
 * which it has until its own turn comes.
 */
export async function processWaiting(run: Run, batch: Batch): Promise<void> {
  const { links } = run.context.store;
  const waiting = [...run.found.waits.keys()].filter((id) => links.find(run.set.type, id) !== null);
  const done = new Set<string>();
  for (const id of waiting.sort()) await settle(run, batch, id, done, []);
}

async function settle(
  run: Run,
  batch: Batch,
  id: string,
  done: Set<string>,
  waiting: readonly string[],
): Promise<void> {
  const { found, context } = run;
  context.signal.throwIfAborted();
  const holders = [...(found.waits.get(id) ?? [])];
  const path = [...waiting, id];
  for (const holder of holders)
    if (found.waits.has(holder) && !path.includes(holder) && !done.has(holder))
      await settle(run, batch, holder, done, path);
  if (done.has(id)) return;
  done.add(id);
  const ring = holders.filter((holder) => waiting.includes(holder));
  const succeeded = await processInTurn(run, batch, id, ring);
  // Who comes next decides by what is known now.
  batch.commit();
  const parked = found.parked.get(id);
  if (!succeeded && parked !== undefined) await restore(run, id, parked);
}

/** @returns whether nothing failed. */
async function processInTurn(run: Run, batch: Batch, id: string, ring: readonly string[]): Promise<boolean> {
  const startedAt = run.context.now();
  const [item] = await prepareObjects(run, [id]);
  if (item === undefined || !isConcerned(item)) {
    batch.add({ kind: 'dropped', id });
    return true;
  }
  let processed = await carryOut(run, item, ring);
  if (processed.kind !== 'held' && processed.failure?.code === 'Conflict' && (await parkAll(run, ring)))
    processed = await carryOut(run, item, ring);
  processed = await giveUpOtherwise(run, item, processed);
  const result = recordProcessed(run, batch, item, processed, startedAt);
  return result !== null && result.failure === null && !result.decision.summary.failed;
}

async function parkAll(run: Run, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return false;
  for (const id of ids) {
    const [item] = await prepareObjects(run, [id]);
    if (item === undefined || !isConcerned(item) || item.link === null || !(await park(run, item, item.link)))
      return false;
  }
  return true;
}

/** Gives an account a temporary name. @returns whether it has one now. */
async function park(run: Run, item: Concerned, before: Link): Promise<boolean> {
  const { found } = run;
  const { id } = item;
  if (!run.writes || found.parked.has(id)) return found.parked.has(id);
  try {
    const place = await placeOf(run, item, before);
    const outcome = place === null ? 'failed' : await parkThere(run, item, place);
    // It isn't where the link says: the one that it's found to be is parked.
    const moved = outcome === 'notFound' ? await placeAfter404(run, item, before) : null;
    return outcome === 'done' || (moved !== null && (await parkThere(run, item, moved)) === 'done');
  } catch (error) {
    if (error instanceof TargetError) return false;
    throw error;
  }
}

/** An account of an object, and the link with what it's called now. The link may still point to where it was before. */
interface Place {
  readonly link: Link;
  readonly accountId: string;
}

async function parkThere(run: Run, { id, evaluated }: Concerned, place: Place): Promise<Renamed> {
  const changes = evaluated.keys.flatMap(({ attribute }) => {
    const old = heldValue(place.link.known[attribute]) ?? null;
    return typeof old === 'string' && isGivenUp(evaluated, attribute, old)
      ? [{ attribute, old, new: temporaryName(old, id) }]
      : [];
  });
  const outcome = changes.length === 0 ? 'failed' : await rename(run, id, place, changes);
  if (outcome === 'done') run.found.parked.set(id, place.link);
  return outcome;
}

/**
 * Where the account is and what it's called, as far as this cycle has learnt it, read where that isn't known; null when the
 * target doesn't tell.
 */
async function placeOf(run: Run, item: Concerned, link: Link): Promise<Place | null> {
  const { evaluated, id } = item;
  const foreseen = run.found.foreseen.get(id);
  if (foreseen !== undefined) return placeIn(item, link, foreseen);
  const { mapping, keys } = evaluated;
  if (keys.every(({ attribute }) => heldValue(link.known[attribute]) !== undefined))
    return { link, accountId: link.targetId };
  const attributes = mapping.attributes.map(({ target }) => target);
  const { target, signal } = run.context;
  const object = await target.read(mapping.type, link.targetId, attributes, signal);
  return object === null ? placeAfter404(run, item, link) : placeIn(item, link, { kind: 'read', object });
}

/** Looks for the account that isn't there under its id; what is found is what its own turn goes by, too. */
async function placeAfter404({ lookup, found }: Run, item: Concerned, link: Link): Promise<Place | null> {
  const target = await lookup.seek(item.evaluated, link, item.begun);
  if (target.kind === 'moved') found.foreseen.set(item.id, target);
  return placeIn(item, link, target);
}

function placeIn({ evaluated }: Concerned, link: Link, target: TargetKnowledge): Place | null {
  const account = accountOf({ evaluated, link, target, release: null });
  return account && { link: { ...link, known: account.known }, accountId: account.id };
}

/** Gives an account its former name back, since it didn't get the one that it was to have. */
async function restore(run: Run, id: string, link: Link): Promise<void> {
  const stored = run.context.store.links.find(run.set.type, id);
  if (stored === null) return;
  const changes = keyAttributes(run.set.mappings).flatMap((attribute) => {
    const [former, now] = [link, stored].map(({ known }) => heldValue(known[attribute]) ?? null);
    return typeof former === 'string' && former !== now ? [{ attribute, old: now ?? null, new: former }] : [];
  });
  const foreseen = run.found.foreseen.get(id);
  const accountId = foreseen?.kind === 'moved' ? foreseen.object.id : stored.targetId;
  await rename(run, id, { link: stored, accountId }, changes);
}

type Renamed = 'done' | 'failed' | 'notFound';

/**
 * Writes names. What the account may be called from now on is stored before it's sent, so that after a crash the account
 * is read and gets its own name.
 */
async function rename(
  run: Run,
  id: string,
  { link, accountId }: Place,
  changes: readonly TargetChange[],
): Promise<Renamed> {
  const { context, set } = run;
  const { store, target, writeSignal } = context;
  const written = Object.fromEntries(changes.map((change) => [change.attribute, change.new]));
  const save = (known: Link['known']): void => {
    store.database.transaction(() => {
      store.intents.beginWrite(set.type, id);
      store.links.save(set.type, id, { ...link, known }, keyAttributes(set.mappings), false);
    });
  };
  save(afterDoubt(link.known, written));
  try {
    const references = knownReferencesOf(store, set.mappings[0], id, accountId);
    const receipt = await target.update(set.type, accountId, changes, {}, writeSignal, references);
    save(afterWriting(link.known, written, receipt, sameValueBy(set.mappings[0])).known);
    return 'done';
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    if (!error.ambiguous) save(link.known);
    return error.kind === 'notFound' ? 'notFound' : 'failed';
  }
}

function isGivenUp({ keys }: Concerned['evaluated'], attribute: string, old: string): boolean {
  const wanted = keys.find((key) => key.attribute === attribute)?.value;
  return wanted !== undefined && wanted.toLowerCase() !== old.toLowerCase();
}
