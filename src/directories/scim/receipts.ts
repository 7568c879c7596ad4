import { confirmedReceipt, type WriteReceipt } from '../../decision/knowledge.ts';
import type { ObjectType } from '../../protocol/provisioning.ts';
import { text } from '../../protocol/text.ts';
import type { HttpAnswer } from '../http/httpClient.ts';
import type { CreationReceipt, DeletionReceipt } from '../targetDirectory.ts';
import { idOf, isObject, notJson } from './answers.ts';
import { unreadable } from './errors.ts';
import { heldReferences } from './heldReferences.ts';
import { idInAddress } from './idInAddress.ts';
import { parseJson } from '../parseJson.ts';
import { carriedValues, member, type ScimResource } from './resource.ts';
import type { ShownAttributes } from './shownAttributes.ts';

/*
 * What the response to a write says. A status of 2xx alone is no confirmation: proxies, login pages and queues give it
 * too. Every function here takes such a response, and throws a TargetError of kind `unreadable`, an ambiguous one, when
 * something is in it that a SCIM server does not send.
 */

/** What a response of 2xx shows: that all is done, nothing certain, or the resource as it is after the write. */
type Evidence =
  | { readonly kind: 'done' }
  | { readonly kind: 'open' }
  | { readonly kind: 'resource'; readonly resource: ScimResource; readonly id: string | null };

const unsettled: WriteReceipt = { told: {}, settled: false };

/**
 * The receipt of a change of an object.
 *
 * @param attributes those that were written.
 * @param id the object that was written to; a resource of another id confirms nothing.
 */
export function readReceipt(
  answer: HttpAnswer,
  attributes: readonly string[],
  id: string,
  shown: ShownAttributes,
): WriteReceipt {
  const evidence = evidenceIn(answer, attributes);
  if (evidence.kind === 'done') return confirmedReceipt;
  if (evidence.kind === 'open' || isOther(evidence, id)) return unsettled;
  const { resource } = evidence;
  const { told, settled } = toldBy(resource, attributes);
  return { told: settled ? shown.complete(resource, attributes, told) : told, settled };
}

/**
 * The receipt of a creation. The id stands in the body, or in `Location` where the body is left out (RFC 7644
 * section 3.3). With 202 only a resource's id counts: that of a queued job may be the id of another object.
 */
export function readCreation(answer: HttpAnswer, type: ObjectType, attributes: readonly string[]): CreationReceipt {
  const located = idInLocation(answer, type);
  if (answer.status === 202) {
    const body = parseJson(answer.text);
    return { id: located ?? (looksLikeResource(body, attributes) ? idOf(body) : null), queued: true, ...unsettled };
  }
  const queued = false;
  const evidence = evidenceIn(answer, attributes);
  if (evidence.kind === 'done') return { id: located, queued, ...confirmedReceipt };
  if (evidence.kind === 'open') return { id: located, queued, ...unsettled };
  return { id: evidence.id ?? located, queued, ...toldBy(evidence.resource, attributes) };
}

/**
 * The receipt of a deletion; one that is not confirmed counts as accepted, to be looked at. So does one that still shows the
 * object: RFC 7644 section 3.6 has no body in the response. An account that is shown without access is one that the target
 * deletes by disabling it.
 */
export function readDeletion(answer: HttpAnswer, id: string): DeletionReceipt {
  const evidence = evidenceIn(answer, []);
  if (evidence.kind === 'open' || isOther(evidence, id)) return 'accepted';
  return evidence.kind === 'resource' && isInUse(evidence.resource) ? 'accepted' : 'deleted';
}

/** Whether a resource tells more than what it is, and not that it has no access. */
function isInUse(resource: ScimResource): boolean {
  const active = member(resource, 'active');
  if (typeof active === 'boolean') return active;
  if (typeof active === 'string') return active.trim().toLowerCase() !== 'false';
  return Object.keys(resource).some((name) => !commonAttributes.has(name.toLowerCase()));
}

/** Attributes that say nothing of whether the object is there: those that every resource has (RFC 7643 section 3), and an empty `active`. */
const commonAttributes: ReadonlySet<string> = new Set(['schemas', 'id', 'externalid', 'meta', 'active']);

/** Whether a response confirms that references were written: it must not tell others than those that should be there. */
export function settlesReferences(
  answer: HttpAnswer,
  attribute: string,
  written: { readonly add: readonly string[]; readonly remove: readonly string[] },
  id: string,
): boolean {
  const evidence = evidenceIn(answer, [attribute]);
  if (evidence.kind === 'open' || isOther(evidence, id)) return false;
  const told = evidence.kind === 'done' ? null : heldReferences(evidence.resource, attribute);
  if (told === null) return true;
  const held = new Set(told);
  return written.add.every((value) => held.has(value)) && !written.remove.some((value) => held.has(value));
}

function evidenceIn(answer: HttpAnswer, attributes: readonly string[]): Evidence {
  if (answer.status === 204 || answer.status === 205) return { kind: 'done' };
  if (![200, 201, 203].includes(answer.status)) return { kind: 'open' };
  if (answer.text.trim() === '') return { kind: 'done' };
  const body = parseJson(answer.text);
  if (body === undefined) throw unreadable(answer, notJson(answer), true);
  if (isObject(body) && (idOf(body) !== null || looksLikeResource(body, attributes)))
    return { kind: 'resource', resource: body, id: idOf(body) };
  if (/^text\/html\b/i.test(answer.headers['content-type'] ?? ''))
    throw unreadable(answer, text`The target’s response (HTTP ${answer.status}) is a web page.`, true);
  return { kind: 'open' };
}

/** The URN of a core or extension schema of users or groups: `urn:ietf:params:scim:schemas:core:2.0:User`. */
const resourceSchema = /^urn:.+:(?:User|Group)$/i;

/** Whether a response is a user or a group: it says so, or tells one of the attributes. */
export function looksLikeResource(body: unknown, attributes: readonly string[]): boolean {
  if (!isObject(body)) return false;
  const schemas = member(body, 'schemas');
  if (Array.isArray(schemas) && schemas.some((schema) => typeof schema === 'string' && resourceSchema.test(schema)))
    return true;
  try {
    return Object.keys(carriedValues(body, attributes)).length > 0;
  } catch {
    return false;
  }
}

function isOther(evidence: Evidence, id: string): boolean {
  return evidence.kind === 'resource' && evidence.id !== null && evidence.id !== id;
}

/** A resource that cannot be read, such as one that is nested too deeply, confirms nothing. */
function toldBy(resource: ScimResource, attributes: readonly string[]): WriteReceipt {
  try {
    return { told: carriedValues(resource, attributes), settled: true };
  } catch {
    return unsettled;
  }
}

/** An address of another type's resource, such as that of a queued job, tells no id. */
function idInLocation({ headers }: HttpAnswer, type: ObjectType): string | null {
  const location = headers['location'] ?? '';
  return new RegExp(`/${type}s/[^/?#]+/?(?:[?#].*)?$`, 'i').test(location) ? idInAddress(location) : null;
}
