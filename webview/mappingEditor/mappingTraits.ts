import type { MappingChanges } from '../../src/protocol/mappingEditorIntents.ts';
import type { MappingView } from '../../src/protocol/mappingEditorView.ts';
import { checkbox } from '../components/checkbox.ts';
import { select } from '../components/select.ts';
import { textField } from '../components/textField.ts';
import { h } from '../h.ts';
import type { EditorActions, EditorContext } from './editorContext.ts';
import type { ChangeMapping } from './mappingSource.ts';
import { flowBehaviorChoices, flowTypeChoices, oneOf } from './mappingWords.ts';
import { figure, t } from '../language.ts';

/** When and how a mapping flows. */
export function mappingTraits(
  actions: EditorActions,
  key: string,
  change: ChangeMapping,
  attempt: (changes: MappingChanges) => void,
) {
  const matching = select(
    t('Match objects using this attribute'),
    [],
    (value) => {
      attempt({ matchingPriority: Number(value) });
    },
    {
      key: `${key}:matching`,
      help: t(
        'Matching attributes find the account that an object already has in the target. The lowest precedence is tried first.',
      ),
    },
  );
  const defaultValue = textField({
    label: t('Default value if null'),
    help: t('Written when an object is created and the source has no value.'),
    key: `${key}:default`,
    typing: actions.typing,
    commit: (value) => change({ defaultValue: value === '' ? null : value }),
  });
  const apply = select(
    t('Apply this mapping'),
    flowTypeChoices(),
    (value) => {
      const flowType = oneOf(['Always', 'ObjectAddOnly', 'MultiValueAddOnly'], value);
      if (flowType) attempt({ flowType });
    },
    { key: `${key}:apply` },
  );
  const behavior = select(
    t('Send the value'),
    flowBehaviorChoices(),
    (value) => {
      const flowBehavior = oneOf(['FlowWhenChanged', 'FlowAlways'], value);
      if (flowBehavior) attempt({ flowBehavior });
    },
    { key: `${key}:behavior` },
  );
  const nulls = checkbox(
    t('Clear the target when the source has no value'),
    (flowNullValues) => {
      attempt({ flowNullValues });
    },
    {
      key: `${key}:nulls`,
      help: t('Otherwise the target keeps its value, as in Microsoft Entra.'),
    },
  );
  return {
    elements: [
      h('section', { class: 'part' }, h('h3', {}, t('Matching')), matching.element),
      h(
        'section',
        { class: 'part' },
        h('h3', {}, t('Flow')),
        apply.element,
        behavior.element,
        defaultValue.element,
        nulls.element,
      ),
    ],
    update: (context: EditorContext, mapping: MappingView): void => {
      const highest = (context.objectMapping?.mappings ?? []).reduce(
        (most, each) => Math.max(most, each.matchingPriority),
        0,
      );
      const precedences = Array.from({ length: Math.min(highest + 1, 20) }, (_, index) => index + 1);
      matching.set(String(mapping.matchingPriority), [
        { value: '0', text: t('No') },
        ...precedences.map((value) => ({ value: String(value), text: t('Yes, precedence {0}', figure(value)) })),
      ]);
      defaultValue.set(mapping.defaultValue ?? '');
      apply.set(mapping.flowType);
      behavior.set(mapping.flowBehavior);
      nulls.set(mapping.flowNullValues);
    },
  };
}
