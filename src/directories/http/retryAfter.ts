/**
 * The wait that a `Retry-After` header asks for, in milliseconds: seconds (Graph sends fractions) or an HTTP date
 * (RFC 9110 section 10.2.3). Null when there is none or it cannot be read.
 *
 * @param now when the response was made, in milliseconds since 1970: see `responseTime`.
 */
export function readRetryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/**
 * When a response was made, by the server's own clock (`Date`, RFC 9110 section 6.6.1): a date that the server names says
 * nothing beside a clock that goes differently. This machine's, where the server does not say.
 */
export function responseTime(date: string | undefined): number {
  const told = Date.parse(date ?? '');
  return Number.isNaN(told) ? Date.now() : told;
}
