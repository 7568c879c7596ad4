import { scopingOperatorOf, scopingOperators } from '../../src/job/scopingOperators.ts';
import type { AttributeView, FilterClauseView, FilterGroupView } from '../../src/protocol/mappingEditorView.ts';
import { attributePicker } from '../components/attributePicker.ts';
import { button } from '../components/button.ts';
import { select } from '../components/select.ts';
import { textField } from '../components/textField.ts';
import { canBeFiltered } from '../attributeWords.ts';
import { h, showText } from '../h.ts';
import { type EditorActions, type EditorContext, objectTypeOf, type Section } from './editorContext.ts';
import { scopeCounter } from './scopeCounter.ts';
import { scopeSentence } from './scopeSentence.ts';
import { figure, t } from '../language.ts';

interface Row {
  readonly element: HTMLElement;
  update(context: EditorContext): void;
}

/** The scoping filter of an object mapping: groups of clauses, read back as a sentence, with a count of who passes. */
export function scopePanel(actions: EditorActions): Section {
  const sentence = h('p', { class: 'sentence', role: 'status' });
  const other = h('p', { class: 'help' });
  const list = h('div', { class: 'groups' });
  const counter = scopeCounter(actions);
  const scope = scopeEditing(actions);
  const add = button(
    t('Add Group'),
    () => {
      scope.change(
        (groups) => [...groups, { name: t('Scoping filter {0}', groups.length + 1), clauses: [newClause(actions)] }],
        `group:${scope.groups().length}:0:attribute`,
      );
    },
    { key: 'add-group', icon: 'add' },
  );
  let rows: readonly Row[] = [];
  let shape = '';
  return {
    element: h(
      'section',
      { class: 'scope', 'aria-label': t('Scoping filter') },
      sentence,
      list,
      h('div', { class: 'toolbar' }, add.element),
      other,
      counter.element,
    ),
    update: (context) => {
      const { objectMapping, view } = context;
      const groups = objectMapping?.groups ?? [];
      const nextShape = JSON.stringify([context.state.objectMapping, groups.map(({ clauses }) => clauses.length)]);
      if (nextShape !== shape) {
        shape = nextShape;
        rows = groups.map((group, index) => groupRow(actions, scope, group, index));
        list.replaceChildren(...rows.map(({ element }) => element));
      }
      for (const row of rows) row.update(context);
      add.enable(view.editable);
      const type = objectMapping ? objectTypeOf(objectMapping) : 'User';
      showText(sentence, scopeSentence(groups, type));
      const others = objectMapping?.otherFilterGroups ?? 0;
      showText(
        other,
        others === 0
          ? ''
          : t(
              others === 1
                ? 'The file also has 1 filter group of the experimental kinds inputFilterGroups and categoryFilterGroups. It is kept; edit it as text.'
                : 'The file also has {0} filter groups of the experimental kinds inputFilterGroups and categoryFilterGroups. They are kept; edit them as text.',
              figure(others),
            ),
      );
      counter.update(context);
    },
  };
}

interface ScopeEditing {
  groups(): readonly FilterGroupView[];
  /** Writes changed groups, then focuses the field of this key. */
  change(change: (groups: readonly FilterGroupView[]) => readonly FilterGroupView[], focus?: string): void;
  changeClause(group: number, clause: number, change: Partial<FilterClauseView>): Promise<string | null>;
}

/** A filter is written as a whole, so each change is made to the groups that the one before left. */
function scopeEditing(actions: EditorActions): ScopeEditing {
  const groups = (): readonly FilterGroupView[] => actions.current()?.objectMapping?.groups ?? [];
  const write = (change: (groups: readonly FilterGroupView[]) => readonly FilterGroupView[]): Promise<string | null> =>
    actions.edit(() => {
      const objectMapping = actions.current()?.objectMapping;
      if (!objectMapping) return null;
      const { rule, index } = objectMapping;
      return { kind: 'setScope', at: { rule, index }, groups: change(groups()) };
    });
  return {
    groups,
    change: (change, focus) => {
      void write(change).then((refusal) => {
        if (refusal !== null) actions.announce(refusal);
        if (focus !== undefined) document.querySelector<HTMLElement>(`[data-key="${focus}"]`)?.focus();
      });
    },
    changeClause: (group, clause, change) =>
      write((all) =>
        all.map((each, at) =>
          at === group
            ? { ...each, clauses: each.clauses.map((one, index) => (index === clause ? { ...one, ...change } : one)) }
            : each,
        ),
      ),
  };
}

function newClause(actions: EditorActions): FilterClauseView {
  const attributes = actions.current()?.sourceAttributes.filter(canBeFiltered) ?? [];
  const attribute =
    attributes.find(({ name }) => name === 'department') ??
    attributes.find(({ type }) => type === 'String') ??
    attributes[0];
  return { attribute: attribute?.name ?? '', operator: 'IS NOT NULL', values: [] };
}

