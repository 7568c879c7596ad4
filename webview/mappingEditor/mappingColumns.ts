import type { Sample } from '../../src/protocol/mappingEditor.ts';
import type { MappingView } from '../../src/protocol/mappingEditorView.ts';
import type { ColumnWidth } from '../components/columnFit.ts';
import type { Column } from '../components/gridColumns.ts';
import { icon, severityIcon } from '../components/icon.ts';
import { badge } from '../components/indicators.ts';
import { severityLabel, severityText } from '../components/problemItem.ts';
import { mappingValueFor } from '../expression/sampleValue.ts';
import { h } from '../h.ts';
import type { EditorActions, EditorContext } from './editorContext.ts';
import { flowTypeText, kindText } from './mappingWords.ts';
import { compareTexts, figure, say, t } from '../language.ts';

/** A mapping with its place in the file. */
export interface MappingRow {
  readonly mapping: MappingView;
  readonly index: number;
}

/** The columns of the table of attribute mappings. The details tell what makes way. */
export function mappingColumns(actions: EditorActions): readonly Column<MappingRow>[] {
  return [
    text('target', t('Target attribute'), { least: 150, share: 1.8 }, ({ target }) => target),
    text('source', t('Source or expression'), { least: 176, share: 2.2 }, sourceText),
    text('kind', t('Type'), { least: 100, givesWay: 4 }, ({ kind }) => kindText(kind)),
    {
      ...text('matching', t('Matching'), { least: 100, givesWay: 2 }, matchingText),
      compare: (one, other) => precedence(one.mapping) - precedence(other.mapping),
      cell: ({ mapping }) => (mapping.matchingPriority > 0 ? badge(matchingText(mapping), 'key') : ''),
    },
    {
      id: 'sample',
      width: { least: 140, share: 1.4, givesWay: 3 },
      title: () => sampleTitle(actions.current()?.samples[0]),
      cell: ({ mapping }) => sampleCell(actions.current(), mapping),
    },
    {
      id: 'problems',
      width: { least: 110, share: 1.4, givesWay: 1 },
      title: t('Problems'),
      cell: ({ mapping }) => problemCell(mapping),
      compare: (one, other) => weight(other.mapping) - weight(one.mapping),
    },
    text('apply', t('Apply'), { least: 160, givesWay: 5 }, ({ flowType }) => flowTypeText(flowType)),
    text(
      'default',
      t('Default if null'),
      { least: 130, share: 0.8, givesWay: 6 },
      ({ defaultValue }) => defaultValue ?? '',
    ),
  ];
}

/** Whether a mapping has all words of the filter in what its row shows, its problems included. */
export function isHit(mapping: MappingView, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/);
  const shown = [
    mapping.target,
    mapping.expression,
    kindText(mapping.kind),
    matchingText(mapping),
    flowTypeText(mapping.flowType),
    mapping.defaultValue ?? '',
    ...mapping.problems.flatMap(({ severity, message }) => [severityText(severity), say(message)]),
  ];
  const all = shown.join('\n').toLowerCase();
  return words.every((word) => all.includes(word));
}

function text(id: string, title: string, width: ColumnWidth, of: (mapping: MappingView) => string): Column<MappingRow> {
  return {
    ...{ id, title, width },
    cell: ({ mapping }) => of(mapping),
    compare: (one, other) => compareTexts(of(one.mapping), of(other.mapping)),
  };
}

function sampleTitle(sample: Sample | undefined): string {
  return sample === undefined ? t('For the sample') : t('For {0}', sample.displayName);
}

function sourceText({ kind, source, expression }: MappingView): string {
  return kind === 'direct' ? source : expression;
}

function matchingText({ matchingPriority }: MappingView): string {
  return matchingPriority > 0 ? t('Match {0}', figure(matchingPriority)) : '';
}

function precedence({ matchingPriority }: MappingView): number {
  return matchingPriority > 0 ? matchingPriority : Infinity;
}

function weight({ problems }: MappingView): number {
  return problems.reduce((sum, { severity }) => sum + (severity === 'error' ? 1000 : 1), 0);
}

function sampleCell(context: EditorContext | null, mapping: MappingView): string | HTMLElement {
  const sample = context?.samples[0];
  if (!context || !sample) return '';
  const value = mappingValueFor(mapping, sample, context.objectMapping?.cloudSync ?? false);
  return h(
    'span',
    { class: `cell-text sample-${value.kind}`, title: value.text },
    value.kind === 'error' ? icon('error') : null,
    value.text,
  );
}

function problemCell({ problems }: MappingView): string | HTMLElement {
  const [first] = problems;
  if (!first) return '';
  const message = say(first.message);
  return h(
    'span',
    { class: 'cell-text', title: problems.map((problem) => say(problem.message)).join('\n') },
    severityIcon(first.severity),
    severityLabel(first.severity),
    ' ',
    problems.length > 1 ? t('{0} ({1} more)', message, figure(problems.length - 1)) : message,
  );
}
