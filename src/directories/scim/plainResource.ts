import type { ObjectType } from '../../protocol/provisioning.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { idOf, isObject, isSameId } from './answers.ts';
import type { ScimConnection } from './connection.ts';
import { parseJson } from '../parseJson.ts';
import { looksLikeResource } from './receipts.ts';
import type { ScimResource } from './resource.ts';

/** Reads an object as the target shows it unasked, groups without their members; null when it cannot be read. */
export async function readPlain(
  connection: ScimConnection,
  type: ObjectType,
  id: string,
  signal: AbortSignal,
): Promise<ScimResource | null> {
  const answer = await connection.leanGet(type, id, '', signal);
  const body = answer.status === 200 ? parseJson(answer.text) : null;
  return isObject(body) && isSameId(idOf(body) ?? '', id) ? body : null;
}

/** The object that the response to a write carries; null when it carries none, or another one. */
export function resourceIn(answer: HttpAnswer, attributes: readonly string[], id: string): ScimResource | null {
  const body = [200, 201, 203].includes(answer.status) ? parseJson(answer.text) : null;
  if (!isObject(body) || !looksLikeResource(body, attributes)) return null;
  return idOf(body) === null || idOf(body) === id ? body : null;
}
