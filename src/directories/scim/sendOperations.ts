import type { HttpAnswer } from '../http/httpClient.ts';
import type { ScimConnection } from './connection.ts';
import { detailOf, isSuccess, scimTypeOf } from './errors.ts';
import type { FormTarget } from './formGroup.ts';
import { sendGuarded } from './guarded.ts';
import { patchBody, type PatchOperation } from './patch.ts';

/** What came of the operations of one change. */
export interface SentOperations {
  /** The response that has the last word: the refusal where there is one. */
  readonly answer: HttpAnswer;
  /** Whether the target took some of them before it refused one. */
  readonly some: boolean;
}

/**
 * Sends the operations of a change in one request (RFC 7644 section 3.5.2) or, to a target that takes no more than one, in a
 * request for each. That a target is such a one is tried where nothing else explains its refusal, and known where it then takes
 * each of them.
 *
 * @param operations one at least.
 */
export async function sendOperations(
  connection: ScimConnection,
  target: Pick<FormTarget, 'type' | 'id'>,
  operations: readonly PatchOperation[],
  signal: AbortSignal,
): Promise<SentOperations> {
  const { forms, dialect } = connection;
  const send = (part: readonly PatchOperation[]): Promise<HttpAnswer> =>
    sendGuarded(connection, target.type, target.id, { method: 'PATCH', body: patchBody(part) }, signal);
  if (operations.length === 1 || dialect === 'entra') return { answer: await send(operations), some: false };
  const isKnown = forms.proven('several') === 'apart';
  const together = isKnown ? null : await send(operations);
  if (together !== null && isSuccess(together)) forms.needsNothing('several');
  if (together !== null && !(forms.isOpen('several') && mayBeOfSeveral(together)))
    return { answer: together, some: false };
  const apart = await sendEach(send, operations);
  if (together === null) return apart;
  if (isSuccess(apart.answer)) forms.prove('several', 'apart');
  else forms.triedInVain('several');
  return isSuccess(apart.answer) || apart.some ? apart : { answer: together, some: false };
}

/** Ends with the first refusal. */
async function sendEach(
  send: (part: readonly PatchOperation[]) => Promise<HttpAnswer>,
  [first, ...rest]: readonly PatchOperation[],
): Promise<SentOperations> {
  let answer = await send(first === undefined ? [] : [first]);
  if (!isSuccess(answer)) return { answer, some: false };
  for (const operation of rest) {
    answer = await send([operation]);
    if (!isSuccess(answer)) return { answer, some: true };
  }
  return { answer, some: false };
}

const refusals = new Set([400, 413, 422, 501]);
/** What a refusal of several operations may be called, none included (RFC 7644 section 3.12). */
const unspecific = new Set(['', 'invalidsyntax', 'toomany']);
const namesNumber = /\b(?:one|single|multiple|several|number of|1)\b[^.]{0,30}\boperations?\b/i;

/** Whether a refusal may be of how many operations a request has. */
function mayBeOfSeveral(answer: HttpAnswer): boolean {
  if (!refusals.has(answer.status)) return false;
  return unspecific.has(scimTypeOf(answer) ?? '') || namesNumber.test(detailOf(answer) ?? '');
}
