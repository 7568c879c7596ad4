import { isDeepStrictEqual } from 'node:util';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError } from '../targetDirectory.ts';
import type { ScimConnection } from './connection.ts';
import { writeErrorOf } from './errors.ts';
import { etagOf, versionOf } from './guarded.ts';
import { readWhole, type WholeRead, type WholeResource } from './readWhole.ts';
import type { ScimResource } from './resource.ts';
import { text } from '../../protocol/text.ts';

/** A change that is made by writing an object whole. */
export interface WholeWrite extends WholeRead {
  /** Makes the change in a copy. */
  edit(resource: ScimResource): Record<string, unknown>;
}

const mostTries = 3;

/**
 * Updates an object of a target that does not support PATCH: reads it, changes it and writes it back whole (RFC 7644
 * section 3.5.1). What others change meanwhile is not overwritten: the ETag guards it (section 3.14) or, where there is
 * none, a second look right before.
 *
 * @returns the response to the PUT.
 * @throws TargetError, of kind `unknowable` when the object cannot be read wholly, `notFound` when it is not there, and
 *   `changed` when others change it each time.
 */
export async function writeWhole(
  connection: ScimConnection,
  write: WholeWrite,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const path = connection.resourcePath(write.type, write.id);
  let demand: HttpAnswer | null = null;
  for (let tried = 1; ;) {
    const current = await readWhole(connection, write, signal);
    const etag = demand === null ? etagOf(current.answer) : versionOf(current.answer);
    if (demand !== null && etag === null) throw writeErrorOf(demand, replacementRefused);
    const body = within(current, () => JSON.stringify(write.edit(current.resource)));
    if (etag === null) {
      const again = await readWhole(connection, write, signal);
      if (!within(again, () => isSame(current, again))) {
        if (++tried > mostTries) throw changedMeanwhile(again.answer);
        continue;
      }
    }
    const headers: Readonly<Record<string, string>> = etag === null ? {} : { 'if-match': etag };
    const answer = await connection.send({ method: 'PUT', path, body, repeatable: true, headers }, signal);
    if (answer.status === 428 && demand === null && etag === null) demand = answer;
    else if (answer.status !== 412) return answer;
    else if (++tried > mostTries) throw changedMeanwhile(answer);
  }
}

export const replacementRefused = text`The replacement was refused`;

/** Does what goes through all of a resource, whose values may be nested too deeply for that. */
function within<Result>({ answer }: WholeResource, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = text`The object is nested too deeply to be written back whole.`;
    throw new TargetError('unknowable', message, answer.exchange(), { cause: error });
  }
}

/** Compares two readings; `meta` may differ in how it is told, such as by the time of the last access. */
function isSame(left: WholeResource, right: WholeResource): boolean {
  return isDeepStrictEqual(withoutMeta(left.resource), withoutMeta(right.resource));
}

function withoutMeta(resource: ScimResource): ScimResource {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => name.toLowerCase() !== 'meta'));
}

function changedMeanwhile(answer: HttpAnswer): TargetError {
  const message = text`The object changed each time before it could be replaced. This target cannot change single attributes.`;
  return new TargetError('changed', message, answer.exchange(), { ambiguous: answer.maybeActed });
}
