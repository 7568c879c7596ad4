import { quoteString } from '../../src/expressions/syntax/printer.ts';
import type { MappingChanges, MappingPlace } from '../../src/protocol/mappingEditorIntents.ts';
import type { MappingKind, MappingView, ProblemView } from '../../src/protocol/mappingEditorView.ts';
import { attributePicker } from '../components/attributePicker.ts';
import { checkbox } from '../components/checkbox.ts';
import { select } from '../components/select.ts';
import { textField } from '../components/textField.ts';
import { expressionEditor } from '../expression/expressionEditor.ts';
import { h, onKey } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';
import { flowBehaviorChoices, flowTypeChoices, kindChoices, oneOf } from './mappingWords.ts';
import { problemList } from './problemList.ts';
import { sampleValues } from './sampleValues.ts';

export interface MappingDetails extends Section {
  focus(part: 'target' | 'source'): void;
}

/** The form of the selected mapping. */
export function mappingDetails(actions: EditorActions, leave: () => void): MappingDetails {
  const element = h('section', { class: 'details', 'aria-label': 'Selected mapping' });
  onKey(element, (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) leave();
  });
  let form: ReturnType<typeof mappingForm> | null = null;
  let shown: string | null = null;
  let wantedFocus: 'target' | 'source' | null = null;
  return {
    element,
    focus: (part) => {
      wantedFocus = part;
      if (form) form.focus(part);
    },
    update: (context) => {
      const mapping = selectedMapping(context);
      const key = mapping && `${context.state.objectMapping}:${context.state.selected?.index ?? 0}`;
      if (mapping === null) {
        form = null;
        shown = null;
        element.replaceChildren(h('p', { class: 'help' }, 'Select a mapping to edit it, or add one.'));
        return;
      }
      if (key !== shown) {
        form = mappingForm(actions, key ?? '');
        element.replaceChildren(form.element);
        shown = key;
      }
      form?.update(context, mapping);
      if (wantedFocus) form?.focus(wantedFocus);
      wantedFocus = null;
    },
  };
}

function selectedMapping({ objectMapping, state }: EditorContext): MappingView | null {
  return (state.selected && objectMapping?.mappings[state.selected.index]) ?? null;
}

function mappingForm(actions: EditorActions, key: string) {
  /** The mapping that this form is for, also after another one was selected and while something typed is still to be written. */
  let at: MappingPlace | null = null;
  const intended = (changes: MappingChanges) => () => at && ({ kind: 'changeMapping', at, changes } as const);
  const change = (changes: MappingChanges): Promise<string | null> => actions.edit(intended(changes));
  const attempt = (changes: MappingChanges): void => void actions.attempt(intended(changes));
  const source = sourcePart(actions, key, change);
  const target = attributePicker({
    label: 'Target attribute',
    key: `${key}:target`,
    choose: (name) => change({ target: name }),
  });
  const traits = traitsPart(actions, key, change, attempt);
  const heading = h('h2', {});
  const problems = problemList();
  return {
    element: h(
      'div',
      { class: 'form' },
      heading,
      target.element,
      ...source.elements,
      problems.element,
      ...traits.elements,
    ),
    update: (context: EditorContext, mapping: MappingView): void => {
      const { objectMapping, state } = context;
      if (objectMapping && state.selected)
        at = {
          rule: objectMapping.rule,
          index: objectMapping.index,
          mapping: state.selected.index,
          target: mapping.target,
        };
      heading.textContent = mapping.matchingPriority > 0 ? `${mapping.target} (matching attribute)` : mapping.target;
      target.set(mapping.target, context.targetAttributes);
      source.update(context, mapping);
      problems.set(mapping.kind === 'expression' ? mapping.problems.filter(isAboutMapping) : mapping.problems);
      traits.update(context, mapping);
    },
    focus: (part: 'target' | 'source'): void => {
      if (part === 'target') target.focus();
      else source.focus();
    },
  };
}

/** What the expression's own editor does not list already: its checker's codes are in camel case, those of the file in kebab case. */
function isAboutMapping({ code }: ProblemView): boolean {
  return code.includes('-');
}

