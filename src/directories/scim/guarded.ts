import type { ObjectType } from '../../protocol/provisioning.ts';
import type { HttpAnswer, HttpRequest } from '../http/httpClient.ts';
import { parseJson } from '../parseJson.ts';
import type { ScimConnection } from './connection.ts';
import { member } from './resource.ts';

const mostTries = 3;

/**
 * Changes one object. A target that asks for a precondition (428, RFC 6585 section 3) gets the ETag that the object has
 * now, again where it was changed in between (412).
 */
export async function sendGuarded(
  connection: ScimConnection,
  type: ObjectType,
  id: string,
  request: Pick<HttpRequest, 'method' | 'body'>,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const path = connection.resourcePath(type, id);
  const whole: HttpRequest = { ...request, path, repeatable: true };
  let answer = await connection.send(whole, signal);
  for (let tried = 0; tried < mostTries && answer.status === (tried === 0 ? 428 : 412); tried++) {
    const etag = versionOf(await connection.leanGet(type, id, '', signal));
    if (etag === null) break;
    answer = await connection.send({ ...whole, headers: { 'if-match': etag } }, signal);
  }
  return answer;
}

/** The ETag of a resource's response; null when it has none. */
export function etagOf({ headers }: HttpAnswer): string | null {
  const etag = headers['etag'];
  return etag === undefined || etag === '' ? null : etag;
}

/** The ETag, or `meta.version`, which holds the same (RFC 7643 section 3.1). */
export function versionOf(answer: HttpAnswer): string | null {
  const version = member(member(parseJson(answer.text), 'meta'), 'version');
  return etagOf(answer) ?? (typeof version === 'string' && version !== '' ? version : null);
}
