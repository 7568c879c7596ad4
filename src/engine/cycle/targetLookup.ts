import type { MappingSet } from '../../decision/compiledMapping.ts';
import type { KnownTarget, Link, TargetKnowledge, TargetQuestion } from '../../decision/decision.ts';
import type { EvaluatedObject, MatchingValue } from '../../decision/evaluateObject.ts';
import { identifyingValues, isOfAnother } from '../../decision/targetQuestion.ts';
import { TargetError, type TargetErrorKind } from '../../directories/targetDirectory.ts';
import type { Claims } from './claims.ts';
import type { CycleContext } from './cycleContext.ts';
import { judgeHits, type Leaver, mayBeOurs, type AccountFacts } from './hits.ts';
import { listTarget, readAttributes, referenceAttributes } from './listTarget.ts';
import { searchInTheWay } from './searchInTheWay.ts';
import { searchPages } from './searchPages.ts';

/** An object whose account is asked for. */
export interface Asking {
  readonly evaluated: EvaluatedObject;
  readonly link: Link | null;
}

/** Answers what a decision has to know of the target. */
export interface TargetLookup {
  /** @param askTarget asks the target itself even where a listing is at hand: after a crash. */
  answer(question: TargetQuestion, asking: Asking, askTarget: boolean): Promise<TargetKnowledge>;
  /** Asks the target itself for everything that tells the account: after a response that never came. */
  ask(asking: Asking, begun: readonly MatchingValue[]): Promise<TargetKnowledge>;
  /** Asks for what is in the way by these values; where filters find nothing, the list is looked through for it. */
  askInTheWay(asking: Asking, values: readonly MatchingValue[]): Promise<TargetKnowledge>;
  /** Asks what has a value that an object is to get, as the target was when the cycle began. */
  whoHas(evaluated: EvaluatedObject, by: MatchingValue): Promise<TargetKnowledge>;
  /** Looks for the account of a linked object that the target says is not there under its id. */
  seek(evaluated: EvaluatedObject, link: Link, begun: readonly MatchingValue[]): Promise<TargetKnowledge>;
  /** Reads the account of a linked object, wherever it is. */
  read(evaluated: EvaluatedObject, link: Link, begun: readonly MatchingValue[]): Promise<TargetKnowledge>;
}

/** Failures of a query that a target gives which cannot filter, or not by this value. */
const cannotFilter: ReadonlySet<TargetErrorKind> = new Set([
  'rejected',
  'notImplemented',
  'unreadable',
  'forbidden',
  'serverError',
]);

export interface LookupOptions {
  /** Whether a complete listing of the target stands ready. */
  readonly listed: boolean;
  /** Whether linked objects are compared with the target as it is, rather than as it was last known. */
  readonly refresh: boolean;
  readonly claims: Claims;
  readonly gone: ReadonlySet<string>;
  /** Whether an object other than the one in question keeps a value, so that the value isn't free for anybody else. */
  readonly keepsValue: (sourceId: string, by: MatchingValue) => Promise<boolean>;
}

type Find = (by: MatchingValue) => Promise<readonly KnownTarget[]>;

