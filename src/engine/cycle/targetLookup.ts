import type { CompiledObjectMapping } from '../../cycle/compiledMapping.ts';
import type { KnownTarget, Link, TargetKnowledge, TargetQuestion } from '../../cycle/decision.ts';
import { targetQuestion } from '../../cycle/decide.ts';
import type { EvaluatedObject, MatchingValue } from '../../cycle/evaluateObject.ts';
import { TargetError, type TargetErrorKind } from '../../directories/targetDirectory.ts';
import type { CycleContext } from './cycleContext.ts';

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

/** Attributes worth reading of a target object: what mappings write. */
export function readAttributes(mapping: CompiledObjectMapping): readonly string[] {
  return mapping.attributes.map((attribute) => attribute.target);
}

/**
 * Pages through the target once when that is cheaper than one query for each object that has to be matched: a page of a
 * list costs one request, and so does a query. A target that refuses to list may still answer queries.
 *
 * @param unmatched objects that have no link yet.
 * @param refresh whether linked objects are compared with the target anew, as in an initial cycle.
 */
export async function prepareListing(
  context: CycleContext,
  mapping: CompiledObjectMapping,
  unmatched: number,
  refresh: number,
): Promise<boolean> {
  const { target, store, signal } = context;
  store.listing.clear(mapping.type);
  if (unmatched + refresh === 0) return false;
  const attributes = readAttributes(mapping);
  const matching = mapping.matching.map((attribute) => attribute.target);
  const message = `Reading the target’s ${mapping.type === 'User' ? 'users' : 'groups'}`;
  let total: number | null = null;
  try {
    for await (const page of target.list(mapping.type, attributes, signal)) {
      total ??= page.totalResults;
      if (total === null) return false; // Nothing would say whether the list is whole.
      if (page.objects.length > 0 && total / page.objects.length > unmatched + refresh) return false;
      store.database.transaction(() => {
        for (const object of page.objects) store.listing.add(mapping.type, object, matching);
      });
      context.onProgress({ stage: 'matching', message, done: store.listing.count(mapping.type), total });
    }
  } catch (error) {
    if (!(error instanceof TargetError) || noAnswer.has(error.kind)) throw error;
    context.onProgress({
      stage: 'matching',
      message: `${message} failed, asking for each: ${error.message}`,
      done: 0,
      total: null,
    });
    return false;
  }
  // A list that is shorter than it claims cannot prove that an object is missing.
  return store.listing.count(mapping.type) >= (total ?? 0);
}

/** Failures after which asking for each object would fare no better than the list did. */
const noAnswer: ReadonlySet<TargetErrorKind> = new Set(['unauthorized', 'network', 'timeout', 'throttled']);

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

  const conclude = (objects: readonly KnownTarget[], by: MatchingValue, sourceId: string): TargetKnowledge | null => {
    const exact = objects.filter((object) => object.values[by.attribute] === by.value);
    // The target decides whether letter case counts; where it holds several spellings, the same one is meant.
    const hits = by.caseExact && exact.length > 0 ? exact : objects;
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

  const query = (by: MatchingValue): Promise<readonly KnownTarget[]> =>
    target.query(type, by.attribute, by.value, attributes, signal);
  const fromListing = (by: MatchingValue): Promise<readonly KnownTarget[]> =>
    Promise.resolve(
      store.listing.match(type, by.attribute, by.value).flatMap((id) => store.listing.find(type, id) ?? []),
    );

  const readLinked = async (id: string): Promise<TargetKnowledge> => {
    const object = (listed ? store.listing.find(type, id) : null) ?? (await target.read(type, id, attributes, signal));
    return object === null ? { kind: 'vanished' } : { kind: 'read', object };
  };

  return {
    async answer(question, sourceId, link, askTarget) {
      switch (question.kind) {
        case 'read':
          return readLinked(question.targetId);
        case 'match':
          return match(question.values, sourceId, listed && !askTarget ? fromListing : query);
        case 'nothing':
          return refresh && link !== null ? readLinked(link.targetId) : { kind: 'remembered' };
      }
    },
    ask: (values, sourceId) => match(values, sourceId, query),
    async rematch(evaluated) {
      const question = targetQuestion(evaluated, null);
      if (question.kind !== 'match') return null;
      const found = await match(question.values, evaluated.source.id, listed ? fromListing : query);
      return found.kind === 'noMatch' ? null : found;
    },
  };
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
