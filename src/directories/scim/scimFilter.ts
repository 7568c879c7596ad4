import { randomUUID } from 'node:crypto';
import { parseAttributePath, qualifiedName } from './attributePath.ts';
import type { Dialect } from './patch.ts';

/**
 * `userName eq "x"`. A value inside a multi-valued attribute is asked for as a value path, `emails[type eq "work" and
 * value eq "x"]` (RFC 7644 section 3.4.2.2); Entra's own client writes `emails[type eq "work"].value eq "x"` instead.
 */
export function equalityFilter(attribute: string, value: string, dialect: Dialect): string {
  const path = parseAttributePath(attribute);
  const literal = JSON.stringify(value);
  if (path.selectorText === null || dialect === 'entra') return `${attribute} eq ${literal}`;
  return `${qualifiedName(path)}[${path.selectorText} and ${path.subAttribute ?? 'value'} eq ${literal}]`;
}

/**
 * A filter that nobody matches, by a value of the form that the attribute asks for: an email address or a UUID. Entra's own
 * client asks for a UUID in any attribute.
 */
export function filterForNobody(attribute: string, dialect: Dialect): string {
  const name = parseAttributePath(attribute).attribute.toLowerCase();
  const isAddress = dialect !== 'entra' && (name === 'username' || name.includes('mail'));
  return equalityFilter(attribute, isAddress ? `${randomUUID()}@example.invalid` : randomUUID(), dialect);
}
