import type { HttpAnswer } from '../http/httpClient.ts';
import type { ScimConnection } from './connection.ts';
import { isSuccess, scimTypeOf } from './errors.ts';
import { inOrder, type FormGroup, type FormTarget, type PlacedOperation, type Verdict } from './formGroup.ts';
import type { PatchForm } from './formLearning.ts';
import { readPlain, resourceIn } from './plainResource.ts';
import type { ScimResource } from './resource.ts';
import { sendOperations } from './sendOperations.ts';
import { restoreSiblings, siblingsLost } from './siblings.ts';

/** What shows that something was written: the response to it, or the object as it was found afterwards. */
export type Evidence = { readonly answer: HttpAnswer } | { readonly found: ScimResource };

/** What came of a PATCH. */
export type FormOutcome =
  /** In order: the later evidence has the last word. There is none when nothing had to be sent. */
  | { readonly kind: 'written'; readonly evidence: readonly Evidence[] }
  | {
      readonly kind: 'refused';
      readonly answer: HttpAnswer;
      /** True when another part of the same change was written before. */
      readonly some: boolean;
    };

/**
 * Changes an object by PATCH in the form that the target takes: the one that was seen to work or, until one was, each in
 * turn. A form is refused by the response's status, or by a response or a look afterwards that shows that nothing was
 * stored, or that something beside it was lost.
 */
export function writeByForms(
  connection: ScimConnection,
  target: FormTarget,
  groups: readonly FormGroup[],
  signal: AbortSignal,
): Promise<FormOutcome> {
  const unsure = groups.find(({ subject, looksUp }) => looksUp && connection.forms.isOpen(subject));
  const work = async (): Promise<FormOutcome> => {
    const before = await lookBefore(connection, target, groups, signal);
    const trial: Trial = { connection, target, before, signal, wroteSome: false };
    const outcome = await writeGroups(trial, groups);
    return outcome.kind === 'refused' ? { ...outcome, some: outcome.some || trial.wroteSome } : outcome;
  };
  return unsure === undefined ? work() : connection.forms.inTurn(unsure.subject, work);
}

/** One change under way. */
interface Trial {
  readonly connection: ScimConnection;
  readonly target: FormTarget;
  /** The object as it was before, where something beside what is written is at risk; null otherwise. */
  readonly before: ScimResource | null;
  readonly signal: AbortSignal;
  /** Whether the target took a part of a request that it refused. */
  wroteSome: boolean;
}

async function writeGroups(trial: Trial, groups: readonly FormGroup[]): Promise<FormOutcome> {
  // What replaces all elements of an attribute must see what others have made of them.
  if (groups.some((group) => firstForm(trial, group) === 'elements') && groups.length > 1)
    return writeApart(trial, groups);
  const chosen = await Promise.all(groups.map((group) => firstChoice(trial, group)));
  const answer = await sendForms(trial, chosen);
  if (answer === null) return { kind: 'written', evidence: [] };
  if (isSuccess(answer)) return settle(trial, chosen, answer);
  if (!groups.some((group) => othersFor(trial, group, answer).length > 0))
    return { kind: 'refused', answer, some: false };
  const [only, ...more] = groups;
  return only !== undefined && more.length === 0 ? tryOthers(trial, only, answer) : writeApart(trial, groups);
}

/** Writes each group by itself, so that it shows which of them is refused; those that are sure to work go first. */
async function writeApart(trial: Trial, groups: readonly FormGroup[]): Promise<FormOutcome> {
  const { forms } = trial.connection;
  const evidence: Evidence[] = [];
  const isSure = (group: FormGroup): boolean => group.forms.length === 1 || forms.proven(group.subject) !== null;
  for (const group of [...groups.filter(isSure), ...groups.filter((each) => !isSure(each))]) {
    const chosen = await firstChoice(trial, group);
    const answer = await sendForms(trial, [chosen]);
    if (answer === null) continue;
    const outcome = isSuccess(answer) ? await settle(trial, [chosen], answer) : await tryOthers(trial, group, answer);
    if (outcome.kind === 'refused') return { ...outcome, some: evidence.length > 0 };
    evidence.push(...outcome.evidence);
  }
  return { kind: 'written', evidence };
}

