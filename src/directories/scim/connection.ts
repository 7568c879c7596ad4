import type { ObjectType } from '../../protocol/provisioning.ts';
import { encodePart } from '../http/encodePart.ts';
import { HttpFailure, openHttpClient, type HttpAnswer, type HttpClient, type HttpRequest } from '../http/httpClient.ts';
import type { Clock } from '../http/throttle.ts';
import { unmasked } from './answers.ts';
import { errorOfFailure } from '../failures.ts';
import { createFormLearning, type FormLearning } from './formLearning.ts';
import { createLeanGet, type LeanGet } from './leanGet.ts';
import type { Dialect } from './patch.ts';
import { readLearned } from './learned.ts';
import { readCapabilities, type ScimCapabilities } from './serviceProviderConfig.ts';
import { createShownAttributes, type ShownAttributes } from './shownAttributes.ts';

export interface ScimDirectoryOptions {
  readonly baseAddress: string;
  readonly token: string | null;
  readonly dialect: Dialect;
  /** Milliseconds until a request without a response is given up. */
  readonly timeout?: number;
  readonly clock?: Clock;
  /** What an earlier connection to the same target has learnt (`TargetDirectory.learned`). */
  readonly learned?: string | null;
}

/** Requests under way at once: more saturates nothing further on HTTP/1.1. */
const concurrency = 16;

/** What everything that speaks to one SCIM target has in common. */
export interface ScimConnection {
  readonly http: HttpClient;
  readonly concurrency: number;
  readonly dialect: Dialect;
  readonly basePath: string;
  /** Path of a type's collection. */
  endpoint(type: ObjectType): string;
  resourcePath(type: ObjectType, id: string): string;
  /**
   * Sends. A refusal in the body of a success has the refusal's status.
   *
   * @throws TargetError when no response came; an ambiguous one when a write may have taken effect.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  get(path: string, signal: AbortSignal): Promise<HttpAnswer>;
  /** Reads groups without their members. */
  readonly leanGet: LeanGet;
  /** In which forms the target stores what a PATCH writes. */
  readonly forms: FormLearning;
  readonly shown: ShownAttributes;
  /** What the target publishes of itself, read once. */
  capabilities(signal: AbortSignal): Promise<ScimCapabilities>;
}

export function openScimConnection(options: ScimDirectoryOptions): ScimConnection {
  const basePath = new URL(options.baseAddress).pathname.replace(/\/+$/, '');
  const http = openHttpClient({
    baseAddress: options.baseAddress,
    token: options.token,
    contentType: 'application/scim+json',
    concurrency,
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const endpoint = (type: ObjectType): string => `${basePath}/${type}s`;
  const send = async (request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
    try {
      return unmasked(await http.send(request, signal));
    } catch (error) {
      if (error instanceof HttpFailure) throw errorOfFailure(error, request.method !== 'GET');
      throw error;
    }
  };
  const get = (path: string, signal: AbortSignal): Promise<HttpAnswer> =>
    send({ method: 'GET', path, repeatable: true }, signal);
  const resourcePath = (type: ObjectType, id: string): string => `${endpoint(type)}/${encodePart(id)}`;
  return {
    http,
    concurrency,
    dialect: options.dialect,
    basePath,
    endpoint,
    resourcePath,
    send,
    get,
    leanGet: createLeanGet(get, (type, id) => (id === null ? endpoint(type) : resourcePath(type, id))),
    forms: createFormLearning(readLearned(options.learned ?? null)),
    shown: createShownAttributes(),
    capabilities: onceRead((signal) => readCapabilities(() => get(`${basePath}/ServiceProviderConfig`, signal))),
  };
}

/** Reads once for all who ask, and again after a failure. */
function onceRead<Result>(read: (signal: AbortSignal) => Promise<Result>): (signal: AbortSignal) => Promise<Result> {
  let reading: Promise<Result> | null = null;
  return (signal) => {
    reading ??= read(signal).catch((error: unknown) => {
      reading = null;
      throw error;
    });
    return reading;
  };
}
