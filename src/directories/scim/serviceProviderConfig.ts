import type { HttpAnswer, HttpRequest } from '../http/httpClient.ts';
import { member } from './resource.ts';

/** What the engine needs of a target's `ServiceProviderConfig` (RFC 7643 section 5). */
export interface ScimCapabilities {
  readonly patch: boolean;
  /** Most resources in one list answer; null when the target does not say. */
  readonly maxResults: number | null;
}

const assumed: ScimCapabilities = { patch: true, maxResults: null };

/** Reads the capabilities. A target that publishes none is taken to be able to PATCH; its answers decide the rest. */
export async function readCapabilities(
  send: (request: HttpRequest) => Promise<HttpAnswer>,
  basePath: string,
): Promise<ScimCapabilities> {
  const answer = await send({ method: 'GET', path: `${basePath}/ServiceProviderConfig`, repeatable: true });
  if (answer.status !== 200) return assumed;
  try {
    const config: unknown = JSON.parse(answer.text);
    const maxResults = member(member(config, 'filter'), 'maxResults');
    return {
      patch: member(member(config, 'patch'), 'supported') !== false,
      maxResults: typeof maxResults === 'number' && maxResults > 0 ? maxResults : null,
    };
  } catch {
    return assumed;
  }
}
