import type { HttpExchange } from '../../protocol/provisioning.ts';
import { encodePart } from './encodePart.ts';
import type { Redactor } from './redaction/redactor.ts';
import { english, type Text, type TextValue } from '../../protocol/text.ts';

const longestQuote = 4000;

/** Headers that an exchange never quotes. */
const secretHeaders = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key']);

/** Members of a JSON or form body that never leave the process. */
const secretMembers =
  /("(?:access_token|refresh_token|client_secret|password|secret|token)"\s*:\s*")(?:[^"\\]|\\.)*"/gi;

/**
 * Quotes an HTTP exchange for people: secrets removed, bodies cut to a readable length.
 *
 * @param redactor takes out the credentials wherever a server repeats them.
 */
export function quoteExchange(
  request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  },
  response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  } | null,
  networkError: string | null,
  redactor: Pick<Redactor, 'quote'>,
): HttpExchange {
  const clean = (text: string): string => redactor.quote(text);
  const headersOf = (headers: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        secretHeaders.has(name.toLowerCase()) ? '(redacted)' : clean(value),
      ]),
    );
  return {
    request: {
      method: request.method,
      url: clean(request.url),
      headers: headersOf(request.headers),
      body: request.body === null ? null : quoteBody(clean(request.body)),
    },
    response:
      response === null
        ? null
        : { status: response.status, headers: headersOf(response.headers), body: quoteBody(clean(response.body)) },
    networkError,
  };
}

/** Hides values that a Redact() in a mapping keeps out of logs. */
export function hideValues(exchange: HttpExchange, values: readonly string[]): HttpExchange {
  if (values.length === 0) return exchange;
  const hide = (text: string): string => hideText(text, values);
  return {
    ...exchange,
    request: {
      ...exchange.request,
      url: hide(exchange.request.url),
      body: exchange.request.body === null ? null : hide(exchange.request.body),
    },
    response: exchange.response === null ? null : { ...exchange.response, body: hide(exchange.response.body) },
  };
}

/** Hides values in a text, as they are and as JSON and an address would write them. */
export function hideText(text: string, values: readonly string[]): string {
  const spellings = values.flatMap((value) => [JSON.stringify(value).slice(1, -1), value, encodePart(value)]);
  return spellings
    .filter((spelling) => spelling !== '')
    .reduce((result, spelling) => result.replaceAll(spelling, '[Redact]'), text);
}

function quoteBody(body: string): string {
  const redacted = body.replace(secretMembers, '$1(redacted)"');
  return redacted.length > longestQuote
    ? `${redacted.slice(0, longestQuote)}… (${redacted.length - longestQuote} more characters)`
    : redacted;
}

/** The same for a text; one whose secret is more than one of its values tells is kept in English. */
export function hideIn(told: Text, values: readonly string[]): Text {
  if (typeof told === 'string') return hideText(told, values);
  const hidden: Text = {
    ...told,
    ...(told.values === undefined ? {} : { values: told.values.map((value) => hideInValue(value, values)) }),
  };
  const whole = hideText(english(told), values);
  return whole === english(hidden) ? hidden : whole;
}

function hideInValue(value: TextValue, values: readonly string[]): TextValue {
  if (typeof value === 'object') return hideIn(value, values);
  const shown = String(value);
  const hidden = hideText(shown, values);
  return hidden === shown ? value : hidden;
}
