import type { AttributeChanges, AttributePlace } from '../../src/protocol/mappingEditorIntents.ts';
import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';
import { button } from '../components/button.ts';
import { checkbox } from '../components/checkbox.ts';
import { type Column, grid, sortRows } from '../components/grid.ts';
import { select } from '../components/select.ts';
import { searchField, textField } from '../components/textField.ts';
import { h, showText } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';
import { attributeTypeChoices, oneOf } from './mappingWords.ts';

/** The target attributes of an object mapping, as the portal's advanced options list them. */
export function attributePanel(actions: EditorActions): Section {
  const count = h('span', { class: 'count', role: 'status' });
  const form = attributeForm(actions);
  const select = (name: string): void => {
    const index = actions.current()?.targetAttributes.findIndex((each) => each.name === name) ?? -1;
    actions.remember({ selectedAttribute: index < 0 ? null : { index, name } });
  };
  const table = grid<AttributeView>({
    label: 'Target attributes',
    name: 'attributes',
    columns,
    onSelect: ({ name }) => {
      select(name);
    },
    onOpen: ({ name }) => {
      select(name);
      form.focus();
    },
    onSort: (attributeSorting) => {
      actions.remember({ attributeSorting });
    },
    isSelected: ({ name }) => actions.current()?.state.selectedAttribute?.name === name,
  });
  const search = searchField('Filter target attributes', (attributeFilter) => {
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
  const addButton = button('Add Attribute', () => void add(), { primary: true, key: 'add-attribute' });
  const removeButton = button('Remove Attribute', () => void form.remove(), { key: 'remove-attribute' });
  let drawn: readonly unknown[] = [];
  return {
    element: h(
      'section',
      { class: 'attributes', 'aria-label': 'Target attributes' },
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
      const now = [
        targetAttributes,
        state.attributeFilter,
        state.attributeSorting,
        state.selectedAttribute,
        state.objectMapping,
      ];
      if (now.every((each, index) => each === drawn[index])) return;
      drawn = now;
      const filter = state.attributeFilter.toLowerCase();
      const rows = sortRows(
        targetAttributes.filter(({ name }) => name.toLowerCase().includes(filter)),
        columns,
        state.attributeSorting,
      );
      showText(count, `${rows.length} of ${targetAttributes.length} attributes`);
      table.setRows(rows, state.attributeSorting);
      table.reveal();
    },
  };
}

const columns: readonly Column<AttributeView>[] = [
  {
    id: 'name',
    title: 'Name',
    cell: ({ name }) => name,
    compare: (one, other) => one.name.localeCompare(other.name, 'en'),
  },
  {
    id: 'type',
    title: 'Type',
    cell: ({ type }) => type,
    compare: (one, other) => one.type.localeCompare(other.type, 'en'),
  },
  flagColumn('required', 'Required', ({ required }) => required),
  flagColumn('multivalued', 'Multi-valued', ({ multivalued }) => multivalued),
  flagColumn('caseExact', 'Case exact', ({ caseExact }) => caseExact),
];

function flagColumn(id: string, title: string, of: (attribute: AttributeView) => boolean): Column<AttributeView> {
  return {
    id,
    title,
    cell: (attribute) => (of(attribute) ? 'Yes' : 'No'),
    compare: (one, other) => Number(of(other)) - Number(of(one)),
  };
}

function selectedAttribute({ state, targetAttributes }: EditorContext): AttributeView | null {
  return targetAttributes.find(({ name }) => name === state.selectedAttribute?.name) ?? null;
}

function freeName(attributes: readonly AttributeView[]): string {
  const names = new Set(attributes.map(({ name }) => name));
  for (let number = 1; ; number += 1) if (!names.has(`newAttribute${number}`)) return `newAttribute${number}`;
}

/** The definition of the selected attribute. */
function attributeForm(actions: EditorActions) {
  const place = (): AttributePlace | null => {
    const { objectMapping, state } = actions.current() ?? {};
    if (!objectMapping || !state?.selectedAttribute) return null;
    return { directory: objectMapping.targetDirectory, object: objectMapping.targetObject, ...state.selectedAttribute };
  };
  const intended = (changes: AttributeChanges) => () => {
    const at = place();
    return at && ({ kind: 'changeAttribute', at, changes } as const);
  };
  const change = (changes: AttributeChanges): Promise<string | null> => actions.edit(intended(changes));
  const attempt = (changes: AttributeChanges): void => void actions.attempt(intended(changes));
  const name = textField({
    label: 'Attribute name',
    key: 'attribute:name',
    typing: actions.typing,
    help: 'Mappings that use the attribute follow its new name.',
    commit: (value) => change({ name: value }),
  });
  const type = select(
    'Attribute type',
    attributeTypeChoices,
    (value) => {
      const chosen = oneOf(['String', 'Integer', 'Boolean', 'DateTime', 'Reference', 'Binary'], value);
      if (chosen) attempt({ type: chosen });
    },
    { key: 'attribute:type' },
  );
  const required = checkbox(
    'Required',
    (value) => {
      attempt({ required: value });
    },
    { key: 'attribute:required', help: 'An object cannot be created without a value.' },
  );
  const multivalued = checkbox(
    'Multi-valued',
    (value) => {
      attempt({ multivalued: value });
    },
    { key: 'attribute:multivalued' },
  );
  const caseExact = checkbox(
    'Case exact',
    (value) => {
      attempt({ caseExact: value });
    },
    { key: 'attribute:caseExact', help: 'A change of letter case alone is sent.' },
  );
  const fields = h(
    'div',
    { class: 'form' },
    name.element,
    type.element,
    required.element,
    multivalued.element,
    caseExact.element,
  );
  const nothing = h('p', { class: 'help' }, 'Select an attribute to edit its definition, or add one.');
  return {
    element: h('section', { class: 'details', 'aria-label': 'Selected attribute' }, nothing, fields),
    focus: () => {
      name.focus();
    },
    remove: async (): Promise<void> => {
      await actions.attempt(() => {
        const at = place();
        return at && ({ kind: 'removeAttribute', at } as const);
      });
    },
    update: (context: EditorContext): void => {
      const attribute = selectedAttribute(context);
      fields.hidden = attribute === null;
      nothing.hidden = attribute !== null;
      if (!attribute) return;
      name.set(attribute.name);
      type.set(attribute.type);
      required.set(attribute.required);
      multivalued.set(attribute.multivalued);
      caseExact.set(attribute.caseExact);
    },
  };
}
