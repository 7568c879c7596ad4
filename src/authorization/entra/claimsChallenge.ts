/** Characters of a claims request, at most: more than Entra's longest, and less than a request can carry. */
const longest = 4096;

/**
 * What a response asks the next token to fulfil: the claims request of a claims challenge, as JSON, which goes into a token request as
 * it is (Microsoft identity platform, "Claims challenges, claims requests and client capabilities"; OpenID Connect Core 1.0
 * section 5.5). Null where there is no challenge, or one that nobody could answer.
 *
 * @param header the field `WWW-Authenticate` (RFC 9110 section 11.6.1), once or several times.
 */
export function claimsAskedFor(header: string | readonly string[] | undefined): string | null {
  for (const { scheme, params } of challengesIn([header ?? []].flat().join(', '))) {
    const claims = params.get('claims');
    if (scheme !== 'bearer' || params.get('error') !== 'insufficient_claims' || claims === undefined) continue;
    return decoded(claims);
  }
  return null;
}

/**
 * A `WWW-Authenticate` value with the challenge and nothing else: what the server says beside it, such as a scope, would count for
 * whoever gets a token with it.
 */
export function challengeHeader(claims: string): string {
  const params = ['error="insufficient_claims"', `claims="${Buffer.from(claims).toString('base64')}"`];
  return `Bearer ${params.join(', ')}`;
}

interface Challenge {
  readonly scheme: string;
  readonly params: ReadonlyMap<string, string>;
}

/** A parameter with its value, or the name of a scheme. */
const word = /[\s,]*([\w!#$%&'*+.^`|~-]+)(?:[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([\w!#$%&'*+.^`|~/=-]+)))?/gy;

function challengesIn(header: string): readonly Challenge[] {
  const found: { readonly scheme: string; readonly params: Map<string, string> }[] = [];
  for (const [, name = '', quoted, bare] of header.matchAll(word)) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? bare;
    if (value === undefined) found.push({ scheme: name.toLowerCase(), params: new Map() });
    else found.at(-1)?.params.set(name.toLowerCase(), value);
  }
  return found;
}

/** Null for what isn't a JSON object in Base64, of whichever alphabet. */
function decoded(claims: string): string | null {
  if (!/^[\w+/-]+={0,2}$/.test(claims)) return null;
  const text = Buffer.from(claims, 'base64').toString();
  if (text.length > longest) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : null;
  } catch {
    return null;
  }
}
