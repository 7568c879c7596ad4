import { h, onKey, setAttributes } from '../h.ts';

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** What a cell shows: text, or an element made for it. */
  cell(row: Row): string | HTMLElement;
  /** Present when rows can be sorted by it. */
  readonly compare?: (one: Row, other: Row) => number;
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

export interface GridOptions<Row> {
  readonly label: string;
  /** Selects the style sheet's column widths. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  onSelect(row: Row): void;
  /** Enter, F2 or a double click. */
  onOpen(row: Row): void;
  onSort?(sorting: Sorting | null): void;
  /** Other keys on a row; true when it was one. */
  onRowKey?(row: Row, event: KeyboardEvent): boolean;
  readonly rowClass?: (row: Row) => string;
  readonly isSelected: (row: Row) => boolean;
}

export interface Grid<Row> {
  readonly element: HTMLElement;
  /** Shows these rows, in this order. */
  setRows(rows: readonly Row[], sorting: Sorting | null): void;
  /** Brings the selected row into sight. */
  reveal(): void;
  focus(): void;
  scrollTop(): number;
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
  readonly #options: GridOptions<Row>;
  readonly #head: HTMLElement;
  readonly #body: HTMLElement;
  readonly #spacer: HTMLElement;
  readonly #rendered = new Map<number, HTMLElement>();
  #rows: readonly Row[] = [];
  #sorting: Sorting | null = null;
  /** The cell in the tab order; row -1 is the heading. */
  #active = { row: 0, column: 0 };

