import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireAnswer } from '../faultEffect.ts';
import { parseRequestJson } from '../requestJson.ts';
import { badRequest, ScimError } from './errors.ts';
import type { ScimResponse } from './context.ts';

const JSON_TYPES = new Set(['application/scim+json', 'application/json']);

/** Reads a request's body as text. Throws 413 beyond `limit` bytes, without reading on. */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      request.pause();
      reject(new ScimError(413, `The request is larger than ${limit} bytes.`));
    });
    request.on('end', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    request.on('error', reject);
  });
}

/** Parses a body that is JSON and says so. Throws 415, or 400 `invalidSyntax`. */
export function parseBody(text: string, contentType: string | undefined): unknown {
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && !JSON_TYPES.has(mediaType)) {
    throw new ScimError(415, `Send application/scim+json, not ${mediaType}.`);
  }
  try {
    return parseRequestJson(text);
  } catch (error) {
    throw badRequest(
      'invalidSyntax',
      `The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** The answer as it goes over the wire; the media type is the one that the request accepts. */
export function serialize(request: IncomingMessage, { status, headers = {}, body }: ScimResponse): WireAnswer {
  if (body === undefined) return { status, headers, text: '' };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = acceptsPlainJsonOnly(request.headers.accept) ? 'application/json' : 'application/scim+json';
  return {
    status,
    headers: { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text), ...headers },
    text,
  };
}

/** Sends an answer; to HEAD without its body. */
export function send(request: IncomingMessage, response: ServerResponse, answer: ScimResponse): void {
  const { status, headers, text } = serialize(request, answer);
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : text);
}

/** RFC 7644 section 3.8: `application/scim+json` unless the client asks for `application/json`. */
function acceptsPlainJsonOnly(accept = ''): boolean {
  return /application\/json/i.test(accept) && !/application\/(?:scim\+json|\*)|\*\/\*/i.test(accept);
}
