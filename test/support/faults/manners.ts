import type { PassingRequest, WireAnswer } from './proxy.ts';

/** Manners of servers in the field that a client has to cope with. None of them is a failure. */
export const manners = [
  /** Counts in lists are texts: `"totalResults": "3"`. */
  'countsAsText',
  /** Lists name no schemas, and an empty one has no `Resources` either. */
  'bareLists',
  /** Bodies are in another character encoding than UTF-8, and say so. */
  'utf16',
  /** A request that leaves attributes out is refused. */
  'refusesExcludedAttributes',
  /** A change without `If-Match` is refused (428). */
  'demandsIfMatch',
  /** An operation that adds a single value is refused. */
  'refusesAdd',
] as const;

export type Manner = (typeof manners)[number];

/** Lets a request take effect at a server with this manner. */
export async function odd(manner: Manner, request: PassingRequest): Promise<WireAnswer> {
  const { method, path, body, headers } = request;
  switch (manner) {
    case 'refusesExcludedAttributes':
      return path.includes('excludedAttributes=') ? refusal(403, 'This parameter is not allowed.') : request.send();
    case 'demandsIfMatch':
      return ['PATCH', 'PUT', 'DELETE'].includes(method) && headers['if-match'] === undefined
        ? refusal(428, 'Say which version is to be changed.')
        : request.send();
    case 'refusesAdd':
      return method === 'PATCH' && addsOne(body) ? refusal(400, 'Add is for lists.', 'invalidSyntax') : request.send();
    case 'utf16': {
      const answer = await request.send();
      const type = 'application/scim+json; charset=utf-16le';
      const isText = answer.text !== '';
      return isText ? { ...answer, encoding: 'utf16le', headers: { ...answer.headers, 'content-type': type } } : answer;
    }
    case 'countsAsText':
    case 'bareLists':
      return bentList(manner, await request.send());
  }
}

function bentList(manner: 'countsAsText' | 'bareLists', answer: WireAnswer): WireAnswer {
  if (answer.status !== 200 || !answer.text.includes('"totalResults"')) return answer;
  const list = JSON.parse(answer.text) as Record<string, unknown>;
  const resources = list['Resources'];
  const isEmpty = Array.isArray(resources) && resources.length === 0;
  const hidden = new Set(['schemas', ...(isEmpty ? ['Resources'] : [])]);
  const bent =
    manner === 'countsAsText'
      ? { ...list, totalResults: String(list['totalResults']) }
      : Object.fromEntries(Object.entries(list).filter(([name]) => !hidden.has(name)));
  return { ...answer, text: JSON.stringify(bent) };
}

/** Whether an operation adds something that is no list. */
function addsOne(body: string): boolean {
  const { Operations: operations = [] } = JSON.parse(body) as { Operations?: { op?: string; value?: unknown }[] };
  return operations.some(({ op, value }) => op?.toLowerCase() === 'add' && !Array.isArray(value));
}

function refusal(status: number, detail: string, scimType?: string): WireAnswer {
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail, scimType };
  return { status, headers: { 'content-type': 'application/scim+json' }, text: JSON.stringify(body) };
}
