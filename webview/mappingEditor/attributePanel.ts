import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';
import { button } from '../components/button.ts';
import { grid } from '../components/grid.ts';
import { type Column, sortRows } from '../components/gridColumns.ts';
import { searchField } from '../components/textField.ts';
import { h, showText } from '../h.ts';
import { attributeDetails, selectedAttribute } from './attributeForm.ts';
import type { EditorActions, Section } from './editorContext.ts';
import type { Selection } from './pageState.ts';
import { compareTexts, figure, t } from '../language.ts';

/** The target attributes of an object mapping, as the portal's advanced options list them. */
export function attributePanel(actions: EditorActions): Section {
  const count = h('span', { class: 'count', role: 'status' });
  const form = attributeDetails(actions, () => {
    table.focus();
  });
  const choose = (name: string): void => {
    const index = actions.current()?.targetAttributes.findIndex((each) => each.name === name) ?? -1;
    actions.remember({ selectedAttribute: index < 0 ? null : { index, name } });
  };
  const columns = attributeColumns();
  const table = grid<AttributeView>({
    label: t('Target attributes'),
    name: 'attributes',
    columns,
    onSelect: ({ name }) => {
      choose(name);
    },
    onOpen: ({ name }) => {
      choose(name);
      form.focus();
    },
    onSort: (attributeSorting) => {
      actions.remember({ attributeSorting });
    },
    onOtherKey: (event, row) => {
      if (event.key === 'Insert') void add();
      else if (event.key === 'Delete' && row) void remove(row.name);
      else return false;
      return true;
    },
    isSelected: ({ name }) => actions.current()?.state.selectedAttribute?.name === name,
  });
  const search = searchField(t('Filter target attributes'), 'search:attributes', (attributeFilter) => {
    actions.remember({ attributeFilter });
  });
  const add = async (): Promise<void> => {
    const { objectMapping, targetAttributes } = actions.current() ?? {};
    if (!objectMapping || !targetAttributes) return;
    const name = freeName(targetAttributes);
    const { targetDirectory: directory, targetObject: object } = objectMapping;
    if (!(await actions.attempt({ kind: 'addAttribute', directory, object, attribute: { name, type: 'String' } })))
      return;
    actions.remember({ selectedAttribute: { index: targetAttributes.length, name }, attributeFilter: '' });
    form.focus();
  };
  const remove = async (name: string | undefined): Promise<void> => {
    const { objectMapping, targetAttributes = [] } = actions.current() ?? {};
    const index = targetAttributes.findIndex((each) => each.name === name);
    if (!objectMapping || name === undefined || index < 0) return;
    const { targetDirectory: directory, targetObject: object } = objectMapping;
    await actions.attempt({ kind: 'removeAttribute', at: { directory, object, index, name } });
  };
  const addButton = button(t('Add Attribute'), () => void add(), {
    look: 'primary',
    icon: 'add',
    shortcut: 'Insert',
    key: 'add-attribute',
  });
  const removeButton = button(
    t('Remove Attribute'),
    () => void remove(actions.current()?.state.selectedAttribute?.name),
    {
      look: 'quiet',
      icon: 'trash',
      iconOnly: true,
      shortcut: 'Delete',
      key: 'remove-attribute',
    },
  );
  let drawn: readonly unknown[] = [];
  let shownSelection: Selection | null = null;
  return {
    element: h(
      'section',
      { class: 'attributes', 'aria-label': t('Target attributes') },
      h(
        'div',
        { class: 'mapping-table' },
        h('div', { class: 'toolbar' }, search.element, count, addButton.element, removeButton.element),
        table.element,
      ),
      form.element,
    ),
    update: (context) => {
      const { state, targetAttributes, view } = context;
      search.set(state.attributeFilter);
      addButton.enable(view.editable);
      removeButton.enable(view.editable && selectedAttribute(context) !== null);
      form.update(context);
      const now = [targetAttributes, state.attributeFilter, state.attributeSorting];
      if (now.every((each, index) => each === drawn[index])) {
        if (state.selectedAttribute !== shownSelection) table.showSelection();
        shownSelection = state.selectedAttribute;
        return;
      }
      drawn = now;
      shownSelection = state.selectedAttribute;
      const filter = state.attributeFilter.toLowerCase();
      const rows = sortRows(
        targetAttributes.filter(({ name }) => name.toLowerCase().includes(filter)),
        columns,
        state.attributeSorting,
      );
      showText(count, countText(rows.length, targetAttributes.length));
      table.setRows(rows, state.attributeSorting, t('No attribute has this in its name.'));
      table.showSelection();
    },
  };
}

function attributeColumns(): readonly Column<AttributeView>[] {
  return [
    {
      id: 'name',
      title: t('Name'),
      width: { least: 180, share: 1 },
      cell: ({ name }) => name,
      compare: (one, other) => compareTexts(one.name, other.name),
    },
    {
      id: 'type',
      title: t('Type'),
      width: { least: 100 },
      cell: ({ type }) => type,
      compare: (one, other) => compareTexts(one.type, other.type),
    },
    flagColumn('required', t('Required'), 1, ({ required }) => required),
    flagColumn('multivalued', t('Multi-valued'), 2, ({ multivalued }) => multivalued),
    flagColumn('caseExact', t('Case exact'), 3, ({ caseExact }) => caseExact),
  ];
}

function countText(shown: number, all: number): string {
  if (shown === all) return t(all === 1 ? '1 attribute' : '{0} attributes', figure(all));
  return t(all === 1 ? '{0} of 1 attribute' : '{0} of {1} attributes', figure(shown), figure(all));
}

function flagColumn(
  id: string,
  title: string,
  givesWay: number,
  of: (attribute: AttributeView) => boolean,
): Column<AttributeView> {
  return {
    ...{ id, title },
    width: { least: 118, givesWay },
    cell: (attribute) => (of(attribute) ? t('Yes') : t('No')),
    compare: (one, other) => Number(of(other)) - Number(of(one)),
  };
}

function freeName(attributes: readonly AttributeView[]): string {
  const names = new Set(attributes.map(({ name }) => name));
  for (let number = 1; ; number += 1) if (!names.has(`newAttribute${number}`)) return `newAttribute${number}`;
}
