import type { MappingKind } from '../../src/protocol/mappingEditorView.ts';
import type { Choice } from '../components/select.ts';

/** The portal's words for the types of a mapping. */
export const kindText: Readonly<Record<MappingKind, string>> = {
  direct: 'Direct',
  constant: 'Constant',
  expression: 'Expression',
  none: 'None',
};

export const kindChoices: readonly Choice[] = Object.entries(kindText).map(([value, text]) => ({ value, text }));

export const flowTypeChoices: readonly Choice[] = [
  { value: 'Always', text: 'Always' },
  { value: 'ObjectAddOnly', text: 'Only during object creation' },
  { value: 'MultiValueAddOnly', text: 'Only add values' },
];

export const flowBehaviorChoices: readonly Choice[] = [
  { value: 'FlowWhenChanged', text: 'When it changed' },
  { value: 'FlowAlways', text: 'Every time' },
];

export const attributeTypeChoices: readonly Choice[] = [
  'String',
  'Integer',
  'Boolean',
  'DateTime',
  'Reference',
  'Binary',
].map((value) => ({ value, text: value }));

/** When a mapping is applied, in the portal's words; what is unknown stays as it is. */
export function flowTypeText(flowType: string): string {
  return flowTypeChoices.find(({ value }) => value === flowType)?.text ?? flowType;
}

/** The word, when it is one of these. */
export function oneOf<const Word extends string>(words: readonly Word[], text: string): Word | undefined {
  return words.find((word) => word === text);
}
