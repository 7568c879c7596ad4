import { h, onKey, setAttributes, showText } from '../h.ts';
import { columnsThatFit, leastWidth, trackSizes } from './columnFit.ts';
import { type CellPlace, cellAfterKey, type Column, nextSorting, type Sorting } from './gridColumns.ts';
import { headingCell, valueCell } from './gridCells.ts';

export interface GridOptions<Row> {
  readonly label: string;
  /** For the style sheet. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  onSelect(row: Row): void;
  /** Enter, F2 or a double click. */
  onOpen(row: Row): void;
  onSort?(sorting: Sorting | null): void;
  onScroll?(top: number): void;
  /** Other keys, on a row or, when there is none, on the heading; true when it was one. */
  onOtherKey?(event: KeyboardEvent, row: Row | undefined): boolean;
  readonly rowClass?: (row: Row) => string;
  readonly isSelected: (row: Row) => boolean;
}

export interface Grid<Row> {
  readonly element: HTMLElement;
  /** Shows these rows, in this order; without any, why there are none. */
  setRows(rows: readonly Row[], sorting: Sorting | null, empty: string): void;
  /** Marks another row as the selected one and brings it into sight; the rows stay as they are. */
  showSelection(): void;
  focus(): void;
  scrollTo(top: number): void;
}

const rowHeight = 28;
const overscan = 6;

/**
 * A grid that renders only the rows in sight, walked with the arrow keys: one cell takes part in the page's tab order, the
 * heading row included (ARIA Authoring Practices, "Grid"). Tens of thousands of rows cost as much as fifty.
 */
export function grid<Row>(options: GridOptions<Row>): Grid<Row> {
  return new VirtualGrid(options);
}

class VirtualGrid<Row> implements Grid<Row> {
  readonly element: HTMLElement;
  readonly #grid: HTMLElement;
  readonly #options: GridOptions<Row>;
  readonly #head: HTMLElement;
  readonly #body: HTMLElement;
  readonly #empty = h('p', { class: 'grid-empty help', hidden: true });
  readonly #rendered = new Map<number, HTMLElement>();
  /** Those that fit. */
  #columns: readonly Column<Row>[] = [];
  #rows: readonly Row[] = [];
  #sorting: Sorting | null = null;
  /** The cell in the tab order. */
  #active: CellPlace = { row: 0, column: 0 };

  constructor(options: GridOptions<Row>) {
    this.#options = options;
    this.#head = h('div', { role: 'row', class: 'grid-row grid-head', 'aria-rowindex': 1 });
    this.#body = h('div', { class: 'grid-body', role: 'rowgroup' });
    this.#grid = h(
      'div',
      {
        role: 'grid',
        class: 'grid',
        'aria-label': options.label,
        'aria-colcount': options.columns.length,
        onscroll: () => {
          this.#renderWindow();
          options.onScroll?.(this.#grid.scrollTop);
        },
      },
      h('div', { role: 'rowgroup', class: 'grid-headings' }, this.#head),
      this.#body,
    );
    this.element = h('div', { class: `grid-frame grid-${options.name}` }, this.#grid, this.#empty);
    onKey(this.#grid, (event) => {
      this.#onKey(event);
    });
    this.#grid.addEventListener('focusin', ({ target }) => {
      this.#onFocus(target);
    });
    new ResizeObserver(() => {
      this.#fitColumns();
      this.#renderWindow();
    }).observe(this.#grid);
  }

