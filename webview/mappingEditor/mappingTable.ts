import type { MappingView } from '../../src/protocol/mappingEditorView.ts';
import { badge } from '../components/indicators.ts';
import { button } from '../components/button.ts';
import { type Column, type Grid, grid, sortRows } from '../components/grid.ts';
import { searchField } from '../components/textField.ts';
import { mappingValueFor } from '../expression/sampleValue.ts';
import { h, showText } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';
import { flowTypeText, kindText } from './mappingWords.ts';

/** A mapping with its place in the file. */
interface MappingRow {
  readonly mapping: MappingView;
  readonly index: number;
}

export interface MappingTable extends Section {
  focus(): void;
}

/** The attribute mappings as a table, with what can be done to them. */
export function mappingTable(actions: EditorActions, openDetails: (focus: 'target' | 'source') => void): MappingTable {
  const columns = mappingColumns(actions);
  const commands = mappingCommands(actions, openDetails);
  const table: Grid<MappingRow> = grid<MappingRow>({
    label: 'Attribute mappings',
    name: 'mappings',
    columns,
    onSelect: ({ mapping, index }) => {
      actions.remember({ selected: { index, name: mapping.target } });
    },
    onOpen: ({ mapping, index }) => {
      actions.remember({ selected: { index, name: mapping.target } });
      openDetails('source');
    },
    onSort: (sorting) => {
      actions.remember({ sorting });
    },
    onRowKey: (_, event) => commands.onKey(event),
    rowClass: ({ mapping }) => (mapping.matchingPriority > 0 ? 'matching' : ''),
    isSelected: ({ index }) => actions.current()?.state.selected?.index === index,
  });
  table.element.querySelector('.grid-body')?.addEventListener('scroll', () => {
    actions.remember({ scrollTop: Math.round(table.scrollTop()) });
  });
  const search = searchField('Filter mappings', (filter) => {
    actions.remember({ filter });
  });
  const count = h('span', { class: 'count', role: 'status' });
  const matching = h('p', { class: 'matching-summary' });
  let drawn: readonly unknown[] = [];
  let isPlaced = false;
  return {
    element: h(
      'section',
      { class: 'mapping-table', 'aria-label': 'Attribute mappings' },
      h('div', { class: 'toolbar' }, search.element, count, ...commands.elements),
      matching,
      table.element,
    ),
    focus: () => {
      table.focus();
    },
    update: (context) => {
      const { state, objectMapping, samples } = context;
      search.set(state.filter);
      commands.update(context);
      const all = (objectMapping?.mappings ?? []).map((mapping, index) => ({ mapping, index }));
      const now = [objectMapping, state.filter, state.sorting, state.selected?.index, samples[0]];
      if (now.every((each, index) => each === drawn[index])) return;
      const selectedBefore = drawn[3];
      drawn = now;
      const rows = sortRows(
        all.filter(({ mapping }) => isHit(mapping, state.filter)),
        columns,
        state.sorting,
      );
      showText(
        count,
        rows.length === all.length ? `${all.length} mappings` : `${rows.length} of ${all.length} mappings`,
      );
      showText(matching, matchingSummary(all));
      table.setRows(rows, state.sorting);
      if (!isPlaced) table.scrollTo(state.scrollTop);
      else if (selectedBefore !== state.selected?.index) table.reveal();
      isPlaced = true;
    },
  };
}

/** What the tutorial calls *Matching properties*, in a sentence that cannot be overlooked. */
function matchingSummary(rows: readonly MappingRow[]): string {
  const matching = rows
    .filter(({ mapping }) => mapping.matchingPriority > 0)
    .toSorted((one, other) => one.mapping.matchingPriority - other.mapping.matchingPriority)
    .map(({ mapping }) => mapping.target);
  if (matching.length === 0) return 'Matching properties: none. Existing accounts cannot be found without one.';
  return `Matching properties: ${matching.join(', then ')}. Existing accounts are found by ${matching.length === 1 ? 'it' : 'them'}.`;
}

