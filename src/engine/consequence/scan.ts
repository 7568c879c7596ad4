import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { CompiledObjectMapping, MappingSet } from '../../decision/compiledMapping.ts';
import { decide, notDue } from '../../decision/decide.ts';
import { evaluationText, ruleText } from '../../decision/evaluationText.ts';
import { heldValue, type Knowledge } from '../../decision/knowledge.ts';
import { folded } from '../../decision/sameToTarget.ts';
import { targetQuestion } from '../../decision/targetQuestion.ts';
import { type DecisionPrint, printOf } from './compareDecisions.ts';
import type { DecisionSummary, ObjectType } from '../../protocol/provisioning.ts';
import type { CycleContext } from '../cycle/cycleContext.ts';
import { isLookedAhead } from '../cycle/lookAhead.ts';
import { evaluateStored, isConcerned, type Prepared, readObjects, type StoredObject } from '../cycle/prepare.ts';
import { pagesOf } from '../cycle/workPages.ts';
import { knownIds } from '../store/knownObjects.ts';
import { decideAlone } from './decideAlone.ts';
import type { Baseline } from './memory.ts';

export const objectTypes: readonly ObjectType[] = ['User', 'Group'];
export type ByType<Value> = Readonly<Record<ObjectType, Value>>;

/** Two texts of one job, on one state. */
export interface Compared {
  /** What the edited text is compared with. */
  readonly former: CycleContext;
  readonly edited: CycleContext;
  /** Reads for both: everybody in question under either, with the attributes that either uses. */
  readonly both: CycleContext;
}

/** What a pass over everybody came to, of one type. */
export interface Scanned {
  /** Objects of which the texts make something different, and about which only a whole cycle can decide. */
  readonly affected: readonly string[];
  /** Those of them that come into the scope or leave it, or whose references have another rule: those may change. */
  readonly referring: readonly string[];
  /** Those of them that lose nothing and need no name, whatever the target holds. */
  readonly plain: ReadonlySet<string>;
  /** How many objects the edited text asks the target about. */
  readonly questions: number;
  /** Objects that were decided during the pass. */
  readonly decided: ReadonlySet<string>;
}

/** What a pass over everybody works with, of one type. */
export interface Scanning {
  readonly type: ObjectType;
  readonly baseline: Baseline;
  /** Objects that are decided under either text. */
  readonly due: ReadonlySet<string>;
  /** Objects that a cycle with the edited text tries anew, whatever it makes of them. */
  readonly triedAnew: ReadonlySet<string>;
  /** Takes the decisions of the edited text about whom it can be decided alone. */
  readonly onDecision: (decision: DecisionSummary) => void;
  /** Told how many objects were looked at. */
  readonly onProgress: (done: number) => void;
}

/** Objects that are read and evaluated in one go, between which other requests get their turn. */
const page = 128;
/** Milliseconds of evaluation after which they get it within a page; one object may take longer than that. */
const turn = 20;

/**
 * Evaluates both texts on everybody in question, in one pass over the mirror. What neither text makes a difference to isn't
 * decided again: nothing but a difference, or what is due anyway, leads to another decision.
 */
export async function scan(compared: Compared, scanning: Scanning): Promise<Scanned> {
  const { both, former, edited } = compared;
  const { type, onProgress } = scanning;
  const found: Found = { affected: [], referring: [], plain: new Set(), questions: 0, decided: new Set() };
  const sides = { former: createSide(former, type), edited: createSide(edited, type) };
  if (sides.edited === null) return found;
  const asked = { type, scope: both.settings.scope };
  let done = 0;
  for (let ids = knownIds(both.store, asked, '', page); ids.length > 0;) {
    both.signal.throwIfAborted();
    let turnBegan = both.now();
    for (const stored of await readObjects(both, type, ids)) {
      await compareOne({ former: sides.former, edited: sides.edited }, stored, scanning, found);
      if (both.now() - turnBegan < turn) continue;
      await setImmediate();
      both.signal.throwIfAborted();
      turnBegan = both.now();
    }
    done += ids.length;
    onProgress(done);
    ids = knownIds(both.store, asked, ids.at(-1) ?? '', page);
  }
  return found;
}

/** `Scanned` while it is being filled. */
interface Found {
  readonly affected: string[];
  readonly referring: string[];
  readonly plain: Set<string>;
  questions: number;
  readonly decided: Set<string>;
}

async function compareOne(
  sides: { readonly former: Side | null; readonly edited: Side },
  stored: StoredObject,
  { baseline, due, triedAnew, onDecision }: Scanning,
  found: Found,
): Promise<void> {
  const { former, edited } = sides;
  const { id } = stored;
  const item = await edited.evaluate(stored);
  const text = textIn(edited, item);
  const before = await formerText(former, stored, baseline);
  const isDue = due.has(id);
  if (text === before && !isDue) return;
  if (!isDue) await notePrint(former, stored, baseline);
  const staysAsItIs = standingIn(text) === standingIn(before);
  const decision = isDue || triedAnew.has(id) || !staysAsItIs ? null : decideAlone(edited.context, item);
  if (decision !== null) {
    found.decided.add(id);
    onDecision(decision);
    return;
  }
  if (text !== before) found.affected.push(id);
  if (!staysAsItIs) found.referring.push(id);
  if (mayAsk(item, edited.context)) found.questions += 1;
  if (!isDue && (!isConcerned(item) || !isLookedAhead(item))) found.plain.add(id);
}

