import type { NameRelease } from '../../decision/decision.ts';
import type { MatchingValue } from '../../decision/evaluateObject.ts';
import { isNoLongerManaged } from '../../decision/noLongerManaged.ts';
import type { RemovalPlan } from '../../decision/removal.ts';
import { folded } from '../../decision/sameToTarget.ts';
import { accountOf } from '../../decision/situation.ts';
import { temporaryName } from '../../decision/temporaryName.ts';
import { TargetError } from '../../directories/targetDirectory.ts';
import { isConcerned, prepareObjects, type Concerned } from './prepare.ts';
import type { Run } from './run.ts';
import { pagesOf } from './workPages.ts';

/** A name that an object is to get. */
export interface Wanted {
  readonly id: string;
  readonly displayName: string;
  readonly key: MatchingValue;
}

/**
 * Finds out which of the wanted names an account of the job has, and settles how each becomes free: who has it gets
 * another one by itself and goes first, or is deleted, or, out of scope, is made to give it up. A name that somebody else
 * keeps isn't waited for.
 */
export async function contestedNames(run: Run, wanted: readonly Wanted[]): Promise<void> {
  const { context, set, found } = run;
  if (wanted.length === 0) return;
  const { keys } = context.store.links;
  const contested = keys
    .holders(
      set.type,
      wanted.map(({ key }) => key),
    )
    .flatMap(({ place, sourceId }) => {
      const name = wanted[place];
      return name === undefined || name.id === sourceId ? [] : [{ name, holderId: sourceId }];
    });
  if (contested.length === 0) return;
  const holders = await prepareHolders(run, [...new Set(contested.map(({ holderId }) => holderId))]);
  for (const { name, holderId } of contested) {
    const holder = holders.get(holderId);
    if (holder === undefined) continue;
    const disposition = await dispositionOf(run, holder, name);
    if (disposition === 'keeps') continue;
    if (typeof disposition !== 'string') found.releases.set(holderId, disposition);
    context.store.work.add(set.type, holderId);
    if (!context.store.escrow.waits(set.type, holderId)) run.due?.add(holderId);
    found.waits.set(name.id, new Set([...(found.waits.get(name.id) ?? []), holderId]));
  }
}

async function prepareHolders(run: Run, ids: readonly string[]): Promise<ReadonlyMap<string, Concerned>> {
  const holders = new Map<string, Concerned>();
  for (const page of pagesOf(ids))
    for (const item of await prepareObjects(run, page)) if (isConcerned(item)) holders.set(item.id, item);
  return holders;
}

/** What becomes of a name that an account has: it stays, it becomes free by itself, or it has to be given up. */
async function dispositionOf(
  run: Run,
  holder: Concerned,
  { key, displayName }: Wanted,
): Promise<'keeps' | 'frees' | NameRelease> {
  const { evaluated } = holder;
  const { scope, source, mapping } = evaluated;
  if (scope.unfinished !== null || scope.excluded !== null) return 'keeps';
  if (!scope.inScope && (await isDeletedByCycle(run, holder))) return 'frees';
  if (!mapping.flow.update) return 'keeps';
  const own = evaluated.keys.find(({ attribute }) => attribute === key.attribute)?.value ?? null;
  const isRenamed = own !== null && folded(own) !== folded(key.value);
  if (scope.inScope) return isRenamed && evaluated.blocked === null ? 'frees' : 'keeps';
  const isGone = source.presence !== 'present';
  const release = (value: string): NameRelease => ({ attribute: key.attribute, value, wantedBy: displayName });
  if (isRenamed && !isGone && isFree(run, holder.id, { ...key, value: own })) return release(own);
  // Groups may share a name in the source and in many targets, so none gets a made-up one.
  if (mapping.type === 'Group' || !(isRenamed || isGone)) return 'keeps';
  return release(temporaryName(key.value, holder.id));
}

async function isDeletedByCycle(run: Run, holder: Concerned): Promise<boolean> {
  const { id, evaluated, link } = holder;
  const { scope, source, mapping } = evaluated;
  if (scope.byAssignmentOrFilter && run.context.settings.skipOutOfScopeDeletions) return false;
  const isDelete = source.presence === 'hardDeleted' || mapping.type === 'Group';
  if (!isDelete || !mapping.flow.delete) return false;
  const target = run.found.foreseen.get(id) ?? { kind: 'remembered' };
  const known = accountOf({ evaluated, link, target, release: null })?.known ?? link?.known ?? {};
  if (isNoLongerManaged(evaluated, link, known)) return false;
  return (await planOrNothing(run, holder))?.kind !== 'nowhere';
}

/** A target that can't be asked now leaves it open what becomes of the account: that it keeps its name is the safe guess. */
async function planOrNothing(run: Run, holder: Concerned): Promise<RemovalPlan | undefined> {
  try {
    return await run.removals.planFor(holder);
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    return { kind: 'nowhere', why: error.text };
  }
}

function isFree({ context, set }: Run, holderId: string, key: MatchingValue): boolean {
  return context.store.links.keys.holders(set.type, [key]).every(({ sourceId }) => sourceId === holderId);
}

/**
 * Whether an object keeps a name that its account has: nobody else can have it then. One without an account in the job's
 * keeping is left as it is.
 */
export async function keepsName(run: Run, sourceId: string, by: MatchingValue): Promise<boolean> {
  const [holder] = await prepareObjects(run, [sourceId]);
  if (holder === undefined || !isConcerned(holder)) return true;
  if (holder.link === null && !holder.evaluated.scope.inScope) return true;
  const name: Wanted = { id: '', displayName: '', key: by };
  return (await dispositionOf(run, holder, name)) === 'keeps';
}
