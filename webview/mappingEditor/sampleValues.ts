import type { Sample } from '../../src/protocol/mappingEditor.ts';
import type { MappingKind, MappingView } from '../../src/protocol/mappingEditorView.ts';
import { icon } from '../components/icon.ts';
import { evaluateFor, mappingValueFor, type SampleValue } from '../expression/sampleValue.ts';
import { h } from '../h.ts';
import type { EditorActions, EditorContext } from './editorContext.ts';
import { mostSamples } from './sampleStore.ts';
import { figure, t } from '../language.ts';

const mostOffered = 100;

/** What a mapping gives for up to five sample objects, as it is typed, and the choice of these objects. */
export function sampleValues(actions: EditorActions) {
  const list = h('dl', { class: 'sample-values', 'aria-label': t('Values for the samples'), 'aria-live': 'polite' });
  const chooser = sampleChooser(actions);
  let context: EditorContext | null = null;
  let mapping: MappingView | null = null;
  let kind: MappingKind = 'none';
  let expression = '';
  const valueFor = (sample: Sample): SampleValue => {
    if (mapping && kind !== 'expression')
      return mappingValueFor(mapping, sample, context?.objectMapping?.cloudSync ?? false);
    if (expression.trim() === '') return { text: '', kind: 'nothing' };
    return evaluateFor(expression, sample, context?.objectMapping?.cloudSync ?? false);
  };
  const draw = (): void => {
    if (!context) return;
    const values = context.samples.map((sample) => ({ name: sample.displayName, value: valueFor(sample) }));
    const [first] = values;
    const isSameError = values.every(({ value }) => value.kind === 'error' && value.text === first?.value.text);
    const listed = first && isSameError ? [{ ...first, name: t('All samples') }] : values;
    const items = listed.flatMap(({ name, value }) => [
      h('dt', {}, name),
      h('dd', { class: `sample-${value.kind}` }, value.kind === 'error' ? icon('error') : null, value.text),
    ]);
    const message =
      context.samples.length === 0
        ? [h('dt', {}, t('No samples')), h('dd', { class: 'help' }, context.samplesMessage ?? '')]
        : [];
    list.replaceChildren(...items, ...message);
  };
  return {
    element: h(
      'div',
      { class: 'field samples' },
      h('h3', {}, t('Value for the sample objects')),
      list,
      chooser.element,
    ),
    setExpression: (text: string): void => {
      expression = text;
      draw();
    },
    setKind: (next: MappingKind): void => {
      kind = next;
      draw();
    },
    update: (next: EditorContext, shown: MappingView): void => {
      context = next;
      mapping = shown;
      chooser.update(next);
      draw();
    },
  };
}

function sampleChooser(actions: EditorActions) {
  const summary = h('summary', {});
  const items = h('ul', { class: 'sample-choice' });
  const input = h('input', {
    type: 'text',
    'aria-label': t('Find a sample object'),
    placeholder: t('Find by name'),
    oninput: () => {
      draw();
    },
  });
  const element = h(
    'details',
    {
      ontoggle: () => {
        draw();
      },
    },
    summary,
    input,
    items,
  );
  let context: EditorContext | null = null;
  const draw = (): void => {
    if (!context || !element.open) return;
    const { allSamples, samples } = context;
    const wanted = input.value.toLowerCase();
    const hits = allSamples
      .filter(({ displayName }) => displayName.toLowerCase().includes(wanted))
      .slice(0, mostOffered);
    const chosen = new Set(samples.map(({ id }) => id));
    items.replaceChildren(
      ...hits.map((sample) =>
        sampleItem(sample, chosen, (ids) => {
          actions.remember({ samples: ids });
        }),
      ),
    );
  };
  return {
    element,
    update: (next: EditorContext): void => {
      const isSame = context?.samples === next.samples && context.allSamples === next.allSamples;
      context = next;
      summary.textContent = t(
        'Choose samples ({0} of {1}, up to {2})',
        figure(next.samples.length),
        figure(next.allSamples.length),
        figure(mostSamples),
      );
      if (!isSame) draw();
    },
  };
}

function sampleItem(
  sample: Sample,
  chosen: ReadonlySet<string>,
  choose: (ids: readonly string[]) => void,
): HTMLElement {
  const isChosen = chosen.has(sample.id);
  const input = h('input', {
    type: 'checkbox',
    checked: isChosen,
    disabled: !isChosen && chosen.size >= mostSamples,
    'data-key': `sample:${sample.id}`,
    onchange: () => {
      choose(input.checked ? [...chosen, sample.id] : [...chosen].filter((id) => id !== sample.id));
    },
  });
  return h('li', {}, h('label', {}, input, ' ', sample.displayName));
}
