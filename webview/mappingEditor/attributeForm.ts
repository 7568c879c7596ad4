import type { AttributeChanges, AttributePlace } from '../../src/protocol/mappingEditorIntents.ts';
import type { AttributeView } from '../../src/protocol/mappingEditorView.ts';
import { checkbox } from '../components/checkbox.ts';
import { select } from '../components/select.ts';
import { textField } from '../components/textField.ts';
import { h, onKey } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';
import { attributeTypeChoices, oneOf } from './mappingWords.ts';
import { t } from '../language.ts';

export interface AttributeDetails extends Section {
  focus(): void;
}

/** The definition of the selected attribute; it opens when one is selected. Escape leaves it. */
export function attributeDetails(actions: EditorActions, leave: () => void): AttributeDetails {
  const element = h('section', { class: 'details', 'aria-label': t('Selected attribute'), hidden: true });
  onKey(element, (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) leave();
  });
  let form: ReturnType<typeof attributeForm> | null = null;
  let shown: string | null = null;
  return {
    element,
    focus: () => {
      form?.focus();
    },
    update: (context) => {
      const attribute = selectedAttribute(context);
      const key = attribute && `${context.state.objectMapping}:${context.state.selectedAttribute?.index ?? 0}`;
      if (key !== shown) {
        shown = key;
        form = key === null ? null : attributeForm(actions, key);
        element.hidden = form === null; // the table has the width for itself
        element.replaceChildren(...(form === null ? [] : [form.element]));
      }
      if (attribute) form?.update(context, attribute);
    },
  };
}

export function selectedAttribute({ state, targetAttributes }: EditorContext): AttributeView | null {
  const { selectedAttribute: selected } = state;
  if (!selected) return null;
  const there = targetAttributes[selected.index];
  return there?.name === selected.name ? there : (targetAttributes.find(({ name }) => name === selected.name) ?? null);
}

function attributeForm(actions: EditorActions, key: string) {
  /** The attribute that this form is for, also after another one was selected and while something typed is still to be written. */
  let at: AttributePlace | null = null;
  const intended = (changes: AttributeChanges) => () => at && ({ kind: 'changeAttribute', at, changes } as const);
  const attempt = (changes: AttributeChanges): void => void actions.attempt(intended(changes));
  const name = textField({
    label: t('Attribute name'),
    key: `attribute:${key}:name`,
    typing: actions.typing,
    help: t('Mappings that use the attribute follow its new name.'),
    commit: (value) => actions.edit(intended({ name: value })),
  });
  const type = select(
    t('Attribute type'),
    attributeTypeChoices,
    (value) => {
      const chosen = oneOf(['String', 'Integer', 'Boolean', 'DateTime', 'Reference', 'Binary'], value);
      if (chosen) attempt({ type: chosen });
    },
    { key: `attribute:${key}:type` },
  );
  const flag = (trait: 'required' | 'multivalued' | 'caseExact', label: string, help: string) =>
    checkbox(
      label,
      (value) => {
        attempt({ [trait]: value });
      },
      { key: `attribute:${key}:${trait}`, help },
    );
  const flags = {
    required: flag('required', t('Required'), t('An object cannot be created without a value.')),
    multivalued: flag('multivalued', t('Multi-valued'), t('The attribute holds a list of values.')),
    caseExact: flag('caseExact', t('Case exact'), t('A change of letter case alone is sent.')),
  };
  const heading = h('h2', {});
  return {
    element: h(
      'div',
      { class: 'form' },
      h('div', { class: 'details-head' }, heading),
      name.element,
      type.element,
      ...Object.values(flags).map(({ element }) => element),
    ),
    focus: () => {
      name.focus();
    },
    update: ({ objectMapping, state }: EditorContext, attribute: AttributeView): void => {
      if (objectMapping && state.selectedAttribute) {
        const { targetDirectory: directory, targetObject: object } = objectMapping;
        at = { directory, object, index: state.selectedAttribute.index, name: attribute.name };
      }
      heading.textContent = attribute.name;
      name.set(attribute.name);
      type.set(attribute.type);
      for (const trait of ['required', 'multivalued', 'caseExact'] as const) flags[trait].set(attribute[trait]);
    },
  };
}
