import type { TextEdit } from '../job/editJob.ts';
import type { EditIntent } from '../protocol/mappingEditorIntents.ts';
import type { Text } from '../protocol/text.ts';
import { addAttribute, changeAttribute, removeAttribute } from './attributeEdits.ts';
import { differenceOf } from './jsonText.ts';
import { addMapping, changeMapping, duplicateMapping, moveMapping, removeMapping } from './mappingEdits.ts';
import { changeObjectMapping, restoreDefaults, setScope } from './objectMappingEdits.ts';
import { Refusal } from './refusal.ts';
import { changeSettings } from './settingsEdits.ts';
import { withWrittenSchema } from './writtenSchema.ts';

/** What an intent comes to: one edit of the text, or why it is refused. */
export type EditPlan =
  { readonly edit: TextEdit; readonly refusal: null } | { readonly edit: null; readonly refusal: Text };

/**
 * Turns what a person wants into the smallest edit of the document's text. Comments, order, formatting and unknown members
 * survive; a job file that leaves its schema to the default gets it written out with the first change of it. Refuses what would leave an object mapping without a matching attribute, and what was meant for a text that is
 * no longer there.
 */
export function planEdit(text: string, intent: EditIntent): EditPlan {
  try {
    const before = intent.kind === 'changeSettings' ? text : withWrittenSchema(text);
    return { edit: differenceOf(text, textAfter(before, intent)), refusal: null };
  } catch (refusal) {
    if (refusal instanceof Refusal) return { edit: null, refusal: refusal.text };
    throw refusal;
  }
}

function textAfter(text: string, intent: EditIntent): string {
  switch (intent.kind) {
    case 'changeObjectMapping':
      return changeObjectMapping(text, intent.at, intent.changes);
    case 'addMapping':
      return addMapping(text, intent.at, intent.mapping);
    case 'changeMapping':
      return changeMapping(text, intent.at, intent.changes);
    case 'duplicateMapping':
      return duplicateMapping(text, intent.at);
    case 'removeMapping':
      return removeMapping(text, intent.at);
    case 'moveMapping':
      return moveMapping(text, intent.at, intent.to);
    case 'setScope':
      return setScope(text, intent.at, intent.groups);
    case 'changeSettings':
      return changeSettings(text, intent.changes);
    case 'addAttribute':
      return addAttribute(text, intent.directory, intent.object, intent.attribute);
    case 'changeAttribute':
      return changeAttribute(text, intent.at, intent.changes);
    case 'removeAttribute':
      return removeAttribute(text, intent.at);
    case 'restoreDefaults':
      return restoreDefaults(text, intent.at);
  }
}
