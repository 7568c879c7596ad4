import { type Grid, grid } from '../components/grid.ts';
import { sortRows } from '../components/gridColumns.ts';
import { icon } from '../components/icon.ts';
import { searchField } from '../components/textField.ts';
import { h, showText } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';
import { isHit, mappingColumns, type MappingRow } from './mappingColumns.ts';
import { mappingCommands } from './mappingCommands.ts';
import { figure, t } from '../language.ts';

export interface MappingTable extends Section {
  focus(): void;
  /** Puts the cursor into the filter. */
  focusFilter(): void;
}

/** The attribute mappings as a table, with what can be done to them. */
export function mappingTable(actions: EditorActions, openDetails: (focus: 'target' | 'source') => void): MappingTable {
  const columns = mappingColumns(actions);
  const commands = mappingCommands(actions, openDetails);
  const table: Grid<MappingRow> = grid<MappingRow>({
    label: t('Attribute mappings'),
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
    onScroll: (top) => {
      actions.rememberScroll(Math.round(top));
    },
    onOtherKey: commands.onKey,
    rowClass: ({ mapping }) => (mapping.matchingPriority > 0 ? 'matching' : ''),
    isSelected: ({ index }) => actions.current()?.state.selected?.index === index,
  });
  const search = searchField(t('Filter mappings'), 'search:mappings', (filter) => {
    actions.remember({ filter });
  });
  const count = h('span', { class: 'count', role: 'status' });
  const matching = h('span', {});
  let drawn: readonly unknown[] = [];
  let shownSelection: number | undefined;
  let isPlaced = false;
  const drawRows = ({ objectMapping, state }: EditorContext): void => {
    const all = (objectMapping?.mappings ?? []).map((mapping, index) => ({ mapping, index }));
    const hits = all.filter(({ mapping }) => isHit(mapping, state.filter));
    showText(count, countText(hits.length, all.length));
    showText(matching, matchingSummary(all));
    table.setRows(sortRows(hits, columns, state.sorting), state.sorting, emptyText(all.length));
  };
  return {
    element: h(
      'section',
      { class: 'mapping-table', 'aria-label': t('Attribute mappings') },
      h('div', { class: 'toolbar' }, search.element, count, ...commands.elements),
      h('p', { class: 'matching-summary' }, icon('key'), matching),
      table.element,
    ),
    focus: () => {
      table.focus();
    },
    focusFilter: () => {
      search.focus();
    },
    update: (context) => {
      const { state, objectMapping, samples } = context;
      search.set(state.filter);
      commands.update(context);
      const selected = state.selected?.index;
      const now = [objectMapping, state.filter, state.sorting, samples[0]];
      if (!now.every((each, index) => each === drawn[index])) {
        drawn = now;
        drawRows(context);
        if (!isPlaced) table.scrollTo(state.scrollTop);
        else if (selected !== shownSelection) table.showSelection();
        isPlaced = true;
      } else if (selected !== shownSelection) table.showSelection();
      shownSelection = selected;
    },
  };
}

/** What the tutorial calls *Matching properties*, in a sentence that cannot be overlooked. */
function matchingSummary(rows: readonly MappingRow[]): string {
  const matching = rows
    .filter(({ mapping }) => mapping.matchingPriority > 0)
    .toSorted((one, other) => one.mapping.matchingPriority - other.mapping.matchingPriority)
    .map(({ mapping }) => mapping.target);
  if (matching.length === 0) return t('Matching properties: none. Existing accounts cannot be found without one.');
  return t(
    matching.length === 1
      ? 'Matching properties: {0}. Existing accounts are found by it.'
      : 'Matching properties: {0}. Existing accounts are found by them.',
    matching.reduce((first, next) => t('{0}, then {1}', first, next)),
  );
}

function countText(shown: number, all: number): string {
  if (shown === all) return t(all === 1 ? '1 mapping' : '{0} mappings', figure(all));
  return t(all === 1 ? '{0} of 1 mapping' : '{0} of {1} mappings', figure(shown), figure(all));
}

function emptyText(all: number): string {
  return all === 0
    ? t('Nothing is mapped yet. Add a mapping, or restore the defaults.')
    : t('No mapping has these words. Escape in the filter shows all again.');
}
