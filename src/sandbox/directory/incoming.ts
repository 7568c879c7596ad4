import type { IncomingMessage } from 'node:http';
import { parseRequestJson } from '../requestJson.ts';
import { badRequest, GraphError } from './graphError.ts';
import type { IncomingRequest } from './router.ts';

const largestBodyBytes = 4 * 1024 * 1024;

/** The whole body of a request. Throws Graph's 413. */
export async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBodyBytes) {
      // The rest of the request is not read, so the connection is of no further use.
      throw new GraphError(413, 'RequestEntityTooLarge', 'The request body is larger than 4 MB.', {
        Connection: 'close',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** A request as the routes take it, but for who sends it. Throws Graph's 400 for a body that is no JSON. */
export function readRequest(message: IncomingMessage, body: string, url: URL): Omit<IncomingRequest, 'caller'> {
  return {
    method: message.method ?? 'GET',
    url,
    header: (name) => headerOf(message, name),
    body: body === '' ? null : parseBody(body),
  };
}

function parseBody(text: string): unknown {
  try {
    return parseRequestJson(text);
  } catch {
    throw badRequest(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

/** A header by its name in lower case; null when it was not sent. */
export function headerOf(message: IncomingMessage, name: string): string | null {
  const value = message.headers[name];
  return Array.isArray(value) ? value.join(', ') : (value ?? null);
}
