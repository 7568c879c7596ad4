import { plainText } from '../plainText.ts';
import { isObject } from './answers.ts';
import type { FormLearning, PatchForm, PatchSubject } from './formLearning.ts';
import { parseJson } from '../parseJson.ts';

/** What is kept of a target between connections, as JSON: in which forms a PATCH works. */
export function learnedText({ forms }: FormLearning): string | null {
  return Object.keys(forms).length === 0 ? null : JSON.stringify({ forms });
}

/** Reads what `learnedText` wrote; what it does not know, such as that of another version, is left out. */
export function readLearned(text: string | null): FormLearning['forms'] {
  const kept = text === null ? null : parseJson(text);
  const forms = isObject(kept) && isObject(kept['forms']) ? kept['forms'] : {};
  return Object.fromEntries(
    Object.entries(forms).filter(
      ([subject, form]) => Object.hasOwn(subjects, subject) && Object.hasOwn(ways, plainText(form)),
    ),
  );
}

/** Sentences for people on what was learnt. */
export function learnedSentences({ forms }: FormLearning): readonly string[] {
  return (Object.entries(forms) as [PatchSubject, PatchForm][]).map(
    ([subject, form]) => `${subjects[subject]} ${ways[form]}.`,
  );
}

const subjects: Readonly<Record<PatchSubject, string>> = {
  value: 'A value is changed',
  newValue: 'A value is set where there was none',
  list: 'A list of values is changed',
  element: 'A part of a multi-valued attribute is changed',
  newElement: 'A part of a multi-valued attribute is added',
  extension: 'An attribute of an extension is changed',
  extensionPart: 'A part of an attribute of an extension is changed',
  reference: 'A reference is set',
  extensionReference: 'A reference of an extension, such as the manager, is set',
  removal: 'A value is cleared',
  extensionRemoval: 'An attribute of an extension is cleared',
  elementRemoval: 'A part of a multi-valued attribute is cleared',
  several: 'Several changes of an object are made',
};

const ways: Readonly<Record<PatchForm, string>> = {
  replace: 'by a replace with a path',
  add: 'by an add with a path',
  pathless: 'by a replace without a path',
  element: 'by adding the whole element',
  elements: 'by replacing all elements of the attribute',
  valuePath: 'by the path of its value',
  bare: 'by the id alone',
  remove: 'by a remove with a path',
  null: 'by a null without a path',
  omit: 'by leaving it out',
  together: 'by one request',
  apart: 'by one request for each',
};
