import type { AttributeView } from '../src/protocol/mappingEditorView.ts';
import { listed, t } from './language.ts';

/** Type, required and multi-valued of an attribute in a few words. */
export function attributeTraits(attribute: AttributeView): string {
  return listed([
    attribute.type,
    ...(attribute.required ? [t('required')] : []),
    ...(attribute.multivalued ? [t('multi-valued')] : []),
    ...(attribute.anchor ? [t('anchor')] : []),
    ...(attribute.readOnly ? [t('read-only')] : []),
  ]);
}

/** The anchor is the target's own, and what is read-only cannot be written. */
export function canBeMapped({ anchor, readOnly }: AttributeView): boolean {
  return !anchor && !readOnly;
}

/** Multi-valued attributes, references and dates cannot be filtered on. */
export function canBeFiltered({ type, multivalued }: AttributeView): boolean {
  return !multivalued && type !== 'Reference' && type !== 'DateTime';
}
