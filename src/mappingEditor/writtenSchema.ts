import { defaultSchema } from '../job/defaultJob.ts';
import { parseJsonDocument } from '../job/jsonDocument.ts';
import { setMember } from './jsonText.ts';
import { formOf } from './documentForm.ts';

/**
 * A job file may leave its schema out and has Dropbox's default mappings then. Such a text as it would be with them written
 * out at its end, so that they can be shown, and changed by an edit that writes them; any other text as it is.
 */
export function withWrittenSchema(text: string): string {
  const root = parseJsonDocument(text).value;
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return text;
  return formOf(root).form === 'job' && !Object.hasOwn(root, 'schema')
    ? setMember(text, ['schema'], defaultSchema())
    : text;
}