function groupRow(actions: EditorActions, scope: ScopeEditing, group: FilterGroupView, index: number): Row {
  const number = figure(index + 1);
  const label = t('Group {0}', number);
  const name = textField({
    label: t('Name of group {0}', number),
    key: `group:${index}:name`,
    typing: actions.typing,
    compact: true,
    commit: (value) => {
      scope.change((groups) => groups.map((each, at) => (at === index ? { ...each, name: value } : each)));
      return Promise.resolve(null);
    },
  });
  const clauses = group.clauses.map((_, at) => clauseRow(actions, scope, index, at));
  const add = button(
    t('Add Clause'),
    () => {
      scope.change(
        (groups) =>
          groups.map((each, at) => (at === index ? { ...each, clauses: [...each.clauses, newClause(actions)] } : each)),
        `group:${index}:${group.clauses.length}:attribute`,
      );
    },
    { label: t('Add Clause to group {0}', number), key: `group:${index}:add`, icon: 'add', look: 'quiet' },
  );
  const remove = button(
    t('Remove Group'),
    () => {
      scope.change((groups) => groups.filter((_, at) => at !== index), 'add-group');
    },
    {
      label: t('Remove Group {0}', number),
      key: `group:${index}:remove`,
      icon: 'trash',
      look: 'quiet',
      iconOnly: true,
    },
  );
  return {
    element: h(
      'div',
      { class: 'group', role: 'group', 'aria-label': label },
      h(
        'div',
        { class: 'group-head' },
        index > 0 ? h('span', { class: 'joint' }, t('or')) : null,
        h('h2', {}, label),
        name.element,
        remove.element,
      ),
      ...clauses.map(({ element }) => element),
      h('div', { class: 'toolbar' }, add.element),
    ),
    update: (context) => {
      name.set(context.objectMapping?.groups[index]?.name ?? '');
      for (const clause of clauses) clause.update(context);
      add.enable(context.view.editable);
      remove.enable(context.view.editable);
    },
  };
}

function clauseRow(actions: EditorActions, scope: ScopeEditing, group: number, index: number): Row {
  const key = `group:${group}:${index}`;
  const place = [figure(index + 1), figure(group + 1)] as const;
  const change = (changes: Partial<FilterClauseView>): Promise<string | null> =>
    scope.changeClause(group, index, changes);
  const attribute = attributePicker({
    label: t('Attribute of clause {0} of group {1}', ...place),
    key: `${key}:attribute`,
    compact: true,
    choose: (name) => {
      const definition = actions.current()?.sourceAttributes.find((each) => each.name === name);
      const current = scope.groups()[group]?.clauses[index];
      const fits = operatorsFor(definition).some((operator) => operator.name === current?.operator);
      return change(
        fits
          ? { attribute: name }
          : { attribute: name, ...startOf(operatorsFor(definition)[0]?.name ?? 'IS NOT NULL') },
      );
    },
  });
  const operator = select(
    t('Operator of clause {0} of group {1}', ...place),
    [],
    (name) => {
      const values = scope.groups()[group]?.clauses[index]?.values ?? [];
      const isBinary = scopingOperatorOf(name)?.arity === 'Binary';
      void change({ operator: name, values: isBinary ? (values.length > 0 ? values : ['']) : [] });
    },
    { compact: true, key: `${key}:operator` },
  );
  const value = textField({
    label: t('Value of clause {0} of group {1}', ...place),
    key: `${key}:value`,
    typing: actions.typing,
    compact: true,
    commit: (text) => change({ values: [text] }),
  });
  const remove = button(
    t('Remove Clause'),
    () => {
      scope.change(
        (groups) =>
          groups.map((each, at) =>
            at === group ? { ...each, clauses: each.clauses.filter((_, one) => one !== index) } : each,
          ),
        `group:${group}:add`,
      );
    },
    {
      label: t('Remove clause {0} of group {1}', ...place),
      key: `${key}:remove`,
      icon: 'close',
      look: 'quiet',
      iconOnly: true,
    },
  );
  return {
    element: h(
      'div',
      { class: 'clause' },
      h('span', { class: 'joint' }, index > 0 ? t('and') : t('if')),
      attribute.element,
      operator.element,
      value.element,
      remove.element,
    ),
    update: ({ objectMapping, sourceAttributes, view }) => {
      const clause = objectMapping?.groups[group]?.clauses[index];
      if (!clause) return;
      const definition = sourceAttributes.find(({ name }) => name === clause.attribute);
      attribute.set(clause.attribute, sourceAttributes.filter(canBeFiltered));
      operator.set(
        clause.operator,
        operatorsFor(definition).map(({ name }) => ({ value: name, text: name })),
      );
      value.element.hidden = scopingOperatorOf(clause.operator)?.arity === 'Unary';
      value.set(clause.values.join(', '));
      remove.enable(view.editable);
    },
  };
}

function startOf(operator: string): Partial<FilterClauseView> {
  return { operator, values: scopingOperatorOf(operator)?.arity === 'Binary' ? [''] : [] };
}

function operatorsFor(attribute: AttributeView | undefined) {
  const type = attribute?.type ?? 'String';
  return scopingOperators.filter(({ supportedAttributeTypes }) =>
    supportedAttributeTypes.some((each) => each === type),
  );
}
