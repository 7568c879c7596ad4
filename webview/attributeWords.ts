import type { AttributeView } from '../src/protocol/mappingEditorView.ts';

/** Type, required and multi-valued of an attribute in a few words. */
export function attributeTraits(attribute: AttributeView): string {
  return [
    attribute.type,
    attribute.required ? 'required' : '',
    attribute.multivalued ? 'multi-valued' : '',
    attribute.anchor ? 'anchor' : '',
    attribute.readOnly ? 'read-only' : '',
  ]
    .filter((trait) => trait !== '')
    .join(', ');
}

/** The anchor is the target's own, and what is read-only cannot be written. */
export function canBeMapped({ anchor, readOnly }: AttributeView): boolean {
  return !anchor && !readOnly;
}

/** Multi-valued attributes, references and dates cannot be filtered on. */
export function canBeFiltered({ type, multivalued }: AttributeView): boolean {
  return !multivalued && type !== 'Reference' && type !== 'DateTime';
}
