import { isTextOrTemplate, type Text } from '../../protocol/text.ts';

/** A text as a column keeps it: a plain one as it is, which is how earlier versions kept sentences, and a template as JSON. */
export function toColumn(told: Text): string {
  return typeof told === 'string' ? told : JSON.stringify(told);
}

/** What `toColumn` has written. */
export function fromColumn(stored: string): Text {
  if (!stored.startsWith('{"template":')) return stored;
  try {
    const value: unknown = JSON.parse(stored);
    return isTextOrTemplate(value) ? value : stored;
  } catch {
    return stored;
  }
}
