import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type BrotliOptions, type ZlibOptions } from 'node:zlib';
import { largestAnswer } from './dispatcher.ts';
import type { ReceivedAnswer } from './receive.ts';

const decoders: Readonly<Record<string, (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, BrotliOptions, Buffer>(brotliDecompress),
};

/**
 * Reads an answer's text. No content coding is asked for, yet some gateways compress every answer (RFC 9110 section 8.4.1).
 *
 * @returns the text itself where nothing has to be decoded.
 * @throws the decoder's error when the body is not in the coding that it claims.
 */
export function readText({ headers, body }: ReceivedAnswer): string | Promise<string> {
  const coding = headers['content-encoding'];
  const decode = coding === undefined ? undefined : decoders[coding.trim().toLowerCase()];
  return decode === undefined || body.length === 0
    ? textOf(body)
    : decode(body, { maxOutputLength: largestAnswer }).then(textOf);
}

/** UTF-8 without a byte order mark. */
function textOf(data: Buffer): string {
  const marked = data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf;
  return data.toString('utf8', marked ? 3 : 0);
}
