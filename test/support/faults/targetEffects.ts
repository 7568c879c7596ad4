import type { Later } from './later.ts';
import { odd, type Manner } from './manners.ts';
import type { Outcome, PassingRequest, WireAnswer } from './proxy.ts';

/** What can go wrong at a target. */
export type TargetEffect =
  /** Refused before it takes effect. A 503 says how long to wait, unless `retryAfter` is null. */
  | { readonly fault: 'refuse'; readonly status: 400 | 429 | 500 | 503; readonly retryAfter?: number | null }
  /** The connection is cut, before or after the request takes effect. */
  | { readonly fault: 'cut'; readonly effect: boolean }
  /** It takes effect, and the response is another one. */
  | { readonly fault: 'lose'; readonly as: 500 | 502 | 'html' | 'errorBody' }
  /** No answer ever comes. */
  | { readonly fault: 'hang'; readonly effect: boolean }
  /** 404 for a resource that is there; nothing takes effect. */
  | { readonly fault: 'falseNotFound' }
  /** Lists come in pages of this size. */
  | { readonly fault: 'pages'; readonly size: number }
  /** A PATCH or PUT is answered with the resource as it was before. */
  | { readonly fault: 'oldBody'; readonly effect: boolean }
  /** 202: it takes effect some requests later. */
  | { readonly fault: 'accepted' }
  /** A creation is answered with the id of another resource: `id`, or one that does not exist. */
  | { readonly fault: 'wrongId'; readonly id?: string }
  /** Nothing goes wrong: the server has a manner of its own, which a client has to cope with. */
  | { readonly fault: 'odd'; readonly manner: Manner };

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';
const scimType = 'application/scim+json';

function scimError(status: number, detail: string, headers: Readonly<Record<string, string>> = {}): WireAnswer {
  const text = JSON.stringify({ schemas: [errorSchema], status: String(status), detail });
  return { status, headers: { 'content-type': scimType, ...headers }, text };
}

const webPage: WireAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  text: '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in to the proxy.</body></html>',
};

/** Lets a fault befall a request. */
export async function befall(
  fault: TargetEffect,
  request: PassingRequest,
  postponed: Later,
  basePath: string,
): Promise<Outcome> {
  switch (fault.fault) {
    case 'refuse': {
      const { status, retryAfter = status === 503 || status === 429 ? 0 : null } = fault;
      const headers = retryAfter === null ? {} : { 'retry-after': String(retryAfter) };
      return scimError(status, 'The service failed before it did anything.', headers);
    }
    case 'cut':
      if (fault.effect) await request.send();
      return 'cut';
    case 'hang':
      if (fault.effect) await request.send();
      return 'nothing';
    case 'lose': {
      const answer = await request.send();
      return answer.status >= 400 ? answer : lost(fault.as);
    }
    case 'falseNotFound':
      return scimError(404, 'There is no such resource.');
    case 'oldBody':
      return oldBody(request, fault.effect);
    case 'accepted':
      postponed.add(() => request.send());
      return { status: 202, headers: {}, text: '' };
    case 'wrongId':
      return wrongId(await request.send(), fault.id, basePath);
    case 'odd':
      return odd(fault.manner, request);
    case 'pages':
      return request.send();
  }
}

function lost(as: 500 | 502 | 'html' | 'errorBody'): WireAnswer {
  if (as === 'html') return webPage;
  if (as === 'errorBody') return { ...scimError(500, 'The service failed after it had done it.'), status: 200 };
  return as === 500
    ? scimError(500, 'The service failed after it had done it.')
    : { status: 502, headers: { 'content-type': 'text/html' }, text: '<html><body>Bad Gateway</body></html>' };
}

async function oldBody(request: PassingRequest, effect: boolean): Promise<WireAnswer> {
  const before = await request.send({ method: 'GET', body: '' });
  if (before.status !== 200) return request.send();
  const answer = effect ? await request.send() : before;
  return answer.status >= 400 ? answer : before;
}

function wrongId(answer: WireAnswer, id: string | undefined, basePath: string): WireAnswer {
  if (answer.status !== 201) return answer;
  const body = JSON.parse(answer.text) as Record<string, unknown>;
  const right = String(body['id']);
  const wrong = id ?? `${right}-wrong`;
  const collection = answer.headers['location']?.includes(`${basePath}/Groups/`) === true ? 'Groups' : 'Users';
  const { origin } = new URL(answer.headers['location'] ?? 'http://127.0.0.1');
  const location = `${origin}${basePath}/${collection}/${wrong}`;
  const meta = { ...(body['meta'] as Record<string, unknown> | undefined), location };
  return {
    ...answer,
    headers: { ...answer.headers, location },
    text: JSON.stringify({ ...body, id: wrong, meta }),
  };
}

/** The path of a list that asks for no more than `size` resources at once. */
export function pagedPath(path: string, size: number): string {
  const [resource = '', query = ''] = path.split('?');
  if (!/^\/(?:Users|Groups)$/.test(resource)) return path;
  const parameters = new URLSearchParams(query);
  const asked = Number(parameters.get('count') ?? size);
  parameters.set('count', String(Math.min(asked, size)));
  return `${resource}?${parameters.toString()}`;
}
