/**
 * What stands in a server's JSON as a text; empty for null, lists and objects. Unlike `String`, which goes into a list, it comes
 * to an end however deeply a value is nested.
 */
export function plainText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
