/**
 * The wait that a `Retry-After` header asks for, in milliseconds: seconds (Graph sends fractions) or an HTTP date
 * (RFC 9110 section 10.2.3). Null when there is none or it cannot be read.
 */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
