import { claimsAskedFor } from '../../authorization/entra/claimsChallenge.ts';
import { ProvisioningFailure } from '../../protocol/failure.ts';
import { type Text, text } from '../../protocol/text.ts';
import { BearerFailure } from '../http/bearer.ts';
import {
  HttpFailure,
  type HttpAnswer,
  type HttpClient,
  type HttpClientOptions,
  type HttpRequest,
} from '../http/httpClient.ts';
import { redactionMark } from '../http/redaction/redactor.ts';
import { graphRefusal } from './graphRefusal.ts';
import { createPageBounds } from './pageBounds.ts';

export interface GraphPage {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly nextLink: string | null;
  readonly deltaLink: string | null;
}

/** Speaks to Microsoft Graph: JSON, paging by opaque links, Graph's error bodies. */
export interface GraphClient {
  /** @param pathOrLink a path below the base address (`/users`), or a link that Graph gave. */
  get(
    pathOrLink: string,
    signal: AbortSignal,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Like `get`, but null when Graph answers 404, or 410 for what is permanently gone (RFC 9110 section 15.5.11). */
  find(
    path: string,
    signal: AbortSignal,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>> | null>;
  /**
   * Sends any other request.
   *
   * @param request its path is one below the base address.
   * @returns the response, whose status is one of success.
   * @throws GraphRefusal in Graph's words, ProvisioningFailure of kind `connection` when no response came.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  pages(pathOrLink: string, signal: AbortSignal, headers?: Readonly<Record<string, string>>): AsyncIterable<GraphPage>;
  /** Whether a text is a link that can be followed: an address on this server. */
  isLink(text: string): boolean;
}

/**
 * @param forbidden what to do about a request that isn't permitted.
 */
export function createGraphClient(http: HttpClient, basePath: string, forbidden?: () => Text): GraphClient {
  /** Parsing an address decodes its host and leaves out line breaks, so a credential may show only then. */
  const isClean = (text: string, { href }: URL): boolean =>
    !text.includes(redactionMark) && http.redactor.text(href) === href;
  const pathOf = (pathOrLink: string): string => {
    if (pathOrLink.startsWith('/')) return basePath + pathOrLink;
    const link = URL.parse(pathOrLink);
    const isSafe = link !== null && isClean(pathOrLink, link);
    if (link?.origin === http.origin && isSafe) return link.pathname + link.search;
    const told =
      link === null
        ? text`Microsoft Graph gave a link that is no address, which is not followed.`
        : isSafe
          ? text`Microsoft Graph gave a link to another server (${http.redactor.quote(link.origin)}), which is not followed.`
          : text`Microsoft Graph gave a link with the token in it, which is not followed.`;
    throw new ProvisioningFailure('source', told, {
      recommendedAction: text`Check the base address of the source; a proxy in between may rewrite links.`,
    });
  };
  const send = async (request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
    try {
      return await http.send({ ...request, path: pathOf(request.path) }, signal);
    } catch (error) {
      if (error instanceof BearerFailure) throw noToken(error);
      if (!(error instanceof HttpFailure)) throw error;
      throw noResponse(request, error);
    }
  };
  const read = (path: string, signal: AbortSignal, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> =>
    send({ method: 'GET', path, headers, repeatable: true }, signal);
  const get: GraphClient['get'] = async (pathOrLink, signal, headers = {}) =>
    readBody(await read(pathOrLink, signal, headers), forbidden);

  return {
    get,
    async find(path, signal, headers = {}) {
      const answer = await read(path, signal, headers);
      return answer.status === 404 || answer.status === 410 ? null : readBody(answer, forbidden);
    },
    async send(request, signal) {
      const answer = await send(request, signal);
      if (answer.status >= 200 && answer.status < 300) return answer;
      throw graphRefusal(answer, forbidden?.());
    },
    isLink(text) {
      const link = URL.parse(text);
      return link?.origin === http.origin && isClean(text, link);
    },
    async *pages(pathOrLink, signal, headers = {}) {
      const bounds = createPageBounds();
      for (let next: string | null = pathOrLink; next !== null;) {
        bounds.follow(next);
        const page = readPage(await get(next, signal, headers));
        bounds.read(page.value.length);
        // The next cycle begins at this link: one that cannot be followed is of no use.
        if (page.deltaLink !== null) pathOf(page.deltaLink);
        yield page;
        next = page.nextLink;
      }
    },
  };
}

/**
 * Which responses say that a token isn't taken (any longer): Graph's 401, whatever its code. A revoked one is refused in the
 * same way as an expired one (Microsoft Entra, "Continuous access evaluation"); a challenge says what the next one has to fulfil.
 */
export const refusedTokens: Required<Pick<HttpClientOptions, 'isExpired' | 'challengeIn'>> = {
  isExpired: (status) => status === 401,
  challengeIn: (headers) => claimsAskedFor(headers['www-authenticate']),
};

/** Nothing was sent: whoever keeps the credential has said why. */
function noToken(error: BearerFailure): ProvisioningFailure {
  return new ProvisioningFailure(error.kind === 'network' ? 'connection' : 'credential', error.text, {
    ...(error.advice === null ? {} : { recommendedAction: error.advice }),
    cause: error,
  });
}

function noResponse({ method }: HttpRequest, error: HttpFailure): ProvisioningFailure {
  const message =
    method === 'GET'
      ? text`Microsoft Graph could not be read: ${error.text}`
      : error.maybeSent
        ? text`Microsoft Graph did not respond: ${error.text} It may have done what was asked.`
        : text`Microsoft Graph did not respond: ${error.text}`;
  return new ProvisioningFailure('connection', message, {
    recommendedAction: text`Run Test Connection to see which step fails.`,
    exchange: error.exchange,
    cause: error,
  });
}

function readPage(body: Readonly<Record<string, unknown>>): GraphPage {
  const value = body['value'];
  if (!Array.isArray(value))
    throw new ProvisioningFailure(
      'source',
      text`Microsoft Graph returned a list without "value"; nothing was changed.`,
      {
        recommendedAction: text`Check the base address of the source, and run the cycle again later.`,
      },
    );
  const link = (name: string): string | null => {
    const text = body[name];
    return typeof text === 'string' && text !== '' ? text : null;
  };
  const entries = value.filter((entry: unknown) => typeof entry === 'object' && entry !== null) as GraphPage['value'];
  if (entries.some(({ id }) => typeof id === 'string' && id.includes(redactionMark)))
    throw new ProvisioningFailure('source', text`Microsoft Graph listed an object with the token in its id.`, {
      recommendedAction: text`Check the base address of the source; something in between may change Graph’s responses.`,
    });
  return {
    value: entries,
    nextLink: link('@odata.nextLink'),
    deltaLink: link('@odata.deltaLink'),
  };
}

function readBody(answer: HttpAnswer, forbidden?: () => Text): Readonly<Record<string, unknown>> {
  const body = parseJson(answer.text);
  if (answer.status === 200 && typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  if (answer.status === 200) {
    throw new ProvisioningFailure('source', text`Microsoft Graph responded with 200 and a body that isn’t JSON.`, {
      recommendedAction: text`Check the base address of the source; something in between may answer with a page of its own.`,
      exchange: answer.exchange(),
    });
  }
  throw graphRefusal(answer, forbidden?.());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
