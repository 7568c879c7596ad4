/** What Graph sent, of which nothing is taken for granted. */
export type Wire = Readonly<Record<string, unknown>>;

export function recordIn(holder: Wire, name: string): Wire | null {
  return toRecord(holder[name]);
}

export function toRecord(value: unknown): Wire | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : null;
}

/** The objects of a list; empty when there is none. */
export function recordsIn(holder: Wire, name: string): readonly Wire[] {
  const value = holder[name];
  return Array.isArray(value) ? value.map(toRecord).filter((entry) => entry !== null) : [];
}

/** A text that says something; null otherwise. */
export function textIn(holder: Wire | null, name: string): string | null {
  const value = holder?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** 64-bit integers come as numbers or as texts. */
export function numberIn(holder: Wire | null, name: string): number {
  const value = Number(holder?.[name] ?? 0);
  return Number.isFinite(value) ? value : 0;
}

/** A moment as ISO 8601 in UTC; null for none, and for .NET's `0001-01-01T00:00:00Z`, which stands for never. */
export function timeIn(holder: Wire | null, name: string): string | null {
  const time = Date.parse(textIn(holder, name) ?? '');
  return Number.isNaN(time) || time <= 0 ? null : new Date(time).toISOString();
}

/** One of the values of an enumeration, in whatever letter case; the other one for those that came later. */
export function oneOf<Value extends string, Other>(
  text: string | null,
  values: readonly Value[],
  other: Other,
): Value | Other {
  return values.find((value) => value.toLowerCase() === text?.toLowerCase()) ?? other;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
