import type { HttpAnswer } from '../http/httpClient.ts';
import { redactionMark } from '../http/redaction/redactor.ts';
import { plainText } from '../plainText.ts';
import { unreadable } from './errors.ts';
import { parseJson } from '../parseJson.ts';
import { member, type ScimResource } from './resource.ts';
import { type Text, text } from '../../protocol/text.ts';

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:error';
const mayBeError = /"urn:ietf:params:scim:api:messages:2\.0:Error"/i;

/**
 * Takes off the mask of a refusal that came as a success: some servers send the Error body of RFC 7644 section 3.12 with
 * status 200. It gets the status that its body names, or 400 where that names none; the quoted exchange stays as it was.
 */
export function unmasked(answer: HttpAnswer): HttpAnswer {
  if (answer.status < 200 || answer.status > 299 || !mayBeError.test(answer.text)) return answer;
  const body = parseJson(answer.text);
  const schemas = member(body, 'schemas');
  const named: readonly unknown[] = Array.isArray(schemas) ? schemas : [schemas];
  if (!named.some((schema) => typeof schema === 'string' && schema.toLowerCase() === errorSchema)) return answer;
  const status = Number.parseInt(plainText(member(body, 'status')), 10);
  return { ...answer, status: status >= 400 && status <= 599 ? status : 400 };
}

/** Reads a SCIM response as a JSON object. @throws TargetError of kind `unreadable` when it is none. */
export function readJson(answer: HttpAnswer): ScimResource {
  const parsed = parseJson(answer.text);
  if (parsed === undefined) throw unreadable(answer, notJson(answer));
  if (!isObject(parsed))
    throw unreadable(answer, text`The target’s response (HTTP ${answer.status}) is not a JSON object.`);
  return parsed;
}

/** Says that a response is not JSON, and what it claims to be. */
export function notJson({ status, headers }: HttpAnswer): Text {
  return text`The target’s response (HTTP ${status}) is not JSON (${headers['content-type'] ?? text`no content type`}).`;
}

/** Reads one resource, which must have an id. @throws TargetError of kind `unreadable` */
export function readResource(answer: HttpAnswer): ScimResource & { readonly id: string } {
  const resource = readJson(answer);
  const id = idOf(resource);
  if (id === null)
    throw unreadable(answer, text`The target’s response (HTTP ${answer.status}) is a resource without an id.`);
  return { ...resource, id };
}

/**
 * Reads the resource that was asked for by its id; the letter case of ids doesn't count. @throws TargetError of kind
 * `unreadable`, also for another one.
 */
export function readResourceOf(answer: HttpAnswer, id: string): ScimResource & { readonly id: string } {
  const resource = readResource(answer);
  if (!isSameId(resource.id, id)) throw unreadable(answer, isAnother(id, resource.id));
  return { ...resource, id };
}

/** Whether two ids are the same; some servers don't keep their letter case. */
export function isSameId(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** Says that a response is about another object than the request. */
export function isAnother(asked: string, told: string): Text {
  return text`The target was asked for ${asked}, and responded with ${told}.`;
}

/**
 * An id is a string (RFC 7643 section 3.1); some servers write the number that it is to them. One that cannot be written in
 * an address, or of which a credential was a part, is none.
 */
export function idOf(resource: unknown): string | null {
  const id = member(resource, 'id');
  if (typeof id === 'number') return String(id);
  return typeof id === 'string' && id !== '' && id.isWellFormed() && !id.includes(redactionMark) ? id : null;
}

export function isObject(value: unknown): value is ScimResource {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
