import { parse } from 'scim2-parse-filter';

/**
 * A target attribute path as mappings write it: `userName`, `name.givenName`, `emails[type eq "work"].value`,
 * `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department` (RFC 7644 section 3.5.2, PATH).
 */
export interface AttributePath {
  readonly text: string;
  /** The extension's URN; null for a core attribute. */
  readonly schema: string | null;
  readonly attribute: string;
  /** Equalities that select one element of a multi-valued attribute: `[type eq "work"]`. */
  readonly selector: Readonly<Record<string, string | boolean | number>> | null;
  /** The selector's text, for use in a request: with a real boolean where a mapping writes `primary eq "True"`. */
  readonly selectorText: string | null;
  readonly subAttribute: string | null;
}

const cache = new Map<string, AttributePath>();

/** Parses a path; a path that cannot be read is taken as the name of a plain attribute. */
export function parseAttributePath(text: string): AttributePath {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const parsed = parsePath(text);
  if (cache.size < 10_000) cache.set(text, parsed);
  return parsed;
}

/** The attribute's name as a request names it, with its extension's URN. */
export function qualifiedName(path: AttributePath): string {
  return path.schema === null ? path.attribute : `${path.schema}:${path.attribute}`;
}

/** Names the element of a multi-valued attribute that a path selects; paths to its parts have it in common. */
export function elementKey(path: AttributePath): string {
  return `${qualifiedName(path)}[${path.selectorText ?? ''}]`.toLowerCase();
}

function parsePath(text: string): AttributePath {
  const { schema, rest } = splitSchema(text);
  const open = rest.indexOf('[');
  const close = rest.lastIndexOf(']');
  if (open > 0 && close > open) {
    const selectorText = rest.slice(open + 1, close);
    return {
      text,
      schema,
      attribute: rest.slice(0, open),
      selector: equalitiesOf(selectorText),
      selectorText: selectorText.replace(
        /\b(primary eq) "(true|false)"/gi,
        (_, head: string, value: string) => `${head} ${value.toLowerCase()}`,
      ),
      subAttribute: rest.slice(close + 1).replace(/^\./, '') || null,
    };
  }
  const dot = rest.indexOf('.');
  return {
    text,
    schema,
    attribute: dot < 0 ? rest : rest.slice(0, dot),
    selector: null,
    selectorText: null,
    subAttribute: dot < 0 ? null : rest.slice(dot + 1),
  };
}

/** The URN ends at the last colon before the attribute's name; a URN itself may hold dots and digits. */
function splitSchema(text: string): { schema: string | null; rest: string } {
  if (!/^urn:/i.test(text)) return { schema: null, rest: text };
  const bracket = text.indexOf('[');
  const head = bracket < 0 ? text : text.slice(0, bracket);
  const colon = head.lastIndexOf(':');
  const schema = text.slice(0, colon);
  const rest = text.slice(colon + 1);
  return /^urn:ietf:params:scim:schemas:core:2\.0:(User|Group)$/i.test(schema)
    ? { schema: null, rest }
    : { schema, rest };
}

function equalitiesOf(selector: string): Record<string, string | boolean | number> {
  const found: Record<string, string | boolean | number> = {};
  const collect = (node: ReturnType<typeof parse>): void => {
    if (node.op === 'and') node.filters.forEach(collect);
    else if (node.op === 'eq' && isLiteral(node.compValue)) found[node.attrPath] = node.compValue;
  };
  try {
    collect(parse(selector));
  } catch {
    return {};
  }
  return found;
}

function isLiteral(value: unknown): value is string | boolean | number {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
}