  setRows(rows: readonly Row[], sorting: Sorting | null, empty: string): void {
    this.#rows = rows;
    this.#sorting = sorting;
    const selected = this.#selectedIndex();
    if (this.#active.row >= 0)
      this.#active = { ...this.#active, row: selected >= 0 ? selected : this.#clampRow(this.#active.row) };
    setAttributes(this.#grid, { 'aria-rowcount': rows.length + 1 });
    this.#body.style.height = `${rows.length * rowHeight}px`;
    this.#drawAnew();
    showText(this.#empty, rows.length === 0 ? empty : '');
  }

  showSelection(): void {
    for (const [index, element] of this.#rendered) {
      const row = this.#rows[index];
      element.setAttribute('aria-selected', String(row !== undefined && this.#options.isSelected(row)));
    }
    const selected = this.#selectedIndex();
    if (selected < 0) return;
    this.#scrollIntoSight(selected);
    if (this.#active.row >= 0 && this.#active.row !== selected) this.#activate(selected, this.#active.column);
  }

  focus(): void {
    this.#moveTo({ row: Math.min(this.#active.row, this.#rows.length - 1), column: this.#active.column }, false);
  }

  scrollTo(top: number): void {
    this.#grid.scrollTop = top;
    this.#renderWindow();
  }

  /** Shows the columns that fit; the rows are drawn anew when those are others. */
  #fitColumns(): void {
    const shown = columnsThatFit(this.#options.columns, this.#grid.clientWidth);
    if (shown.length === this.#columns.length && shown.every((column, index) => column === this.#columns[index]))
      return;
    const active = this.#columns[this.#active.column];
    this.#columns = shown;
    this.#active = {
      ...this.#active,
      column: Math.max(
        0,
        shown.findIndex((column) => column === active),
      ),
    };
    this.#grid.style.setProperty('--columns', trackSizes(shown));
    this.#grid.style.setProperty('--least-width', `${leastWidth(shown)}px`);
    this.#drawAnew();
  }

  #drawAnew(): void {
    const hadFocus = this.#grid.contains(document.activeElement);
    for (const element of this.#rendered.values()) element.remove();
    this.#rendered.clear();
    this.#renderHead();
    this.#renderWindow();
    if (hadFocus) this.#activeCell()?.focus({ preventScroll: true });
  }

  #renderHead(): void {
    const cells = this.#columns.map((column, index) =>
      headingCell(
        column,
        this.#sorting,
        () => {
          this.#sortBy(column);
        },
        this.#traits(-1, index),
      ),
    );
    this.#head.replaceChildren(...cells);
  }

  /** Makes the rows in sight, and the one with the focus, be there, and no others. */
  #renderWindow(): void {
    const { scrollTop } = this.#grid;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
    const last = Math.min(this.#rows.length - 1, Math.ceil((scrollTop + this.#heightOfRows()) / rowHeight) + overscan);
    const wanted = new Set<number>();
    for (let index = first; index <= last; index += 1) wanted.add(index);
    if (this.#active.row >= 0 && this.#active.row < this.#rows.length) wanted.add(this.#active.row);
    for (const [index, element] of this.#rendered) {
      if (wanted.has(index)) continue;
      element.remove();
      this.#rendered.delete(index);
    }
    for (const index of [...wanted].sort((a, b) => a - b)) if (!this.#rendered.has(index)) this.#renderRow(index);
  }

  #renderRow(index: number): void {
    const row = this.#rows[index];
    if (row === undefined) return;
    const { rowClass, isSelected } = this.#options;
    const cells = this.#columns.map((column, at) => valueCell(column, row, this.#traits(index, at)));
    const element = h(
      'div',
      {
        role: 'row',
        class: `grid-row ${rowClass?.(row) ?? ''}`,
        'aria-rowindex': index + 2,
        'aria-selected': isSelected(row) ? 'true' : 'false',
        onclick: () => {
          this.#options.onSelect(row);
        },
        ondblclick: () => {
          this.#options.onOpen(row);
        },
      },
      ...cells,
    );
    element.style.top = `${index * rowHeight}px`;
    this.#rendered.set(index, element);
    this.#body.append(element);
  }

  #traits(row: number, index: number): { readonly number: number; readonly tabIndex: number } {
    const active = this.#rows.length === 0 ? { row: -1, column: this.#active.column } : this.#active;
    const number = this.#options.columns.findIndex((column) => column === this.#columns[index]);
    return { number, tabIndex: active.row === row && active.column === index ? 0 : -1 };
  }

  #onFocus(target: EventTarget | null): void {
    const cell = target instanceof Element ? target.closest('.cell') : null;
    const row = cell?.parentElement;
    if (!cell || !row) return;
    const column = [...row.children].indexOf(cell);
    const index = Number(row.getAttribute('aria-rowindex')) - 2;
    this.#activate(index, column);
  }

  #activate(row: number, column: number): void {
    this.#activeCell()?.setAttribute('tabindex', '-1');
    this.#active = { row, column };
    this.#activeCell()?.setAttribute('tabindex', '0');
  }

  #activeCell(): HTMLElement | undefined {
    const row = this.#active.row < 0 ? this.#head : this.#rendered.get(this.#active.row);
    const cell = row?.children[this.#active.column];
    return cell instanceof HTMLElement ? cell : undefined;
  }

  #moveTo(place: CellPlace, select: boolean): void {
    this.#activate(place.row, place.column);
    this.#scrollIntoSight(place.row);
    this.#activeCell()?.focus({ preventScroll: true });
    this.#activeCell()?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); // sideways, in a narrow window
    const chosen = this.#rows[place.row];
    if (select && chosen !== undefined) this.#options.onSelect(chosen);
  }

  #rowsPerPage(): number {
    return Math.max(1, Math.floor(this.#heightOfRows() / rowHeight) - 1);
  }

  #scrollIntoSight(row: number): void {
    const top = row * rowHeight;
    const visible = this.#heightOfRows();
    if (top < this.#grid.scrollTop) this.#grid.scrollTop = Math.max(0, top);
    else if (top + rowHeight > this.#grid.scrollTop + visible) this.#grid.scrollTop = top + rowHeight - visible;
    this.#renderWindow();
  }

  /** Pixels in which rows are seen: the heading stays above them. */
  #heightOfRows(): number {
    return Math.max(0, this.#grid.clientHeight - this.#head.offsetHeight);
  }

  #selectedIndex(): number {
    return this.#rows.findIndex((row) => this.#options.isSelected(row));
  }

  #clampRow(row: number): number {
    return Math.max(0, Math.min(row, this.#rows.length - 1));
  }

  #onKey(event: KeyboardEvent): void {
    const { row } = this.#active;
    const chosen = this.#rows[row];
    if (this.#options.onOtherKey?.(event, chosen) === true) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.altKey || event.metaKey) return;
    const extent = { rows: this.#rows.length, columns: this.#columns.length, page: this.#rowsPerPage() };
    const next = cellAfterKey(event, this.#active, extent);
    if (next) this.#moveTo(next, next.row !== row);
    else if (event.key === 'Enter' || event.key === 'F2' || event.key === ' ') this.#openActive();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #openActive(): void {
    const column = this.#columns[this.#active.column];
    const row = this.#rows[this.#active.row];
    if (row !== undefined) this.#options.onOpen(row);
    else if (column) this.#sortBy(column);
  }

  #sortBy(column: Column<Row>): void {
    if (column.compare) this.#options.onSort?.(nextSorting(this.#sorting, column.id));
  }
}
