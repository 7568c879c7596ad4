import { readFileSync, writeFileSync } from 'node:fs';
import { applyTextEdits, setJobValue } from '../job/editJob.ts';
import { decodeDocument } from '../job/decodeDocument.ts';

/** Gives members of a job file other values; comments, order, formatting and the encoding of the rest stay. */
export function editJobFile(
  file: string,
  changes: readonly { readonly path: readonly string[]; readonly value: unknown }[],
): void {
  const bytes = readFileSync(file);
  const text = changes.reduce(
    (before, { path, value }) => applyTextEdits(before, setJobValue(before, path, value)),
    decodeDocument(bytes),
  );
  writeFileSync(file, encodedLike(bytes, text));
}

/** With the byte order mark that the file had. */
function encodedLike(former: Uint8Array, text: string): Uint8Array {
  const [first, second, third] = former;
  if (first === 0xff && second === 0xfe) return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (first === 0xfe && second === 0xff) return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  const isMarked = first === 0xef && second === 0xbb && third === 0xbf;
  return Buffer.from(isMarked ? `\ufeff${text}` : text, 'utf8');
}
