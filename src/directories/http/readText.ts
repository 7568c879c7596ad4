import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type BrotliOptions, type ZlibOptions } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { largestAnswer } from './dispatcher.ts';

const decoders: Readonly<Record<string, (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, BrotliOptions, Buffer>(brotliDecompress),
};

/**
 * Reads an answer's text. No content coding is asked for, yet some gateways compress every answer (RFC 9110 section 8.4.1).
 *
 * @throws the decoder's error when the body is not in the coding that it claims.
 */
export async function readText({ headers, body }: Dispatcher.ResponseData): Promise<string> {
  const coding = headers['content-encoding'];
  const decode = typeof coding === 'string' ? decoders[coding.trim().toLowerCase()] : undefined;
  if (decode === undefined) return body.text();
  const data = Buffer.from(await body.arrayBuffer());
  return data.length === 0 ? '' : (await decode(data, { maxOutputLength: largestAnswer })).toString('utf8');
}
