import type { MappingChanges, MappingPlace } from '../../src/protocol/mappingEditorIntents.ts';
import type { MappingView, ProblemView } from '../../src/protocol/mappingEditorView.ts';
import { attributePicker } from '../components/attributePicker.ts';
import { badge } from '../components/indicators.ts';
import { h, onKey } from '../h.ts';
import type { EditorActions, EditorContext, Section } from './editorContext.ts';
import { mappingSource } from './mappingSource.ts';
import { mappingTraits } from './mappingTraits.ts';
import { problemList } from './problemList.ts';
import { t } from '../language.ts';

export interface MappingDetails extends Section {
  focus(part: 'target' | 'source'): void;
}

/** The form of the selected mapping; it opens when one is selected. */
export function mappingDetails(actions: EditorActions, leave: () => void): MappingDetails {
  const element = h('section', { class: 'details', 'aria-label': t('Selected mapping'), hidden: true });
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
      element.hidden = mapping === null; // the table has the width for itself
      if (mapping === null) {
        form = null;
        shown = null;
        element.replaceChildren();
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
  const source = mappingSource(actions, key, change);
  const target = attributePicker({
    label: t('Target attribute'),
    key: `${key}:target`,
    choose: (name) => change({ target: name }),
  });
  const traits = mappingTraits(actions, key, change, attempt);
  const heading = h('h2', {});
  const match = badge(t('Matching attribute'), 'key');
  const problems = problemList();
  return {
    element: h(
      'div',
      { class: 'form' },
      h('div', { class: 'details-head' }, heading, match),
      problems.element,
      h('section', { class: 'part' }, target.element, ...source.elements),
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
      heading.textContent = mapping.target || t('No target attribute yet');
      match.hidden = mapping.matchingPriority === 0;
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