type Change = (changes: MappingChanges) => Promise<string | null>;

/** Type and source of a mapping: an attribute, a text, an expression, or nothing. */
function sourcePart(actions: EditorActions, key: string, change: Change) {
  let kind: MappingKind = 'none';
  /** A type that was chosen and has no source in the file yet. */
  let chosen: MappingKind | null = null;
  let shown: MappingView | null = null;
  const refused = h('p', { class: 'note', role: 'status' });
  const kinds = select(
    'Mapping type',
    kindChoices,
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
    label: 'Source attribute',
    key: `${key}:source`,
    choose: (name) => commit(`[${name}]`),
  });
  const constant = textField({
    label: 'Constant value',
    key: `${key}:constant`,
    typing: actions.typing,
    commit: (value) => commit(quoteString(value)),
  });
  const values = sampleValues(actions);
  const editor = expressionEditor({
    label: 'Expression',
    key: `${key}:expression`,
    typing: actions.typing,
    commit: (text) =>
      text.trim() === '' ? Promise.resolve('Write an expression, or choose the type None.') : commit(text),
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
    refused.textContent = '';
    chosen = next;
    const wanted =
      next === 'none'
        ? null
        : next === 'constant'
          ? quoteString(shown?.source ?? '')
          : next === 'expression'
            ? shown?.expression
            : undefined;
    if (wanted !== undefined && wanted !== '') {
      void change({ expression: wanted }).then((refusal) => {
        if (refusal !== null) chosen = null;
        refused.textContent = refusal ?? '';
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
      });
      editor.set(mapping.expression);
      values.update(context, mapping);
      show();
    },
  };
}

/** When and how a mapping flows. */
function traitsPart(actions: EditorActions, key: string, change: Change, attempt: (changes: MappingChanges) => void) {
  const matching = select(
    'Match objects using this attribute',
    [],
    (value) => {
      attempt({ matchingPriority: Number(value) });
    },
    {
      key: `${key}:matching`,
      help: 'Matching attributes find the account that an object already has in the target. The lowest precedence is tried first.',
    },
  );
  const defaultValue = textField({
    label: 'Default value if null',
    help: 'Written when an object is created and the source has no value.',
    key: `${key}:default`,
    typing: actions.typing,
    commit: (value) => change({ defaultValue: value === '' ? null : value }),
  });
  const apply = select(
    'Apply this mapping',
    flowTypeChoices,
    (value) => {
      const flowType = oneOf(['Always', 'ObjectAddOnly', 'MultiValueAddOnly'], value);
      if (flowType) attempt({ flowType });
    },
    { key: `${key}:apply` },
  );
  const behavior = select(
    'Send the value',
    flowBehaviorChoices,
    (value) => {
      const flowBehavior = oneOf(['FlowWhenChanged', 'FlowAlways'], value);
      if (flowBehavior) attempt({ flowBehavior });
    },
    { key: `${key}:behavior` },
  );
  const nulls = checkbox(
    'Clear the target when the source has no value',
    (flowNullValues) => {
      attempt({ flowNullValues });
    },
    {
      key: `${key}:nulls`,
      help: 'Otherwise the target keeps its value, as in Microsoft Entra.',
    },
  );
  return {
    elements: [matching.element, defaultValue.element, apply.element, behavior.element, nulls.element],
    update: (context: EditorContext, mapping: MappingView): void => {
      const highest = (context.objectMapping?.mappings ?? []).reduce(
        (most, each) => Math.max(most, each.matchingPriority),
        0,
      );
      const precedences = Array.from({ length: Math.min(highest + 1, 20) }, (_, index) => index + 1);
      matching.set(String(mapping.matchingPriority), [
        { value: '0', text: 'No' },
        ...precedences.map((value) => ({ value: String(value), text: `Yes, precedence ${value}` })),
      ]);
      defaultValue.set(mapping.defaultValue ?? '');
      apply.set(mapping.flowType);
      behavior.set(mapping.flowBehavior);
      nulls.set(mapping.flowNullValues);
    },
  };
}