export function targetLookup(context: CycleContext, set: MappingSet, options: LookupOptions): TargetLookup {
  const { store, target, signal } = context;
  const { type } = set;
  const { claims, gone } = options;
  const attributes = readAttributes(set);
  const references = referenceAttributes(set);
  const facts: AccountFacts = { store, claims, gone };
  /** What failed may have failed while it was to be compared. */
  const failedBefore = store.escrow.all(type);
  const isCompared = ({ source, scope }: EvaluatedObject): boolean =>
    // Nothing of the target bears on an object of which nobody knows whether it is in scope.
    scope.unfinished === null && scope.excluded === null && (options.refresh || failedBefore.has(source.id));
  let whole = options.listed;
  let listing: Promise<boolean> | null = null;
  const listOnce = (): Promise<boolean> => (listing ??= listTarget(context, set, Number.POSITIVE_INFINITY));

  const filter: Find = (by) => target.query(type, by.attribute, by.value, attributes, signal, references);
  const fromListing: Find = (by) =>
    Promise.resolve(
      store.listing.match(type, by.attribute, by.value).flatMap((id) => store.listing.find(type, id) ?? []),
    );
  /** Asks by filter; a target that cannot filter, or not by this value, is paged through once. */
  const query: Find = async (by) => {
    try {
      return await filter(by);
    } catch (error) {
      if (!isRefused(error) || !(whole ||= await listOnce())) throw error;
      return fromListing(by);
    }
  };
  /** As `query`, but sees what was written in this cycle as well. */
  const queryNow: Find = async (by) => {
    try {
      return await filter(by);
    } catch (error) {
      if (!isRefused(error)) throw error;
      const wanted = by.value.toLowerCase();
      const same = (held: string): boolean => held.toLowerCase() === wanted;
      const { found, isWhole } = await searchPages(context, type, attributes, by, same);
      if (!isWhole) throw error;
      return found;
    }
  };

  /** What matches an object that has no account yet, or of which nobody knows whether it has one. */
  const match = async (
    { evaluated, link }: Asking,
    values: readonly MatchingValue[],
    find: Find,
    findExtra: Find,
    { keepsValue, isCurrent }: Pick<LookupOptions, 'keepsValue'> & { readonly isCurrent?: boolean } = options,
  ): Promise<TargetKnowledge> => {
    const { source, mapping, matching } = evaluated;
    const needed = new Set(mapping.matching.map((each) => each.target));
    // Claimed before anything is awaited, so that which of two objects with one value comes first is a matter of order only.
    const claimants = new Map(matching.map((by) => [by, claims.claimValue(by.attribute, by.value, source.id)]));
    const known = isCurrent === true ? { ...facts, isCurrent } : facts;
    const leaver = leaverOf(evaluated, link);
    let taken: TargetKnowledge | null = null;
    for (const by of values) {
      const claimant = [...claimants].find(([value]) => isSame(value, by))?.[1] ?? source.id;
      if (claimant !== source.id) return { kind: 'taken', otherSourceId: claimant, by };
      const verdict = judgeHits(await (needed.has(by.attribute) ? find : findExtra)(by), by, evaluated, known, leaver);
      if (verdict.kind === 'several') return { kind: 'severalMatches', ids: verdict.ids, by };
      if (verdict.kind === 'one') return matched(verdict.object, by, source.id);
      if (verdict.kind === 'others' && taken === null && (await keepsValue(verdict.sourceId, by)))
        taken = { kind: 'taken', otherSourceId: verdict.sourceId, by };
    }
    return taken ?? { kind: 'noMatch' };
  };

  const matched = (object: KnownTarget, by: MatchingValue, sourceId: string): TargetKnowledge => {
    const claimant = claims.claimAccount(object.id, sourceId);
    return claimant === sourceId ? { kind: 'matched', object, by } : { kind: 'taken', otherSourceId: claimant, by };
  };

  const seek: TargetLookup['seek'] = async (evaluated, link, begun) => {
    const values = identifyingValues(evaluated, link, begun);
    // A listing from before doesn't show what this cycle has created.
    const find = store.log.hasCreated(context.cycleId, evaluated.source.id) ? queryNow : query;
    for (const by of values) {
      const hits = (await find(by)).filter((object) => mayBeOurs(object, by, evaluated, link));
      const verdict = judgeHits(hits, by, evaluated, facts, leaverOf(evaluated, link));
      if (verdict.kind === 'several') return { kind: 'severalMatches', ids: verdict.ids, by };
      if (verdict.kind !== 'one') continue;
      const { object } = verdict;
      // The list and the filter are right where they show what the read did not: it is there after all.
      if (object.id === link.targetId) return { kind: 'read', object };
      if (claims.claimAccount(object.id, evaluated.source.id) === evaluated.source.id)
        return { kind: 'moved', object, by };
    }
    return { kind: 'vanished', soughtBy: values };
  };

  const read: TargetLookup['read'] = async (evaluated, link, begun) => {
    const { targetId } = link;
    const listed = whole ? store.listing.find(type, targetId) : null;
    const object = listed ?? (await target.read(type, targetId, attributes, signal));
    const isHere = object !== null && !isOfAnother(object, identifyingValues(evaluated, link, begun));
    return isHere ? { kind: 'read', object } : seek(evaluated, link, begun);
  };

  /** Asks by filter; one that is refused finds nothing. */
  const filterIfTaken: Find = async (by) => {
    try {
      return await filter(by);
    } catch (error) {
      if (isRefused(error)) return [];
      throw error;
    }
  };
  /** An attribute beside the configured ones is asked for where that costs a filter, or nothing. */
  const ifFilterable: Find = (by) => (whole ? fromListing : filterIfTaken)(by);

  // What other stages take from a listing is what it was when the cycle began: they don't learn of this one.
  const inTheWay = searchInTheWay(context, set, {
    isThere: () => whole || listing !== null,
    make: async () => whole || listOnce(),
  });

  return {
    async answer(question, asking, askTarget) {
      const { evaluated, link } = asking;
      switch (question.kind) {
        case 'read':
          return link === null ? { kind: 'remembered' } : read(evaluated, link, question.otherwise);
        case 'match':
          if (askTarget) return match(asking, question.values, query, query);
          return match(asking, question.values, whole ? fromListing : query, ifFilterable);
        case 'nothing':
          return link !== null && isCompared(evaluated) ? read(evaluated, link, []) : { kind: 'remembered' };
      }
    },
    ask: (asking, begun) => match(asking, identifyingValues(asking.evaluated, asking.link, begun), queryNow, queryNow),
    async askInTheWay(asking, values) {
      // Whoever was to give the value up has it still.
      const keepsValue = (): Promise<boolean> => Promise.resolve(true);
      const found = await match(asking, values, filterIfTaken, filterIfTaken, { keepsValue, isCurrent: true });
      return found.kind === 'noMatch' ? match(asking, values, inTheWay, inTheWay, { keepsValue }) : found;
    },
    async whoHas(evaluated, by) {
      const verdict = judgeHits(await ifFilterable(by), by, evaluated, facts, null);
      switch (verdict.kind) {
        case 'none':
          return { kind: 'noMatch' };
        case 'one':
          return { kind: 'matched', object: verdict.object, by };
        case 'several':
          return { kind: 'severalMatches', ids: verdict.ids, by };
        case 'others':
          return { kind: 'taken', otherSourceId: verdict.sourceId, by };
      }
    },
    seek,
    read,
  };
}

function leaverOf({ scope }: EvaluatedObject, link: Link | null): Leaver | null {
  return scope.inScope ? null : { link };
}

function isRefused(error: unknown): boolean {
  return error instanceof TargetError && cannotFilter.has(error.kind);
}

function isSame(left: MatchingValue, right: MatchingValue): boolean {
  return left.attribute === right.attribute && left.value.toLowerCase() === right.value.toLowerCase();
}
