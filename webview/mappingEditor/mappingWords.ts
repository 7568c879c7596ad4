import type { MappingKind } from '../../src/protocol/mappingEditorView.ts';
import type { Choice } from '../components/choice.ts';
import { t } from '../language.ts';

/** The portal's words for the types of a mapping. */
export function kindText(kind: MappingKind): string {
  switch (kind) {
    case 'direct':
      return t('Direct');
    case 'constant':
      return t('Constant');
    case 'expression':
      return t('Expression');
    case 'none':
      return t('None');
  }
}

export function kindChoices(): readonly Choice[] {
  return (['direct', 'constant', 'expression', 'none'] as const).map((kind) => ({ value: kind, text: kindText(kind) }));
}

export function flowTypeChoices(): readonly Choice[] {
  return [
    { value: 'Always', text: t('Always') },
    { value: 'ObjectAddOnly', text: t('Only during object creation') },
    { value: 'MultiValueAddOnly', text: t('Only add values') },
  ];
}

export function flowBehaviorChoices(): readonly Choice[] {
  return [
    { value: 'FlowWhenChanged', text: t('When it changed') },
    { value: 'FlowAlways', text: t('Every time') },
  ];
}

/** Names of types in a schema, which stay as they are. */
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
  return flowTypeChoices().find(({ value }) => value === flowType)?.text ?? flowType;
}

/** The word, when it is one of these. */
export function oneOf<const Word extends string>(words: readonly Word[], text: string): Word | undefined {
  return words.find((word) => word === text);
}