/** Tries the other forms of a group that was refused in its first one, and gives that refusal where none is taken. */
async function tryOthers(trial: Trial, group: FormGroup, refusal: HttpAnswer): Promise<FormOutcome> {
  const { forms } = trial.connection;
  for (const choice of await possible(trial, group, othersFor(trial, group, refusal), refusal)) {
    const answer = await sendForms(trial, [choice]);
    if (answer === null) return { kind: 'written', evidence: [] };
    if (!isSuccess(answer)) continue;
    const { verdict, evidence } = await judged(trial, choice, answer);
    if (verdict === 'lost') continue;
    // Taken where the first one was not: that is evidence, also where the response does not tell the value.
    forms.prove(group.subject, choice.form);
    return { kind: 'written', evidence };
  }
  forms.triedInVain(group.subject);
  return { kind: 'refused', answer: refusal, some: false };
}

interface Chosen {
  readonly group: FormGroup;
  readonly form: PatchForm;
  /** The object as it is, where the form needs it. */
  readonly current?: ScimResource | null;
}

function firstForm({ connection }: Trial, { subject, forms }: FormGroup): PatchForm {
  return connection.forms.proven(subject) ?? forms[0];
}

async function firstChoice(trial: Trial, group: FormGroup): Promise<Chosen> {
  const form = firstForm(trial, group);
  if (form !== 'elements') return { group, form };
  const current = await currentOf(trial, group);
  return current === null ? { group, form: group.forms[0] } : { group, form, current };
}

async function currentOf({ connection, target, signal }: Trial, { elements }: FormGroup): Promise<ScimResource | null> {
  return elements === null ? null : readPlain(connection, target.type, target.id, signal);
}

/**
 * Those of some forms that may be sent. An element is added only where a look shows that none of its kind is there, since the
 * target would have two; where the object can't be read, only on the target's word.
 */
async function possible(
  trial: Trial,
  group: FormGroup,
  forms: readonly PatchForm[],
  refusal: HttpAnswer | null,
): Promise<readonly Chosen[]> {
  const { elements } = group;
  if (elements === null || forms.length === 0) return forms.map((form) => ({ group, form }));
  const current = await currentOf(trial, group);
  const isAbsent = current === null ? refusal !== null && scimTypeOf(refusal) === 'notarget' : !elements.anyIn(current);
  const isPossible = (form: PatchForm): boolean =>
    form === 'elements' ? current !== null : isAbsent || (form !== 'element' && form !== 'omit');
  return forms.filter(isPossible).map((form) => ({ group, form, current }));
}

/** Looks whether what was confirmed has been stored, where that is not known of the form, and tries others if it was not. */
async function settle(trial: Trial, chosen: readonly Chosen[], answer: HttpAnswer): Promise<FormOutcome> {
  const { forms } = trial.connection;
  const all: Evidence[] = [{ answer }];
  // What is only accepted shows nothing yet.
  const open = answer.status === 202 ? [] : chosen.filter(({ group }) => isOpen(trial, group));
  for (const each of open) {
    const { subject, looksUp } = each.group;
    const { verdict, evidence } = await judged(trial, each, answer);
    all.push(...evidence.slice(1));
    if (verdict === 'kept') forms.prove(subject, each.form);
    else if (verdict === 'lost') all.push(...(await tryUntilKept(trial, each)));
    else if (looksUp) forms.triedInVain(subject);
  }
  return { kind: 'written', evidence: all };
}

function isOpen({ connection }: Trial, { subject, forms }: FormGroup): boolean {
  return forms.length > 1 && connection.forms.isOpen(subject);
}

