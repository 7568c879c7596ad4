import { parseAttributePath, type AttributePath } from './attributePath.ts';
import { entraReference } from './entraPatch.ts';
import type { FormGroup, Verdict } from './formGroup.ts';
import type { PatchForm, PatchSubject } from './formLearning.ts';
import { heldReferences } from './heldReferences.ts';
import type { Dialect, PatchOperation } from './patch.ts';
import { formsOf } from './patchForms.ts';
import type { ScimResource } from './resource.ts';

/**
 * The group of a reference that an attribute holds alone, such as the manager of a user.
 *
 * @param id what it is to refer to; null removes it.
 */
export function referenceGroup(attribute: string, id: string | null, dialect: Dialect): FormGroup {
  const path = parseAttributePath(attribute);
  const subject = subjectOf(path, id);
  const isEntra = dialect === 'entra';
  const operation = (form: PatchForm): PatchOperation =>
    isEntra ? entraReference(attribute, id) : referenceOperation(path, id, form);
  return {
    subject,
    forms: isEntra ? [formsOf[subject][0]] : formsOf[subject],
    extension: path.schema,
    elements: null,
    looksUp: !isEntra,
    operations: (form) => (form === 'omit' ? [] : [{ at: 0, operation: operation(form) }]),
    judge: (resource, isWhole) => judge(resource, attribute, id, isWhole),
  };
}

function subjectOf({ schema }: AttributePath, id: string | null): PatchSubject {
  if (id === null) return schema === null ? 'removal' : 'extensionRemoval';
  return schema === null ? 'reference' : 'extensionReference';
}

function referenceOperation(path: AttributePath, id: string | null, form: PatchForm): PatchOperation {
  const value = id === null ? null : { value: id };
  switch (form) {
    case 'remove':
      return { op: 'remove', path: path.text };
    case 'pathless':
    case 'null': {
      const named = { [path.attribute]: value };
      return { op: 'replace', value: path.schema === null ? named : { [path.schema]: named } };
    }
    case 'valuePath':
      return { op: 'replace', path: `${path.text}.value`, value: id };
    case 'bare':
      return { op: 'replace', path: path.text, value: id };
    default:
      return { op: form === 'add' ? 'add' : 'replace', path: path.text, value };
  }
}

function judge(resource: ScimResource, attribute: string, id: string | null, isWhole: boolean): Verdict {
  const held = heldReferences(resource, attribute) ?? (isWhole ? [] : null);
  if (held === null) return 'untold';
  return (id === null ? held.length === 0 : held.includes(id)) ? 'kept' : 'lost';
}
