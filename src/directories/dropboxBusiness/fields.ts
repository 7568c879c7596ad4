import { redactionMark } from '../http/redaction/redactor.ts';

/** A member of a JSON object; undefined where there is none. */
export function field(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A member that is a text; null where it is none, or empty. */
export function textField(value: unknown, name: string): string | null {
  const text = field(value, name);
  return typeof text === 'string' && text !== '' ? text : null;
}

/** A member that is a list; empty where it is none. */
export function listField(value: unknown, name: string): readonly unknown[] {
  const list = field(value, name);
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}

/** The tag of a union's value; unions are open, so any text may come. Null where there is none. */
export function tagOf(value: unknown): string | null {
  return typeof value === 'string' ? value : textField(value, '.tag');
}

/** An id; null for what can't be one, such as a text of which a credential was a part. */
export function idField(value: unknown, name: string): string | null {
  const id = textField(value, name);
  return id !== null && id.isWellFormed() && !id.includes(redactionMark) ? id : null;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
