import { setImmediate } from 'node:timers/promises';
import type { MappingSet } from '../../decision/compiledMapping.ts';
import type { Link } from '../../decision/decision.ts';
import {
  evaluateObject,
  type EvaluatedObject,
  type MatchingValue,
  type SourceSnapshot,
} from '../../decision/evaluateObject.ts';
import { valuesByLink } from '../../decision/targetQuestion.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import type { FormerAccount } from '../store/formerAccounts.ts';
import type { Intent } from '../store/intents.ts';
import type { CycleContext } from './cycleContext.ts';
import type { Run } from './run.ts';
import { readSnapshots } from './snapshot.ts';

/** An object of the work list with what the store knows of it; `evaluated` is null when it's of no concern. */
export interface Prepared {
  readonly id: string;
  readonly evaluated: EvaluatedObject | null;
  readonly link: Link | null;
  /** A write that was begun and of which nobody knows how it ended; null when there is none. */
  readonly intent: Intent | null;
  /** What may tell the account besides what the object has now. */
  readonly begun: readonly MatchingValue[];
}

/** An object with a decision to be made about it. */
export interface Concerned extends Prepared {
  readonly evaluated: EvaluatedObject;
}

export function isConcerned(prepared: Prepared): prepared is Concerned {
  return prepared.evaluated !== null;
}

/** What is stored of an object, before any mapping is applied to it. */
export interface StoredObject {
  readonly id: string;
  readonly link: Link | null;
  readonly intent: Intent | null;
  readonly formers: readonly FormerAccount[];
  /** @param concerned true for an object that is linked, or that a person asks about. */
  readonly snapshot: (concerned: boolean) => Promise<SourceSnapshot | null>;
}

/** Reads and evaluates objects, all at once: a statement for each would cost more than all the deciding. */
export async function prepareObjects(run: Run, ids: readonly string[]): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = [];
  for (const stored of await readObjects(run.context, run.set.type, ids))
    prepared.push(await evaluateStored(run, stored));
  return prepared;
}

/** Reads what is stored of objects, after the process has had its turn for other requests: there may be many pages. */
export async function readObjects(
  context: CycleContext,
  type: ObjectType,
  ids: readonly string[],
): Promise<readonly StoredObject[]> {
  await setImmediate();
  const { store } = context;
  const links = store.links.findAll(type, ids);
  const intents = store.intents.begun(type, ids);
  const formers = Map.groupBy(store.formers.all(type), ({ sourceId }) => sourceId);
  const snapshotOf = readSnapshots(context, type, ids);
  return ids.map((id) => ({
    id,
    link: links.get(id) ?? null,
    intent: intents.get(id) ?? null,
    formers: formers.get(id) ?? [],
    snapshot: (concerned) => snapshotOf(id, concerned),
  }));
}

/** Applies the mappings of a run to an object. */
export async function evaluateStored(
  { context, set, considerAll }: Pick<Run, 'context' | 'set' | 'considerAll'>,
  { id, link, intent, formers, snapshot: read }: StoredObject,
): Promise<Prepared> {
  const former = link === null ? formers : [];
  const begun = [...(intent?.sought ?? []), ...former.flatMap((each) => tellingValues(set, each))];
  const mayHaveAccount = link !== null || begun.length > 0 || intent !== null;
  const snapshot = await read(mayHaveAccount || considerAll);
  const account = mayHaveAccount ? { mapping: link?.mapping ?? null } : null;
  return {
    id,
    link: withDoubt(link, intent),
    intent,
    begun,
    evaluated: snapshot === null ? null : evaluateObject(snapshot, set, context.settings, context.evaluation, account),
  };
}

/**
 * What an account that isn't found any more is told by for certain. A name that it had may be somebody else's by now, so it
 * counts only where nothing better was known.
 */
function tellingValues(set: MappingSet, former: FormerAccount): readonly MatchingValue[] {
  const values = formerValues(set, former);
  const anchors = new Set(set.mappings.flatMap(({ anchor }) => anchor?.target ?? []));
  const telling = values.filter(({ attribute, value }) => anchors.has(attribute) && value !== '');
  return telling.length > 0 ? telling : values;
}

/** What an account that isn't found any more was known by, or may have been. */
export function formerValues({ mappings }: MappingSet, { link }: FormerAccount): readonly MatchingValue[] {
  return mappings.flatMap(({ keys, externalId }) =>
    [...keys, externalId].flatMap((attribute) => (attribute === null ? [] : valuesByLink(attribute, link))),
  );
}

/** Of an account whose write was begun and has not come to its end, nothing is certain that a mapping may have written. */
function withDoubt(link: Link | null, intent: Intent | null): Link | null {
  if (link === null || intent === null) return link;
  const known = Object.fromEntries(
    Object.entries(link.known).map(([attribute, knowledge]) => [
      attribute,
      knowledge.how === 'unconfirmed'
        ? knowledge
        : ({ how: 'unconfirmed', value: knowledge.value, before: knowledge.value, failed: true } as const),
    ]),
  );
  return { ...link, known };
}
