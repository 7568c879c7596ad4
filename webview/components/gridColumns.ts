import type { ColumnWidth } from './columnFit.ts';

/** A column of a grid. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string | (() => string);
  readonly width: ColumnWidth;
  /** What a cell shows: text, or an element made for it. */
  cell(row: Row): string | HTMLElement;
  /** Present when rows can be sorted by it. */
  readonly compare?: (one: Row, other: Row) => number;
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** Rows in the order that a person chose; equal ones stay as they are in the file. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sorting: Sorting | null,
): readonly Row[] {
  const compare = columns.find(({ id }) => id === sorting?.column)?.compare;
  if (!compare) return rows;
  return rows.toSorted((one, other) => (sorting?.descending === true ? compare(other, one) : compare(one, other)));
}

/** What a press on a column's heading makes of the order: ascending, then descending, then as in the file. */
export function nextSorting(sorting: Sorting | null, column: string): Sorting | null {
  if (sorting?.column !== column) return { column, descending: false };
  return sorting.descending ? null : { column, descending: true };
}

/** A cell by the numbers of its row and column; row -1 is the heading. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** How far a grid goes. */
export interface GridExtent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that a page key moves by. */
  readonly page: number;
}

/** The cell that a key leads to (ARIA Authoring Practices, "Grid"), within the grid; null for other keys. */
export function cellAfterKey(
  { key, ctrlKey }: { readonly key: string; readonly ctrlKey: boolean },
  { row, column }: CellPlace,
  { rows, columns, page }: GridExtent,
): CellPlace | null {
  const moves: Readonly<Record<string, CellPlace>> = {
    ArrowDown: { row: row + 1, column },
    ArrowUp: { row: row - 1, column },
    ArrowRight: { row, column: column + 1 },
    ArrowLeft: { row, column: column - 1 },
    PageDown: { row: row + page, column },
    PageUp: { row: Math.max(0, row - page), column },
    Home: ctrlKey ? { row: 0, column: 0 } : { row, column: 0 },
    End: ctrlKey ? { row: rows - 1, column: columns - 1 } : { row, column: columns - 1 },
  };
  const move = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return move ? clampedTo(move, rows, columns) : null;
}

function clampedTo({ row, column }: CellPlace, rows: number, columns: number): CellPlace {
  return { row: Math.max(-1, Math.min(row, rows - 1)), column: Math.max(0, Math.min(column, columns - 1)) };
}
