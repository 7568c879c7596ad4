import { h } from '../h.ts';
import type { Column, Sorting } from './gridColumns.ts';
import { icon } from './icon.ts';

/** Where a cell is: its column's number among all, from 0, and whether it's in the tab order. */
interface CellTraits {
  readonly number: number;
  readonly tabIndex: number;
}

/** The heading of a column, with its order when rows can be sorted by it. */
export function headingCell<Row>(
  column: Column<Row>,
  sorting: Sorting | null,
  onclick: () => void,
  { number, tabIndex }: CellTraits,
): HTMLElement {
  const sorted = sorting?.column === column.id ? (sorting.descending ? 'descending' : 'ascending') : 'none';
  const title = typeof column.title === 'string' ? column.title : column.title();
  return h(
    'div',
    {
      role: 'columnheader',
      class: `cell cell-${column.id}${column.compare ? ' sortable' : ''}`,
      'aria-sort': column.compare ? sorted : null,
      'aria-colindex': number + 1,
      tabindex: tabIndex,
      onclick,
    },
    h('span', { class: 'cell-text', title }, title),
    column.compare ? icon(sorted === 'descending' ? 'arrowDown' : 'arrowUp') : null,
  );
}

/** What a row shows in a column. */
export function valueCell<Row>(column: Column<Row>, row: Row, { number, tabIndex }: CellTraits): HTMLElement {
  const shown = column.cell(row);
  const content = typeof shown === 'string' ? h('span', { class: 'cell-text', title: shown }, shown) : shown;
  return h(
    'div',
    { role: 'gridcell', class: `cell cell-${column.id}`, 'aria-colindex': number + 1, tabindex: tabIndex },
    content,
  );
}
