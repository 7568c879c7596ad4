import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type BrotliOptions, type ZlibOptions } from 'node:zlib';
import { decodeText } from './decodeText.ts';
import { largestAnswer } from './dispatcher.ts';
import type { ReceivedAnswer } from './receive.ts';

const decoders: Readonly<Record<string, (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, BrotliOptions, Buffer>(brotliDecompress),
};

/**
 * Reads a response's text. No content coding is asked for, yet some gateways compress every response (RFC 9110 section
 * 8.4.1).
 *
 * @returns the text itself where nothing has to be decompressed.
 * @throws the decoder's error when the body is not in the coding that it claims.
 */
export function readText({ headers, body }: ReceivedAnswer): string | Promise<string> {
  const coding = headers['content-encoding'];
  const type = headers['content-type'];
  const decode = coding === undefined ? undefined : decoders[coding.trim().toLowerCase()];
  return decode === undefined || body.length === 0
    ? decodeText(body, type)
    : decode(body, { maxOutputLength: largestAnswer }).then((data) => decodeText(data, type));
}
