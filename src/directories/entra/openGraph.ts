import type { GraphTask } from '../../authorization/entra/graphPermissions.ts';
import { openHttpClient, type HttpClient } from '../http/httpClient.ts';
import { createGraphClient, type GraphClient, refusedTokens } from './graphClient.ts';
import type { EntraDirectoryOptions } from './options.ts';
import { permissionAdvice } from './permissionAdvice.ts';
import type { Text } from '../../protocol/text.ts';

/** A connection to Graph. */
export interface OpenGraph {
  readonly http: HttpClient;
  readonly graph: GraphClient;
  /** The same, but a refusal (429, 503) isn't waited out: for where a person waits for what is wrong. */
  readonly impatient: GraphClient;
}

const concurrency = 4;

/**
 * Opens a connection to Microsoft Graph v1.0, or any server that is shaped like it.
 *
 * @param tasks what the requests are for: a refusal names the permissions that are lacking.
 * @param headers sent with every request.
 */
export function openGraph(
  options: Omit<EntraDirectoryOptions, 'servicePrincipalId'>,
  tasks: readonly GraphTask[],
  headers: Readonly<Record<string, string>> = {},
): OpenGraph {
  const { baseAddress, token, bearer, login, timeout } = options;
  let last = token;
  const http = openHttpClient({
    ...{ baseAddress, token, contentType: 'application/json', concurrency, headers, ...refusedTokens },
    ...(bearer === undefined
      ? {}
      : {
          bearer: { token: async (refused, challenge) => (last = await bearer.token(refused, challenge)) },
        }),
    ...(timeout === undefined ? {} : { timeout }),
  });
  const basePath = new URL(baseAddress).pathname.replace(/\/+$/, '');
  const inUse = { token: () => last, ...(login === undefined ? {} : { login }) };
  const forbidden = (): Text => permissionAdvice(inUse, tasks);
  const impatient: HttpClient = {
    ...http,
    send: (request, signal) => http.send({ ...request, impatient: true }, signal),
  };
  return {
    http,
    graph: createGraphClient(http, basePath, forbidden),
    impatient: createGraphClient(impatient, basePath, forbidden),
  };
}
