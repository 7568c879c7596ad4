import type { Column } from './gridColumns.ts';

/** How wide a column is, and when it makes way. */
export interface ColumnWidth {
  /** Pixels that it takes at least. */
  readonly least: number;
  /** Its share of what is left; none for a column of words of one length. */
  readonly share?: number;
  /** Where there is too little width, the column with the largest number goes first; one without stays. */
  readonly givesWay?: number;
}

/** The columns, in their order, that fit into a width: those that matter least have made way, so that no other is cut. */
export function columnsThatFit<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  const leaving = columns
    .filter((column) => column.width.givesWay !== undefined)
    .toSorted((one, other) => (one.width.givesWay ?? 0) - (other.width.givesWay ?? 0));
  const shown = new Set(columns);
  while (leastWidth([...shown]) > width) {
    const next = leaving.pop();
    if (next === undefined) break;
    shown.delete(next);
  }
  return columns.filter((column) => shown.has(column));
}

/** Pixels that columns take at least. */
export function leastWidth<Row>(columns: readonly Column<Row>[]): number {
  return columns.reduce((sum, { width }) => sum + width.least, 0);
}

/** The columns' widths, for `grid-template-columns`. */
export function trackSizes<Row>(columns: readonly Column<Row>[]): string {
  return columns
    .map(({ width: { least, share } }) => (share === undefined ? `${least}px` : `minmax(${least}px, ${share}fr)`))
    .join(' ');
}
