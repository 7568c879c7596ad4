import { type Text, text } from '../protocol/text.ts';
import { Refusal } from './refusal.ts';

export function importIntoSchema(): Refusal {
  return new Refusal(text`This file is an exported schema itself: open the other one instead.`);
}

/** @param problem of the file that was to be imported, with its place. */
export function notImported(problem: Text): Refusal {
  return new Refusal(problem === '' ? text`Nothing was imported.` : text`Nothing was imported. ${problem}`);
}

export function notExportedWithoutJson(): Refusal {
  return new Refusal(
    text`The file is not valid JSON at the moment, so nothing was exported: open it as text and mend it.`,
  );
}

export function notExportedWithErrors(): Refusal {
  return new Refusal(text`The schema has errors, so it was not exported: mend what Problems lists first.`);
}
