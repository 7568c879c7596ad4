import { quoteString } from '../../src/expressions/syntax/printer.ts';
import type { MappingChanges } from '../../src/protocol/mappingEditorIntents.ts';
import type { MappingKind, MappingView } from '../../src/protocol/mappingEditorView.ts';
import { attributePicker } from '../components/attributePicker.ts';
import { select } from '../components/select.ts';
import { textField } from '../components/textField.ts';
import { expressionEditor } from '../expression/expressionEditor.ts';
import { h, showText } from '../h.ts';
import type { EditorActions, EditorContext } from './editorContext.ts';
import { kindChoices, oneOf } from './mappingWords.ts';
import { sampleValues } from './sampleValues.ts';
import { t } from '../language.ts';

export type ChangeMapping = (changes: MappingChanges) => Promise<string | null>;

/** Type and source of a mapping: an attribute, a text, an expression, or nothing. */
export function mappingSource(actions: EditorActions, key: string, change: ChangeMapping) {
  let kind: MappingKind = 'none';
  /** A type that was chosen and has no source in the file yet. */
  let chosen: MappingKind | null = null;
  let shown: MappingView | null = null;
  const refused = h('p', { class: 'note', role: 'status', hidden: true });
  const kinds = select(
    t('Mapping type'),
    kindChoices(),
    (value) => {
      choose(oneOf(['direct', 'constant', 'expression', 'none'], value) ?? 'none');
    },
    { key: `${key}:kind` },
  );
  const commit = async (expression: string | null): Promise<string | null> => {
    const refusal = await change({ expression });
    if (refusal === null) chosen = null;
    return refusal;
  };
  const picker = attributePicker({
    label: t('Source attribute'),
    key: `${key}:source`,
    choose: (name) => commit(`[${name}]`),
  });
  const constant = textField({
    label: t('Constant value'),
    key: `${key}:constant`,
    typing: actions.typing,
    commit: (value) => commit(quoteString(value)),
  });
  const values = sampleValues(actions);
  const editor = expressionEditor({
    label: t('Expression'),
    key: `${key}:expression`,
    typing: actions.typing,
    commit: (text) =>
      text.trim() === '' ? Promise.resolve(t('Write an expression, or choose the type None.')) : commit(text),
    onText: (text) => {
      values.setExpression(text);
    },
  });
  const show = (): void => {
    const current = chosen ?? kind;
    kinds.set(current);
    picker.element.hidden = current !== 'direct';
    constant.element.hidden = current !== 'constant';
    editor.element.hidden = current !== 'expression';
    values.setKind(current);
  };
  const focus = (): void => {
    const current = chosen ?? kind;
    if (current === 'direct') picker.focus();
    else if (current === 'constant') constant.focus();
    else if (current === 'expression') editor.focus();
    else kinds.focus();
  };
  const choose = (next: MappingKind): void => {
    showText(refused, '');
    chosen = next;
    // An attribute or a text has to be chosen first; until then the file stays as it is.
    const wanted = next === 'none' ? null : next === 'expression' ? shown?.expression : undefined;
    if (wanted !== undefined && wanted !== '') {
      void change({ expression: wanted }).then((refusal) => {
        if (refusal !== null) chosen = null;
        showText(refused, refusal ?? '');
        show();
      });
    }
    show();
  };
  return {
    elements: [kinds.element, refused, picker.element, constant.element, editor.element, values.element],
    focus,
    update: (context: EditorContext, mapping: MappingView): void => {
      if (mapping.kind !== kind && chosen !== 'expression') chosen = null;
      if (mapping.kind === chosen) chosen = null;
      kind = mapping.kind;
      shown = mapping;
      const { objectMapping, sourceAttributes, targetAttributes, view } = context;
      picker.set(mapping.kind === 'direct' ? mapping.source : '', sourceAttributes);
      constant.set(mapping.kind === 'constant' ? mapping.source : '');
      editor.place({
        dialect: objectMapping?.cloudSync === true ? 'cloud-sync' : 'provisioning',
        attributes: sourceAttributes,
        targetAttribute: targetAttributes.find(({ name }) => name === mapping.target) ?? null,
        matching: mapping.matchingPriority > 0,
        scope: view.settings?.scope ?? 'assigned',
        readOnly: !view.editable,
      });
      editor.set(mapping.expression);
      values.update(context, mapping);
      show();
    },
  };
}
