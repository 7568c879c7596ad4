import type { KnownTarget, Link } from '../../decision/decision.ts';
import type { EvaluatedObject, MatchingValue } from '../../decision/evaluateObject.ts';
import { isEmptyValue } from '../../decision/attributeValues.ts';
import { heldValue } from '../../decision/knowledge.ts';
import { folded } from '../../decision/sameToTarget.ts';
import type { AttributeJson, ObjectType } from '../../protocol/provisioning.ts';
import type { JobStore } from '../store/jobStore.ts';
import type { Claims } from './claims.ts';

/** What the objects that a target found by a value come to for one source object. */
export type HitVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly object: KnownTarget }
  | { readonly kind: 'several'; readonly ids: readonly string[] }
  /** There is one, and it stands for another source object. */
  | { readonly kind: 'others'; readonly sourceId: string };

/** An object out of scope whose account is looked for. */
export interface Leaver {
  /** Null where nobody knows whether there ever was an account. */
  readonly link: Link | null;
}

/** What is known of accounts besides what the target tells. */
export interface AccountFacts {
  readonly store: JobStore;
  readonly claims: Claims;
  /** Accounts that this cycle has deleted: a listing from before still shows them. */
  readonly gone: ReadonlySet<string>;
  /** True where the target has just told what it holds, so that what it shows isn't from before what this cycle has written. */
  readonly isCurrent?: boolean;
}

/**
 * Judges which of the objects that the target found may stand for the source object. One account stands for one source
 * object, whichever way it's learnt: by a link, by what this cycle has decided before, or by the id of another source
 * object that the account itself carries.
 *
 * @param leaver set when the account is looked for to take access away. It has to carry the object's id then, since a name
 *   alone may be anybody's by now; only a target that is known not to keep the id is trusted with the rest.
 */
export function judgeHits(
  objects: readonly KnownTarget[],
  by: MatchingValue,
  evaluated: EvaluatedObject,
  facts: AccountFacts,
  leaver: Leaver | null,
): HitVerdict {
  const { type } = evaluated.mapping;
  const isPast = (object: KnownTarget): boolean =>
    facts.isCurrent !== true && wasRenamed(type, object, by, facts.store);
  const holders = objects.filter((object) => !facts.gone.has(object.id) && !isPast(object));
  const owned = holders.map((object) => ({ object, owner: ownerOf(object, evaluated, facts, leaver) }));
  const isFree = ({ object, owner }: (typeof owned)[number]): boolean =>
    owner === null ? leaver === null || mayLackId(object, evaluated, leaver) : owner === evaluated.source.id;
  const free = owned.filter(isFree).map(({ object }) => object);
  const exact = free.filter((object) => isExactly(object.values[by.attribute] ?? null, by.value));
  // The target decides whether letter case counts; where it holds several spellings, the same one is meant.
  const hits = by.caseExact && exact.length > 0 ? exact : free;
  const [only, ...others] = hits;
  if (only === undefined) {
    const other = owned.find(({ owner }) => owner !== null)?.owner ?? null;
    return other === null ? { kind: 'none' } : { kind: 'others', sourceId: other };
  }
  return others.length > 0 ? { kind: 'several', ids: hits.map(({ id }) => id) } : { kind: 'one', object: only };
}

/** True for an account that this cycle has given another value: a listing from before still shows the former one. */
function wasRenamed(type: ObjectType, object: KnownTarget, by: MatchingValue, { links }: JobStore): boolean {
  const owner = links.sourceOf(type, object.id);
  const known = owner === null ? undefined : heldValue(links.find(type, owner)?.known[by.attribute]);
  return typeof known === 'string' && folded(known) !== folded(by.value);
}

/** The source object that an account stands for; null when it stands for none. */
function ownerOf(
  object: KnownTarget,
  { mapping, source }: EvaluatedObject,
  { store, claims }: AccountFacts,
  leaver: Leaver | null,
): string | null {
  const linked = store.links.sourceOf(mapping.type, object.id) ?? claims.ofAccount(object.id);
  if (linked !== null) return linked;
  const anchor = anchorOf(object, mapping);
  if (anchor === null || anchor.toLowerCase() === source.id.toLowerCase()) return null;
  return leaver !== null || store.mirror.find(mapping.type, anchor) !== null ? anchor : null;
}

/** The id of a source object that an account carries; null when it carries none. */
function anchorOf({ values }: KnownTarget, { anchor }: EvaluatedObject['mapping']): string | null {
  const held = anchor === null ? null : (values[anchor.target] ?? null);
  return typeof held === 'string' && held !== '' ? held : null;
}

/** Whether an account that stands for nobody may be that of an object which has left: it carries its id, or can't. */
function mayLackId(object: KnownTarget, { mapping }: EvaluatedObject, { link }: Leaver): boolean {
  if (mapping.anchor === null || anchorOf(object, mapping) !== null) return true;
  const knowledge = link?.known[mapping.anchor.target];
  if (knowledge === undefined) return false;
  return isEmptyValue(knowledge.how === 'unconfirmed' ? knowledge.before : knowledge.value);
}

/**
 * Whether an account that was found by one value may be the one that was linked. What the object was called before it may be
 * called no longer: another account of that name is the former one only when it carries the id that the former one had.
 */
export function mayBeOurs(
  object: KnownTarget,
  by: MatchingValue,
  { mapping, identifiers, keys }: EvaluatedObject,
  link: Link,
): boolean {
  const isCurrent = [...identifiers, ...keys].some(
    ({ attribute, value }) => attribute === by.attribute && folded(value) === folded(by.value),
  );
  if (isCurrent || mapping.anchor === null) return true;
  const { target } = mapping.anchor;
  const known = link.known[target]?.value ?? '';
  return known === '' || folded(String(known)) === folded(String(object.values[target] ?? ''));
}

function isExactly(held: AttributeJson, value: string): boolean {
  return Array.isArray(held) ? held.includes(value) : held === value;
}
