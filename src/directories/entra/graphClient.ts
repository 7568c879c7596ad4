import { ProvisioningFailure } from '../../protocol/failure.ts';
import { HttpFailure, type HttpAnswer, type HttpClient } from '../http/httpClient.ts';
import { WatermarkExpired } from '../sourceDirectory.ts';

export interface GraphPage {
  readonly value: readonly Readonly<Record<string, unknown>>[];
  readonly nextLink: string | null;
  readonly deltaLink: string | null;
}

/** Reads Microsoft Graph: JSON, paging by opaque links, Graph's error bodies. */
export interface GraphClient {
  /** @param pathOrLink a path below the base address (`/users`), or a link that Graph gave. */
  get(
    pathOrLink: string,
    signal: AbortSignal,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Like `get`, but null when Graph answers 404. */
  find(
    path: string,
    signal: AbortSignal,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, unknown>> | null>;
  pages(pathOrLink: string, signal: AbortSignal, headers?: Readonly<Record<string, string>>): AsyncIterable<GraphPage>;
}

export function createGraphClient(http: HttpClient, basePath: string): GraphClient {
  const pathOf = (pathOrLink: string): string => {
    if (pathOrLink.startsWith('/')) return basePath + pathOrLink;
    const link = URL.parse(pathOrLink);
    if (link?.origin === http.origin) return link.pathname + link.search;
    const where = link === null ? 'that is no address' : `to another server (${link.origin})`;
    throw new ProvisioningFailure('source', `Microsoft Graph gave a link ${where}, which is not followed.`, {
      recommendedAction: 'Check the base address of the source; a proxy in between may rewrite links.',
    });
  };
  const send = async (
    pathOrLink: string,
    signal: AbortSignal,
    headers: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer> => {
    try {
      return await http.send({ method: 'GET', path: pathOf(pathOrLink), headers, repeatable: true }, signal);
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      throw new ProvisioningFailure('connection', `Microsoft Graph could not be read: ${error.message}`, {
        recommendedAction: 'Run Test Connection to see which step fails.',
        exchange: error.exchange,
        cause: error,
      });
    }
  };
  const get: GraphClient['get'] = async (pathOrLink, signal, headers = {}) =>
    readBody(await send(pathOrLink, signal, headers));

  return {
    get,
    async find(path, signal, headers = {}) {
      const answer = await send(path, signal, headers);
      return answer.status === 404 ? null : readBody(answer);
    },
    async *pages(pathOrLink, signal, headers = {}) {
      const seen = new Set<string>();
      for (let next: string | null = pathOrLink; next !== null;) {
        if (seen.has(next))
          throw new ProvisioningFailure(
            'source',
            'Microsoft Graph gave the same page link twice; reading was stopped rather than going in circles.',
            { recommendedAction: 'Nothing was changed; run the cycle again later.' },
          );
        seen.add(next);
        const page = readPage(await get(next, signal, headers));
        // The next cycle begins at this link: one that cannot be followed is of no use.
        if (page.deltaLink !== null) pathOf(page.deltaLink);
        yield page;
        next = page.nextLink;
      }
    },
  };
}

function readPage(body: Readonly<Record<string, unknown>>): GraphPage {
  const value = body['value'];
  if (!Array.isArray(value))
    throw new ProvisioningFailure('source', 'Microsoft Graph answered a list without "value"; nothing was changed.', {
      recommendedAction: 'Check the base address of the source, and run the cycle again later.',
    });
  const link = (name: string): string | null => {
    const text = body[name];
    return typeof text === 'string' && text !== '' ? text : null;
  };
  return {
    value: value.filter((entry: unknown) => typeof entry === 'object' && entry !== null) as GraphPage['value'],
    nextLink: link('@odata.nextLink'),
    deltaLink: link('@odata.deltaLink'),
  };
}

function readBody(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  const body = parseJson(answer.text);
  if (answer.status === 200 && typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  if (answer.status === 200) {
    throw new ProvisioningFailure('source', 'Microsoft Graph answered 200 with a body that is not JSON.', {
      recommendedAction:
        'Check the base address of the source; something in between may answer with a page of its own.',
      exchange: answer.exchange(),
    });
  }
  const { code, message } = graphError(answer);
  if (answer.status === 410 || /syncStateNotFound|resyncRequired/i.test(code)) throw new WatermarkExpired(message);
  throw refusal(answer, code, message);
}

function refusal(answer: HttpAnswer, code: string, message: string): ProvisioningFailure {
  const requestId = answer.headers['request-id'];
  const sentence = `Microsoft Graph answered ${answer.status}${code === '' ? '' : ` ${code}`}${message === '' ? '' : `: ${message}`}${requestId === undefined ? '' : ` (request-id ${requestId})`}`;
  const exchange = answer.exchange();
  if (answer.status === 401) {
    return new ProvisioningFailure('connection', sentence, {
      recommendedAction: 'Sign in again, or enter a valid token for the source.',
      exchange,
    });
  }
  if (answer.status === 403) {
    return new ProvisioningFailure('connection', sentence, {
      recommendedAction:
        'Grant the permissions User.Read.All, GroupMember.Read.All and Application.Read.All, with admin consent.',
      exchange,
    });
  }
  if (answer.status === 404) {
    return new ProvisioningFailure('source', sentence, {
      recommendedAction: 'Check the tenant and the service principal’s object id in the job file.',
      exchange,
    });
  }
  return new ProvisioningFailure('source', sentence, {
    recommendedAction: 'Nothing was changed; run the cycle again later.',
    exchange,
  });
}

/** Graph's code and message; taken from the quoted answer, which holds no secret. */
function graphError(answer: HttpAnswer): { readonly code: string; readonly message: string } {
  const error = memberOf(parseJson(answer.exchange().response?.body ?? ''), 'error');
  const code = memberOf(error, 'code');
  const message = memberOf(error, 'message');
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' };
}

function memberOf(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null
    ? (holder as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
