import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { TargetError } from '../targetDirectory.ts';
import { idOf, isSameId, readJson } from './answers.ts';
import { parseAttributePath, type AttributePath } from './attributePath.ts';
import type { ScimConnection } from './connection.ts';
import { errorOf, unreadable } from './errors.ts';
import { namesMembers } from './heldReferences.ts';
import { referenceValue, type KeptReferences } from './keptReferences.ts';
import { carriedMember, member, memberName, type ScimResource } from './resource.ts';

/** An object that is to be written back whole. */
export interface WholeRead {
  readonly type: ObjectType;
  readonly id: string;
  /** Reference attributes that the object must not lose. */
  readonly keeps: readonly KeptReferences[];
}

/** An object with everything that must not be lost when it is written back. */
export interface WholeResource {
  readonly resource: ScimResource;
  /** The response that it was read from. */
  readonly answer: HttpAnswer;
}

/**
 * Reads an object to be written back. A reference attribute that it does not tell is asked for by name, since some targets
 * leave members out by default (RFC 7643 section 7, `returned`).
 *
 * @throws TargetError, of kind `unknowable` when an attribute that must be kept is neither told nor known.
 */
export async function readWhole(
  connection: ScimConnection,
  { type, id, keeps }: WholeRead,
  signal: AbortSignal,
): Promise<WholeResource> {
  const path = connection.resourcePath(type, id);
  const answer = await connection.get(path, signal);
  if (answer.status !== 200) throw errorOf(answer, text`Reading the object before replacing it was refused`);
  let resource = readJson(answer);
  if (!isSameId(idOf(resource) ?? '', id))
    throw unreadable(answer, text`The target gave something else than the object that is to be replaced.`);
  for (const kept of keeps) {
    const { attribute, ids } = kept;
    const place = parseAttributePath(attribute);
    if (carriedMember(resource, place) !== undefined) continue;
    const asked = await connection.get(`${path}?attributes=${encodeURIComponent(attribute)}`, signal);
    const told = toldIn(asked, place);
    if (told === undefined && ids === null) throw unknowable(asked, attribute);
    const value = told ?? referenceValue(kept, told === undefined ? (ids ?? []) : []);
    if (value !== undefined) resource = withMember(resource, place, value);
  }
  return { resource, answer };
}

/** What a response tells of an attribute, null where it has no values; undefined when it does not tell it. */
function toldIn(answer: HttpAnswer, place: AttributePath): unknown {
  // A target that does not know the parameter may refuse it; any other refusal tells nothing about the attribute.
  if (![200, 400, 404, 501].includes(answer.status)) throw errorOf(answer, text`Reading ${place.text} was refused`);
  return answer.status === 200 ? carriedMember(readJson(answer), place) : undefined;
}

function withMember(resource: ScimResource, place: AttributePath, value: unknown): ScimResource {
  if (place.schema === null) return { ...resource, [memberName(resource, place.attribute)]: value };
  const extension = memberName(resource, place.schema);
  return { ...resource, [extension]: { ...(member(resource, extension) as object), [place.attribute]: value } };
}

function unknowable(answer: HttpAnswer, attribute: string): TargetError {
  const message = namesMembers(attribute)
    ? text`The target can only replace a group as a whole, but does not say who is in it. The group is left as it is.`
    : text`The target can only replace the object as a whole, but does not say what ${attribute} holds. The object is left as it is.`;
  return new TargetError('unknowable', message, answer.exchange());
}
