import type { HttpAnswer } from '../http/httpClient.ts';
import { parseJson } from '../parseJson.ts';
import { plainText } from '../plainText.ts';
import { countIn } from './listResponse.ts';
import { member } from './resource.ts';

/** What the engine needs of a target's `ServiceProviderConfig` (RFC 7643 section 5). */
export interface ScimCapabilities {
  readonly patch: boolean;
  /** Most resources in one list response; null when the target does not say. */
  readonly maxResults: number | null;
}

/** Reads the capabilities. A target that publishes none is taken to be able to PATCH; its responses decide the rest. */
export async function readCapabilities(read: () => Promise<HttpAnswer>): Promise<ScimCapabilities> {
  const answer = await read();
  const config = answer.status === 200 ? parseJson(answer.text) : undefined;
  const maxResults = countIn(member(member(config, 'filter'), 'maxResults'));
  const patch = member(member(config, 'patch'), 'supported');
  return {
    patch: plainText(patch).toLowerCase() !== 'false',
    maxResults: maxResults === 0 ? null : maxResults,
  };
}
