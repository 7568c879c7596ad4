import { deniesAccess } from '../../decision/plan.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import type { ScimConnection } from './connection.ts';
import { isMissing } from './errors.ts';
import { isAboutValues } from './inBatches.ts';
import { parseJson } from '../parseJson.ts';
import { withReferences } from './replace.ts';
import { member, type ScimResource } from './resource.ts';
import { writeWhole, type WholeWrite } from './writeWhole.ts';

/** So many accounts are asked for to find out which of them the target refuses. */
const mostSuspects = 50;

/**
 * Writes an object whole with the members that the job has put there and the target doesn't show: its list may be cut short.
 * Where it refuses them, those whose account is not there or disabled are left out.
 *
 * @returns the response to the PUT.
 * @throws TargetError as `writeWhole` does.
 */
export async function writeKeeping(
  connection: ScimConnection,
  write: WholeWrite,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const unusable = new Set<string>();
  let unshown: readonly string[] = [];
  const unite = (resource: ScimResource): ScimResource => {
    let united = resource;
    unshown = [];
    for (const { attribute, written, multivalued } of write.keeps) {
      if (!multivalued || written.length === 0) continue;
      const ids = written.filter((id) => !unusable.has(id));
      const { resource: next, added } = withReferences(united, attribute, ids);
      united = next;
      unshown = [...unshown, ...added];
    }
    return united;
  };
  const put = (): Promise<HttpAnswer> =>
    writeWhole(connection, { ...write, edit: (resource) => write.edit(unite(resource)) }, signal);
  const answer = await put();
  if (unshown.length === 0 || unshown.length > mostSuspects || !isAboutValues(answer)) return answer;
  for (const id of unshown) if (await isOutOfUse(connection, id, signal)) unusable.add(id);
  return unusable.size === 0 ? answer : put();
}

/** Whether an account is not there, or disabled: some targets take it out of its groups, and not in again. */
async function isOutOfUse(connection: ScimConnection, id: string, signal: AbortSignal): Promise<boolean> {
  const answer = await connection.leanGet('User', id, '', signal);
  const active = answer.status === 200 ? member(parseJson(answer.text), 'active') : null;
  return isMissing(answer) || active === false || (typeof active === 'string' && deniesAccess(active));
}
