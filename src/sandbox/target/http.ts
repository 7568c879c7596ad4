import type { IncomingMessage, ServerResponse } from 'node:http';
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
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(
      'invalidSyntax',
      `The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** The text of an answer's body, and its headers. */
export function serialize(response: ScimResponse): { text: string; headers: Record<string, string | number> } {
  const { body } = response;
  if (body === undefined) return { text: '', headers: { ...response.headers } };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    text,
    headers: {
      'Content-Type': 'application/scim+json',
      'Content-Length': Buffer.byteLength(text),
      ...response.headers,
    },
  };
}

/** Sends an answer; to HEAD without its body. */
export function send(request: IncomingMessage, response: ServerResponse, answer: ScimResponse): void {
  const { text, headers } = serialize(answer);
  response.writeHead(answer.status, headers);
  response.end(request.method === 'HEAD' ? undefined : text);
}