/** Decides anew about objects that were decided during the pass. */
export async function decideAgain(
  { edited, both }: Compared,
  type: ObjectType,
  ids: readonly string[],
): Promise<readonly DecisionSummary[]> {
  const side = createSide(edited, type);
  const decisions: DecisionSummary[] = [];
  if (side === null) return decisions;
  for (const each of pagesOf(ids))
    for (const stored of await readObjects(both, type, each)) {
      const decision = decideAlone(edited, await side.evaluate(stored));
      if (decision !== null) decisions.push(decision);
    }
  return decisions;
}

/** Notes what the former text decides about objects that aren't due under it. */
export async function notePrints(
  { former, both }: Compared,
  type: ObjectType,
  ids: readonly string[],
  baseline: Baseline,
): Promise<void> {
  const side = createSide(former, type);
  for (const each of pagesOf(ids))
    for (const stored of await readObjects(both, type, each)) await notePrint(side, stored, baseline);
}

/** The mappings of one text for one type. */
interface Side {
  readonly context: CycleContext;
  readonly evaluate: (stored: StoredObject) => Promise<Prepared>;
  readonly rules: ReadonlyMap<CompiledObjectMapping, Rule>;
}

/** @returns null when the text has no mapping of this type. */
function createSide(context: CycleContext, type: ObjectType): Side | null {
  const set: MappingSet | undefined = context.mappings.find((each) => each.type === type);
  if (set === undefined) return null;
  const rules = new Map(set.mappings.map((mapping) => [mapping, ruleOf(mapping, context)]));
  return {
    context,
    async evaluate(stored) {
      const item = await evaluateStored({ context, set, considerAll: false }, stored);
      return isOfConcern(item, context) ? item : { ...item, evaluated: null };
    },
    rules,
  };
}

/** What was read for both texts is more than one of them looks at: who is neither assigned nor has an account is none of its concern. */
function isOfConcern({ evaluated, link, intent, begun }: Prepared, { settings }: CycleContext): boolean {
  if (settings.scope === 'all' || link !== null || intent !== null || begun.length > 0) return true;
  return evaluated === null || evaluated.source.assignments.length > 0;
}

/** What an object mapping says, whatever the object. */
interface Rule {
  /** What a decision about an account depends on. */
  readonly ofAccount: string;
  /** What decisions about its references depend on. */
  readonly ofReferences: string;
}

function ruleOf(mapping: CompiledObjectMapping, { settings }: CycleContext): Rule {
  const { name, references } = mapping;
  return { ofAccount: digest(ruleText(mapping, settings)), ofReferences: digest(JSON.stringify([name, references])) };
}

/** Begins with where an object stands: whether it's in scope, and by which rule its references are written. */
function textIn(side: Side, { evaluated }: Prepared): string {
  const rule = evaluated === null ? undefined : side.rules.get(evaluated.mapping);
  if (evaluated === null || rule === undefined) return '';
  const sign = evaluated.scope.inScope ? '+' : '-';
  return `${sign}${rule.ofReferences} ${digest(evaluationText(evaluated, rule.ofAccount))}`;
}

function standingIn(text: string): string {
  return text.slice(0, text.indexOf(' '));
}

async function formerText(side: Side | null, stored: StoredObject, { evaluations }: Baseline): Promise<string> {
  const known = evaluations.get(stored.id);
  if (known !== undefined) return known;
  const text = side === null ? '' : textIn(side, await side.evaluate(stored));
  evaluations.set(stored.id, text);
  return text;
}

async function notePrint(side: Side | null, stored: StoredObject, { prints }: Baseline): Promise<void> {
  if (prints.has(stored.id)) return;
  prints.set(stored.id, side === null ? null : undisturbed(side.context, await side.evaluate(stored)));
}

/** What a cycle decides about an object that it doesn't come to; null of one that is of no concern. */
function undisturbed({ store, settings }: CycleContext, prepared: Prepared): DecisionPrint | null {
  if (!isConcerned(prepared)) return null;
  const { evaluated, link, id } = prepared;
  const target = { kind: link === null ? 'noMatch' : 'remembered' } as const;
  const decision = decide({ evaluated, link, target, release: null }, settings);
  return printOf(notDue(decision, link, store.escrow.attemptOf(evaluated.source.type, id) !== null).summary);
}

/** Whether the target is asked before the object is decided: for its account, or for who has its new name. */
function mayAsk(prepared: Prepared, { settings }: CycleContext): boolean {
  if (!isConcerned(prepared)) return false;
  const { evaluated, link, begun } = prepared;
  if (targetQuestion(evaluated, link, begun, settings).kind !== 'nothing') return true;
  if (link === null || !evaluated.scope.inScope) return false;
  return evaluated.keys.some(({ attribute, value }) => !isHeld(link.known[attribute], value));
}

function isHeld(known: Knowledge | undefined, value: string): boolean {
  const held = heldValue(known);
  return typeof held === 'string' && folded(held) === folded(value);
}

function digest(text: string): string {
  return hash('sha1', text, 'base64');
}