async function tryUntilKept(trial: Trial, { group, form }: Chosen): Promise<readonly Evidence[]> {
  const { forms } = trial.connection;
  const all: Evidence[] = [];
  const others = group.forms.filter((other) => other !== form && other !== 'omit');
  for (const other of await possible(trial, group, others, null)) {
    const answer = await sendForms(trial, [other]);
    if (answer === null || !isSuccess(answer)) continue;
    const { verdict, evidence } = await judged(trial, other, answer);
    all.push(...evidence);
    if (verdict !== 'kept') continue;
    forms.prove(group.subject, other.form);
    return all;
  }
  forms.triedInVain(group.subject);
  return all;
}

/** What the target has made of it: by its response or, where that does not tell and the group asks for it, by a look. */
async function judged(
  { connection, target, before, signal }: Trial,
  { group, form }: Chosen,
  answer: HttpAnswer,
): Promise<{ readonly verdict: Verdict; readonly evidence: readonly Evidence[] }> {
  const told = resourceIn(answer, target.attributes, target.id);
  const byResponse = told === null ? 'untold' : group.judge(told, false);
  const looks = group.looksUp && byResponse === 'untold';
  const found = looks ? await readPlain(connection, target.type, target.id, signal) : null;
  const after = found ?? told;
  const lost = form === 'pathless' && after !== null ? siblingsLost(before, after, group) : null;
  if (lost !== null) await restoreSiblings(connection, target, lost, signal);
  const byLook = found === null ? byResponse : group.judge(found, true);
  return { verdict: lost === null ? byLook : 'lost', evidence: [{ answer }, ...(found === null ? [] : [{ found }])] };
}

/** A replace without a path may take the rest of an extension with it: what was there is read first, until it is known. */
async function lookBefore(
  connection: ScimConnection,
  { type, id }: FormTarget,
  groups: readonly FormGroup[],
  signal: AbortSignal,
): Promise<ScimResource | null> {
  const atRisk = groups.some(
    ({ subject, extension, looksUp, forms }) =>
      looksUp && extension !== null && forms.includes('pathless') && connection.forms.isOpen(subject),
  );
  return atRisk ? readPlain(connection, type, id, signal) : null;
}

/** @returns null when nothing has to be sent. */
async function sendForms(trial: Trial, chosen: readonly Chosen[]): Promise<HttpAnswer | null> {
  const operations = inOrder(chosen.flatMap(operationsOf));
  if (operations.length === 0) return null;
  const { answer, some } = await sendOperations(trial.connection, trial.target, operations, trial.signal);
  trial.wroteSome ||= some;
  return answer;
}

function operationsOf({ group, form, current = null }: Chosen): readonly PlacedOperation[] {
  if (form !== 'elements') return group.operations(form);
  return current === null ? [] : (group.elements?.anew(current) ?? []);
}

/** Refusals that are about how something is written, and those that are not (RFC 7644 section 3.12). */
const aboutForm = new Set(['notarget', 'invalidpath', 'invalidsyntax']);
const aboutValue = new Set(['uniqueness', 'mutability', 'sensitive', 'toomany', 'invalidvers']);

/** The forms that may fare better than one that was refused. */
function othersFor({ connection }: Trial, group: FormGroup, refusal: HttpAnswer): readonly PatchForm[] {
  const scimType = scimTypeOf(refusal) ?? '';
  const { subject, looksUp, elements } = group;
  const { status } = refusal;
  const isRefused =
    [400, 422].includes(status) ||
    (status === 404 && aboutForm.has(scimType)) ||
    (status === 500 && looksUp) ||
    (status === 501 && elements !== null);
  if (!isRefused || aboutValue.has(scimType)) return [];
  if (!aboutForm.has(scimType) && !connection.forms.isOpen(subject)) return [];
  const tried = connection.forms.proven(subject) ?? group.forms[0];
  // What is not there need not be removed (RFC 7644 section 3.5.2.2).
  return group.forms.filter((form) => form !== tried && (form !== 'omit' || scimType === 'notarget'));
}
