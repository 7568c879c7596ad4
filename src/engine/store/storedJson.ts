import type { Guard } from '../../protocol/mappingEditorGuards.ts';

/** A row of the state holds what this product hasn't written. */
export class DamagedRowError extends Error {
  readonly table: string;

  constructor(table: string) {
    super(`the table ${table} has a row that cannot be read`);
    this.name = 'DamagedRowError';
    this.table = table;
  }
}

/**
 * Reads JSON of a row.
 *
 * @param isWhole whether a value has everything that a `Row` must have; more does no harm.
 * @throws DamagedRowError for what is no JSON, and for JSON of another shape.
 */
export function readStored<Row>(table: string, text: unknown, isWhole: Guard<Row>): Row {
  const value = typeof text === 'string' ? parsed(text) : undefined;
  if (!isWhole(value)) throw new DamagedRowError(table);
  return value;
}

/** Undefined, which JSON has not, for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
