import type { ObjectType } from '../../protocol/provisioning.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import { HttpFailure } from '../http/httpClient.ts';
import { TargetError, type TargetErrorKind } from '../targetDirectory.ts';
import { member, type ScimResource } from './resource.ts';

/** Reads a SCIM answer as JSON. @throws TargetError of kind `unreadable` when it is none. */
export function readJson(answer: HttpAnswer): ScimResource {
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer.text);
  } catch {
    const type = answer.headers['content-type'] ?? 'no content type';
    throw unreadable(answer, `The target answered ${answer.status} with a body that is not JSON (${type}).`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw unreadable(answer, `The target answered ${answer.status} with JSON that is not an object.`);
  }
  return parsed as ScimResource;
}

/** Reads one resource, which must have an id. */
export function readResource(answer: HttpAnswer): ScimResource & { readonly id: string } {
  const resource = readJson(answer);
  const id = idOf(resource);
  if (id === null) throw unreadable(answer, `The target answered ${answer.status} with a resource that has no id.`);
  return { ...resource, id };
}

/**
 * Reads which resource was created. The body may be left out, since the id stands in `Location` as well (RFC 7644 section 3.3).
 *
 * @throws TargetError that is ambiguous when neither says which resource was created.
 */
export function readCreatedId(answer: HttpAnswer): string {
  const id = /\/(?:Users|Groups)\/([^/?#]+)\/?$/i.exec(answer.headers['location'] ?? '')?.[1];
  return id !== undefined && (answer.text.trim() === '' || answer.status === 204)
    ? decodeURIComponent(id)
    : readResource(answer).id;
}

/** An id is a string (RFC 7643 section 3.1); some servers write the number that it is to them. */
function idOf(resource: unknown): string | null {
  const id = member(resource, 'id');
  return typeof id === 'number' || (typeof id === 'string' && id !== '') ? String(id) : null;
}

export interface ListResponse {
  readonly resources: readonly (ScimResource & { readonly id: string })[];
  readonly totalResults: number | null;
}

const listResponse = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** Reads a ListResponse (RFC 7644 section 3.4.2); one without `totalResults`, which some servers leave out, too. */
export function readList(answer: HttpAnswer, type: ObjectType): ListResponse {
  if (answer.status !== 200) throw listRefused(answer, type);
  const body = readJson(answer);
  const resources = member(body, 'Resources') ?? [];
  const totalResults = member(body, 'totalResults');
  const schemas = member(body, 'schemas');
  const isList = typeof totalResults === 'number' || (Array.isArray(schemas) && schemas.includes(listResponse));
  if (!Array.isArray(resources) || (!isList && resources.length === 0)) {
    throw unreadable(answer, 'The target answered 200 with something that is not a SCIM ListResponse.');
  }
  return {
    resources: resources.map((resource: unknown) => {
      const id = idOf(resource);
      if (id === null) throw unreadable(answer, 'The target listed a resource that has no id.');
      return { ...(resource as ScimResource), id };
    }),
    totalResults: typeof totalResults === 'number' ? totalResults : null,
  };
}

/** A list is never "not found": where there is none, the target does not have the resource type. */
function listRefused(answer: HttpAnswer, type: ObjectType): TargetError {
  const refused = errorOf(answer, `The list of ${type === 'User' ? 'users' : 'groups'} was refused`);
  return refused.kind === 'notFound' ? new TargetError('notImplemented', refused.message, refused.exchange) : refused;
}

/** Makes an error of an answer that is not the expected one; the target's own words are quoted. */
export function errorOf(answer: HttpAnswer, what: string): TargetError {
  if (answer.status >= 300 && answer.status < 400) {
    // As it is quoted, without secrets.
    const location = answer.exchange().response?.headers['location'] ?? 'another address';
    const message = `${what} (HTTP ${answer.status}): the target points to ${location}, which is not followed, since the token is for this address only`;
    return new TargetError('redirected', message, answer.exchange());
  }
  const detail = detailOf(answer);
  const words = detail === null ? '' : `: ${detail}`;
  return new TargetError(kindOf(answer, detail), `${what} (HTTP ${answer.status})${words}`, answer.exchange());
}

/** Makes an error of a request that got no answer. */
export function errorOfFailure(failure: HttpFailure, ambiguous: boolean): TargetError {
  const timedOut = failure.code.includes('TIMEOUT') && failure.code !== 'UND_ERR_CONNECT_TIMEOUT';
  return new TargetError(timedOut ? 'timeout' : 'network', failure.message, failure.exchange, {
    ambiguous: ambiguous && failure.maybeSent,
    cause: failure,
  });
}

function unreadable(answer: HttpAnswer, message: string): TargetError {
  return new TargetError('unreadable', message, answer.exchange(), { ambiguous: answer.status < 300 });
}

function kindOf(answer: HttpAnswer, detail: string | null): TargetErrorKind {
  if (
    detail !== null &&
    answer.status >= 400 &&
    answer.status < 500 &&
    answer.status !== 401 &&
    /licen[cs]e|seat/i.test(detail)
  )
    return 'licenseLimit';
  switch (answer.status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'notFound';
    case 409:
      return 'conflict';
    case 429:
      return 'throttled';
    case 501:
      return 'notImplemented';
    default:
      return answer.status >= 500 ? 'serverError' : 'rejected';
  }
}

/** The target's own words; taken from the quoted answer, which holds no secret. */
function detailOf(answer: HttpAnswer): string | null {
  const text = (answer.exchange().response?.body ?? '').trim();
  try {
    const body: unknown = JSON.parse(text);
    const detail = member(body, 'detail') ?? member(body, 'error_summary') ?? member(body, 'message');
    const scimType = member(body, 'scimType');
    if (typeof detail === 'string') return typeof scimType === 'string' ? `${scimType}: ${detail}` : detail;
  } catch {
    // Not JSON: the body's beginning is the best there is.
  }
  return text === '' || text.startsWith('<') ? null : text.slice(0, 200);
}