function isHit({ target, expression, defaultValue }: MappingView, filter: string): boolean {
  const text = `${target}\n${expression}\n${defaultValue ?? ''}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function mappingColumns(actions: EditorActions): readonly Column<MappingRow>[] {
  const text = (id: string, title: string, of: (mapping: MappingView) => string): Column<MappingRow> => ({
    id,
    title,
    cell: ({ mapping }) => of(mapping),
    compare: (one, other) => of(one.mapping).localeCompare(of(other.mapping), 'en', { numeric: true }),
  });
  return [
    text('target', 'Target attribute', ({ target }) => target),
    text('source', 'Source or expression', ({ kind, source, expression }) => (kind === 'direct' ? source : expression)),
    text('kind', 'Type', ({ kind }) => kindText[kind]),
    {
      ...text('matching', 'Matching', ({ matchingPriority }) => String(matchingPriority)),
      compare: (one, other) => precedence(one.mapping) - precedence(other.mapping),
      cell: ({ mapping }) => (mapping.matchingPriority > 0 ? badge(`Match ${mapping.matchingPriority}`) : ''),
    },
    { id: 'sample', title: 'For the sample', cell: ({ mapping }) => sampleCell(actions.current(), mapping) },
    {
      id: 'problems',
      title: 'Problems',
      cell: ({ mapping }) => problemCell(mapping),
      compare: (one, other) => weight(other.mapping) - weight(one.mapping),
    },
    text('apply', 'Apply', ({ flowType }) => flowTypeText(flowType)),
    text('default', 'Default if null', ({ defaultValue }) => defaultValue ?? ''),
  ];
}

function precedence({ matchingPriority }: MappingView): number {
  return matchingPriority > 0 ? matchingPriority : Infinity;
}

function weight({ problems }: MappingView): number {
  return problems.reduce((sum, { severity }) => sum + (severity === 'error' ? 1000 : 1), 0);
}

function sampleCell(context: EditorContext | null, mapping: MappingView): string | HTMLElement {
  const sample = context?.samples[0];
  if (!context || !sample) return '';
  const { text, kind } = mappingValueFor(mapping, sample, context.objectMapping?.cloudSync ?? false);
  return h('span', { class: `cell-text sample-${kind}`, title: text }, text);
}

function problemCell({ problems }: MappingView): string | HTMLElement {
  const [first] = problems;
  if (!first) return '';
  const sign = first.severity === 'error' ? '✗' : '⚠';
  const more = problems.length > 1 ? ` (${problems.length - 1} more)` : '';
  return h(
    'span',
    { class: `cell-text ${first.severity}`, title: problems.map(({ message }) => message).join('\n') },
    `${sign} ${first.message}${more}`,
  );
}

/** Add, duplicate, move and remove: as buttons, and as keys on a row of the table. */
function mappingCommands(actions: EditorActions, openDetails: (focus: 'target' | 'source') => void) {
  const selectedPlace = () => {
    const { state, objectMapping } = actions.current() ?? {};
    if (!objectMapping || !state?.selected) return null;
    const { rule, index } = objectMapping;
    return {
      at: { rule, index, mapping: state.selected.index, target: state.selected.name },
      count: objectMapping.mappings.length,
    };
  };
  const add = async (): Promise<void> => {
    const objectMapping = actions.current()?.objectMapping;
    if (!objectMapping) return;
    const { rule, index, mappings } = objectMapping;
    const target = nextTarget(actions.current());
    if (!(await actions.attempt({ kind: 'addMapping', at: { rule, index }, mapping: { target, expression: null } })))
      return;
    actions.remember({ selected: { index: mappings.length, name: target }, filter: '' });
    openDetails('target');
  };
  const duplicate = async (): Promise<void> => {
    const place = selectedPlace();
    if (!place || !(await actions.attempt({ kind: 'duplicateMapping', at: place.at }))) return;
    actions.remember({ selected: { index: place.at.mapping + 1, name: place.at.target } });
    openDetails('target');
  };
  const move = async (by: number): Promise<void> => {
    const place = selectedPlace();
    const to = (place?.at.mapping ?? 0) + by;
    if (!place || to < 0 || to >= place.count) return;
    if (!(await actions.attempt({ kind: 'moveMapping', at: place.at, to }))) return;
    actions.remember({ selected: { index: to, name: place.at.target }, sorting: null });
    actions.announce(`${place.at.target} is number ${to + 1} of ${place.count} now.`);
  };
  const remove = async (): Promise<void> => {
    const place = selectedPlace();
    if (place && (await actions.attempt({ kind: 'removeMapping', at: place.at })))
      actions.announce(`The mapping of ${place.at.target} was removed. Undo brings it back.`);
  };
  const parts = {
    add: button('Add Mapping', () => void add(), { key: 'add-mapping', primary: true }),
    duplicate: button('Duplicate', () => void duplicate(), { key: 'duplicate-mapping' }),
    up: button('Move Up', () => void move(-1), { key: 'move-up' }),
    down: button('Move Down', () => void move(1), { key: 'move-down' }),
    remove: button('Remove', () => void remove(), { key: 'remove-mapping' }),
  };
  return {
    elements: Object.values(parts).map(({ element }) => element),
    update: ({ view, state, objectMapping }: EditorContext): void => {
      const isSelected = state.selected !== null && view.editable;
      const index = state.selected?.index ?? 0;
      parts.add.enable(view.editable && objectMapping !== null);
      for (const part of [parts.duplicate, parts.remove]) part.enable(isSelected);
      parts.up.enable(isSelected && index > 0);
      parts.down.enable(isSelected && index < (objectMapping?.mappings.length ?? 0) - 1);
    },
    onKey: (event: KeyboardEvent): boolean => {
      if (event.altKey && event.key === 'ArrowUp') void move(-1);
      else if (event.altKey && event.key === 'ArrowDown') void move(1);
      else if (event.key === 'Delete') void remove();
      else if (event.key === 'Insert') void add();
      else return false;
      return true;
    },
  };
}

/** The first target attribute that nothing is mapped to. */
function nextTarget(context: EditorContext | null): string {
  const mapped = new Set(context?.objectMapping?.mappings.map(({ target }) => target));
  const free = context?.targetAttributes.find(
    ({ name, anchor, readOnly }) => !anchor && !readOnly && !mapped.has(name),
  );
  return free?.name ?? '';
}