  constructor(options: GridOptions<Row>) {
    this.#options = options;
    this.#head = h('div', { role: 'row', class: 'grid-row grid-head', 'aria-rowindex': 1 });
    this.#spacer = h('div', { class: 'grid-spacer', role: 'presentation' });
    this.#body = h(
      'div',
      {
        class: 'grid-body',
        role: 'rowgroup',
        onscroll: () => {
          this.#renderWindow();
        },
      },
      this.#spacer,
    );
    this.element = h(
      'div',
      {
        role: 'grid',
        class: `grid grid-${options.name}`,
        'aria-label': options.label,
        'aria-colcount': options.columns.length,
      },
      h('div', { role: 'rowgroup' }, this.#head),
      this.#body,
    );
    onKey(this.element, (event) => {
      this.#onKey(event);
    });
    this.element.addEventListener('focusin', ({ target }) => {
      this.#onFocus(target);
    });
    new ResizeObserver(() => {
      this.#renderWindow();
    }).observe(this.#body);
  }

  setRows(rows: readonly Row[], sorting: Sorting | null): void {
    const hadFocus = this.element.contains(document.activeElement);
    this.#rows = rows;
    this.#sorting = sorting;
    const selected = rows.findIndex((row) => this.#options.isSelected(row));
    if (this.#active.row >= 0)
      this.#active = { ...this.#active, row: selected >= 0 ? selected : this.#clampRow(this.#active.row) };
    setAttributes(this.element, { 'aria-rowcount': rows.length + 1 });
    this.#spacer.style.height = `${rows.length * rowHeight}px`;
    for (const element of this.#rendered.values()) element.remove();
    this.#rendered.clear();
    this.#renderHead();
    this.#renderWindow();
    if (hadFocus) this.#activeCell()?.focus({ preventScroll: true });
  }

  reveal(): void {
    const selected = this.#rows.findIndex((row) => this.#options.isSelected(row));
    if (selected >= 0) this.#scrollIntoSight(selected);
  }

  focus(): void {
    this.#moveTo(this.#active.row, this.#active.column, false);
  }

  scrollTop(): number {
    return this.#body.scrollTop;
  }

  scrollTo(top: number): void {
    this.#body.scrollTop = top;
    this.#renderWindow();
  }

  #renderHead(): void {
    const cells = this.#options.columns.map((column, index) => {
      const sorted =
        this.#sorting?.column === column.id ? (this.#sorting.descending ? 'descending' : 'ascending') : 'none';
      return h(
        'div',
        {
          role: 'columnheader',
          class: `cell cell-${column.id}${column.compare ? ' sortable' : ''}`,
          'aria-sort': column.compare ? sorted : null,
          'aria-colindex': index + 1,
          tabindex: this.#tabIndex(-1, index),
          onclick: () => {
            this.#sortBy(column);
          },
        },
        h('span', { class: 'cell-text' }, column.title),
        column.compare && sorted !== 'none'
          ? h('span', { 'aria-hidden': 'true' }, sorted === 'ascending' ? '▲' : '▼')
          : null,
      );
    });
    this.#head.replaceChildren(...cells);
  }

  /** Makes the rows in sight, and the one with the focus, be there, and no others. */
  #renderWindow(): void {
    const first = Math.max(0, Math.floor(this.#body.scrollTop / rowHeight) - overscan);
    const last = Math.min(
      this.#rows.length - 1,
      Math.ceil((this.#body.scrollTop + this.#body.clientHeight) / rowHeight) + overscan,
    );
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
    const { columns, rowClass, isSelected } = this.#options;
    const cells = columns.map((column, at) => {
      const shown = column.cell(row);
      const content = typeof shown === 'string' ? h('span', { class: 'cell-text', title: shown }, shown) : shown;
      return h(
        'div',
        {
          role: 'gridcell',
          class: `cell cell-${column.id}`,
          'aria-colindex': at + 1,
          tabindex: this.#tabIndex(index, at),
        },
        content,
      );
    });
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
    this.#spacer.append(element);
  }

  #tabIndex(row: number, column: number): number {
    const active = this.#rows.length === 0 ? { row: -1, column: this.#active.column } : this.#active;
    return active.row === row && active.column === column ? 0 : -1;
  }

  #onFocus(target: EventTarget | null): void {
    const cell = target instanceof Element ? target.closest('.cell') : null;
    const row = cell?.parentElement;
    if (!cell || !row) return;
    const column = Number(cell.getAttribute('aria-colindex')) - 1;
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

  #moveTo(row: number, column: number, select = true): void {
    const target = Math.max(-1, Math.min(row, this.#rows.length - 1));
    this.#activate(target, Math.max(0, Math.min(column, this.#options.columns.length - 1)));
    this.#scrollIntoSight(target);
    this.#activeCell()?.focus({ preventScroll: true });
    const chosen = this.#rows[target];
    if (select && chosen !== undefined) this.#options.onSelect(chosen);
  }

  #scrollIntoSight(row: number): void {
    const top = row * rowHeight;
    const visible = this.#body.clientHeight;
    if (top < this.#body.scrollTop) this.#body.scrollTop = Math.max(0, top);
    else if (top + rowHeight > this.#body.scrollTop + visible) this.#body.scrollTop = top + rowHeight - visible;
    this.#renderWindow();
  }

  #clampRow(row: number): number {
    return Math.max(0, Math.min(row, this.#rows.length - 1));
  }

  #onKey(event: KeyboardEvent): void {
    const { row, column } = this.#active;
    const chosen = this.#rows[row];
    if (chosen !== undefined && this.#options.onRowKey?.(chosen, event) === true) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.#body.clientHeight / rowHeight) - 1);
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [row + page, column],
      PageUp: [Math.max(0, row - page), column],
      Home: event.ctrlKey ? [0, 0] : [row, 0],
      End: event.ctrlKey
        ? [this.#rows.length - 1, this.#options.columns.length - 1]
        : [row, this.#options.columns.length - 1],
    };
    const move = moves[event.key];
    if (move) this.#moveTo(move[0], move[1], move[0] !== row);
    else if (event.key === 'Enter' || event.key === 'F2' || event.key === ' ') this.#openActive();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #openActive(): void {
    const column = this.#options.columns[this.#active.column];
    const row = this.#rows[this.#active.row];
    if (row !== undefined) this.#options.onOpen(row);
    else if (column) this.#sortBy(column);
  }

  #sortBy(column: Column<Row>): void {
    if (!column.compare) return;
    const isSorted = this.#sorting?.column === column.id;
    const next = !isSorted
      ? { column: column.id, descending: false }
      : this.#sorting?.descending === true
        ? null
        : { column: column.id, descending: true };
    this.#options.onSort?.(next);
  }
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
