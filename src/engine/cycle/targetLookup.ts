import type { CompiledObjectMapping } from '../../cycle/compiledMapping.ts';
import type { KnownTarget, Link, TargetKnowledge, TargetQuestion } from '../../cycle/decision.ts';
import { targetQuestion } from '../../cycle/decide.ts';
import type { EvaluatedObject, MatchingValue } from '../../cycle/evaluateObject.ts';
import { TargetError, type TargetErrorKind } from '../../directories/targetDirectory.ts';
import { scalarsOf } from '../../protocol/attributeJson.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { CycleContext } from './cycleContext.ts';
import { listTarget, readAttributes } from './listTarget.ts';

/** Answers what a decision has to know of the target. */
export interface TargetLookup {
  /** @param askTarget asks the target itself even where a listing is at hand. */
  answer(question: TargetQuestion, sourceId: string, link: Link | null, askTarget: boolean): Promise<TargetKnowledge>;
  /** Asks the target itself, whatever a listing said: after a crash, a conflict, or an answer that never came. */
  ask(values: readonly MatchingValue[], sourceId: string): Promise<TargetKnowledge>;
  /**
   * Looks for an object that stands in the target in place of a linked one that vanished: made again by hand, or in
   * another target that the job now points to. Null when there is none, so that it is to be created.
   */
  rematch(evaluated: EvaluatedObject): Promise<TargetKnowledge | null>;
}

/** Failures of a query that a target gives which cannot filter, or not by this value. */
const cannotFilter: ReadonlySet<TargetErrorKind> = new Set(['rejected', 'notImplemented', 'unreadable', 'forbidden']);

/**
 * @param listed whether a complete listing of the target stands ready.
 * @param refresh whether linked objects are compared with the target as it is, rather than as it was last known.
 */
export function targetLookup(
  context: CycleContext,
  mapping: CompiledObjectMapping,
  listed: boolean,
  refresh: boolean,
): TargetLookup {
  const { store, target, signal } = context;
  const { type } = mapping;
  const attributes = readAttributes(mapping);
  const claims = createClaims();

  /** True for an object that this cycle has given another value: a listing from before still shows the former one. */
  const givesUp = (object: KnownTarget, by: MatchingValue): boolean => {
    const owner = store.links.sourceOf(type, object.id);
    const known = owner === null ? undefined : store.links.find(type, owner)?.known[by.attribute];
    return typeof known === 'string' && known.toLowerCase() !== by.value.toLowerCase();
  };

  const conclude = (objects: readonly KnownTarget[], by: MatchingValue, sourceId: string): TargetKnowledge | null => {
    const holders = objects.filter((object) => !givesUp(object, by));
    const exact = holders.filter((object) => object.values[by.attribute] === by.value);
    // The target decides whether letter case counts; where it holds several spellings, the same one is meant.
    const hits = by.caseExact && exact.length > 0 ? exact : holders;
    const [only, ...others] = hits;
    if (only === undefined) return null;
    if (others.length > 0) return { kind: 'severalMatches', ids: hits.map((object) => object.id), by };
    const owner = store.links.sourceOf(type, only.id) ?? claims.claim(`id ${only.id}`, sourceId);
    return owner === sourceId ? { kind: 'matched', object: only, by } : { kind: 'taken', otherSourceId: owner, by };
  };

  const match = async (
    values: readonly MatchingValue[],
    sourceId: string,
    find: (by: MatchingValue) => Promise<readonly KnownTarget[]>,
  ): Promise<TargetKnowledge> => {
    // Claimed before anything is awaited, so that which of two objects with one value comes first is a matter of order only.
    const claimants = values.map((by) => claims.claim(`${by.attribute} ${by.value.toLowerCase()}`, sourceId));
    for (const [index, by] of values.entries()) {
      const otherSourceId = claimants[index] ?? sourceId;
      if (otherSourceId !== sourceId) return { kind: 'taken', otherSourceId, by };
      const found = conclude(await find(by), by, sourceId);
      if (found !== null) return found;
    }
    return { kind: 'noMatch' };
  };

  let whole = listed;
  let listing: Promise<boolean> | null = null;
  const listOnce = (): Promise<boolean> =>
    (listing ??= listTarget(context, mapping, Number.POSITIVE_INFINITY).then((isWhole) => (whole = isWhole)));

  /** Asks by filter; a target that cannot filter, or not by this value, is paged through. */
  const query = async (by: MatchingValue): Promise<readonly KnownTarget[]> => {
    try {
      return await target.query(type, by.attribute, by.value, attributes, signal);
    } catch (error) {
      if (!(error instanceof TargetError) || !cannotFilter.has(error.kind) || !(await listOnce())) throw error;
      return fromListing(by);
    }
  };
  /** As `query`, but sees what was written in this cycle as well. */
  const queryNow = async (by: MatchingValue): Promise<readonly KnownTarget[]> => {
    try {
      return await target.query(type, by.attribute, by.value, attributes, signal);
    } catch (error) {
      if (!(error instanceof TargetError) || !cannotFilter.has(error.kind)) throw error;
      const found = await searchPages(context, type, attributes, by);
      if (found === null) throw error;
      return found;
    }
  };
  const fromListing = (by: MatchingValue): Promise<readonly KnownTarget[]> =>
    Promise.resolve(
      store.listing.match(type, by.attribute, by.value).flatMap((id) => store.listing.find(type, id) ?? []),
    );

  const readLinked = async (id: string): Promise<TargetKnowledge> => {
    const object = (whole ? store.listing.find(type, id) : null) ?? (await target.read(type, id, attributes, signal));
    return object === null ? { kind: 'vanished' } : { kind: 'read', object };
  };

  return {
    async answer(question, sourceId, link, askTarget) {
      switch (question.kind) {
        case 'read':
          return readLinked(question.targetId);
        case 'match':
          return match(question.values, sourceId, whole && !askTarget ? fromListing : query);
        case 'nothing':
          return refresh && link !== null ? readLinked(link.targetId) : { kind: 'remembered' };
      }
    },
    ask: (values, sourceId) => match(values, sourceId, queryNow),
    async rematch(evaluated) {
      const question = targetQuestion(evaluated, null);
      if (question.kind !== 'match') return null;
      const found = await match(question.values, evaluated.source.id, whole ? fromListing : query);
      return found.kind === 'noMatch' ? null : found;
    },
  };
}

/** Looks through every page of the target for an attribute's value; null when the list is not whole. */
async function searchPages(
  { target, signal }: CycleContext,
  type: ObjectType,
  attributes: readonly string[],
  by: MatchingValue,
): Promise<readonly KnownTarget[] | null> {
  const found = new Map<string, KnownTarget>();
  const seen = new Set<string>();
  let total = Number.POSITIVE_INFINITY;
  for await (const page of target.list(type, attributes, signal)) {
    const before = seen.size;
    total = page.totalResults ?? total;
    for (const object of page.objects) {
      seen.add(object.id);
      const held = scalarsOf(object.values[by.attribute] ?? null);
      if (held.some((value) => String(value).toLowerCase() === by.value.toLowerCase())) found.set(object.id, object);
    }
    if (seen.size === before) break;
  }
  return seen.size >= total ? [...found.values()] : null;
}

/**
 * Which source object was first to come for a matching value or a target object in this cycle: what one stands for is not
 * given to a second, although the first one's link may not be stored yet.
 */
function createClaims(): { claim(key: string, sourceId: string): string } {
  const claimants = new Map<string, string>();
  return {
    claim(key, sourceId) {
      const claimant = claimants.get(key) ?? sourceId;
      claimants.set(key, claimant);
      return claimant;
    },
  };
}
