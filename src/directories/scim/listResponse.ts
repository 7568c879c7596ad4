import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import type { TargetError } from '../targetDirectory.ts';
import { idOf, readJson } from './answers.ts';
import { errorAs, errorOf, unreadable } from './errors.ts';
import { member, type ScimResource } from './resource.ts';

export interface ListResponse {
  readonly resources: readonly (ScimResource & { readonly id: string })[];
  /** Listed entries that are no resource, or one without an id. */
  readonly unreadable: number;
  readonly totalResults: number | null;
}

const listResponse = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/**
 * Reads a ListResponse (RFC 7644 section 3.4.2), also one without `totalResults` or `schemas`, which some servers leave
 * out. A broken entry breaks itself and not the list.
 *
 * @throws TargetError of the refusal's kind, or `unreadable` when the response is no list.
 */
export function readList(answer: HttpAnswer, type: ObjectType): ListResponse {
  if (answer.status !== 200) throw listRefused(answer, type);
  const body = readJson(answer);
  const listed = member(body, 'Resources');
  const entries = listed ?? [];
  const totalResults = countIn(member(body, 'totalResults'));
  const schemas = member(body, 'schemas');
  const isList =
    totalResults !== null || Array.isArray(listed) || (Array.isArray(schemas) && schemas.includes(listResponse));
  if (!isList || !Array.isArray(entries))
    throw unreadable(answer, text`The target’s response (HTTP ${answer.status}) is not a SCIM ListResponse.`);
  const resources = entries.flatMap((entry: unknown) => {
    const id = idOf(entry);
    return id === null ? [] : [{ ...(entry as ScimResource), id }];
  });
  return { resources, unreadable: entries.length - resources.length, totalResults };
}

/** A count as a number, or as the text of one; null for anything else. */
export function countIn(value: unknown): number | null {
  const count = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

/** A list is never "not found": where there is none, the target does not have the resource type. */
function listRefused(answer: HttpAnswer, type: ObjectType): TargetError {
  const refused = errorOf(
    answer,
    type === 'User' ? text`The list of users was refused` : text`The list of groups was refused`,
  );
  return refused.kind === 'notFound' ? errorAs('notImplemented', refused) : refused;
}
