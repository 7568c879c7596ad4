import { plainText } from '../plainText.ts';
import { isObject } from './answers.ts';
import type { FormLearning, PatchForm, PatchSubject } from './formLearning.ts';
import { parseJson } from '../parseJson.ts';
import { type Text, text } from '../../protocol/text.ts';

/** What is kept of a target between connections, as JSON: in which forms a PATCH works. */
export function learnedText({ forms }: FormLearning): string | null {
  return Object.keys(forms).length === 0 ? null : JSON.stringify({ forms });
}

/** Reads what `learnedText` wrote; what it does not know, such as that of another version, is left out. */
export function readLearned(learned: string | null): FormLearning['forms'] {
  const kept = learned === null ? null : parseJson(learned);
  const forms = isObject(kept) && isObject(kept['forms']) ? kept['forms'] : {};
  return Object.fromEntries(
    Object.entries(forms).filter(
      ([subject, form]) => Object.hasOwn(subjects, subject) && Object.hasOwn(ways, plainText(form)),
    ),
  );
}

/** Sentences for people on what was learnt. */
export function learnedSentences({ forms }: FormLearning): readonly Text[] {
  return (Object.entries(forms) as [PatchSubject, PatchForm][]).map(
    ([subject, form]) => text`${subjects[subject]}: ${ways[form]}.`,
  );
}

const subjects: Readonly<Record<PatchSubject, Text>> = {
  value: text`To change a value`,
  newValue: text`To set a value where there was none`,
  list: text`To change a list of values`,
  element: text`To change a part of a multi-valued attribute`,
  newElement: text`To add a part of a multi-valued attribute`,
  extension: text`To change an attribute of an extension`,
  extensionPart: text`To change a part of an attribute of an extension`,
  reference: text`To set a reference`,
  extensionReference: text`To set a reference of an extension, such as the manager`,
  removal: text`To clear a value`,
  extensionRemoval: text`To clear an attribute of an extension`,
  elementRemoval: text`To clear a part of a multi-valued attribute`,
  several: text`To make several changes of an object`,
};

const ways: Readonly<Record<PatchForm, Text>> = {
  replace: text`a replace with a path`,
  add: text`an add with a path`,
  pathless: text`a replace without a path`,
  element: text`adding the whole element`,
  elements: text`replacing all elements of the attribute`,
  valuePath: text`the path of its value`,
  bare: text`the id alone`,
  remove: text`a remove with a path`,
  null: text`a null without a path`,
  omit: text`leaving it out`,
  together: text`one request`,
  apart: text`one request for each`,
};
