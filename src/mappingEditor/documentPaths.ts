import type { JobPath } from '../job/jobFinding.ts';
import { parseJsonDocument } from '../job/jsonDocument.ts';
import type { ObjectMappingPlace } from '../protocol/mappingEditorIntents.ts';
import { type DocumentForm, formOf, schemaIn } from './documentForm.ts';
import { listIn } from './lenientReading.ts';
import { movedMeanwhile, notJsonNow } from './refusal.ts';

/** A document's value with the place of its schema. Refuses a text that is not JSON. */
export interface OpenDocument extends DocumentForm {
  readonly root: object;
  readonly schema: unknown;
}

export function openDocument(text: string): OpenDocument {
  const root = parseJsonDocument(text).value;
  if (typeof root !== 'object' || root === null) {
    throw notJsonNow();
  }
  const form = formOf(root);
  return { root, ...form, schema: schemaIn(root, form) };
}

/** The path and value of an object mapping. */
export function objectMappingAt(
  document: OpenDocument,
  place: ObjectMappingPlace,
): { readonly path: JobPath; readonly value: unknown; readonly rule: unknown } {
  const rule = listIn(document.schema, 'synchronizationRules')[place.rule];
  const value = listIn(rule, 'objectMappings')[place.index];
  if (value === undefined) throw movedMeanwhile();
  const path = [...document.schemaPath, 'synchronizationRules', place.rule, 'objectMappings', place.index];
  return { path, value, rule };
}
