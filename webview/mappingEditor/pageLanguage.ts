import { isRecord } from '../../src/protocol/mappingEditorGuards.ts';
import { type Bundle, speak } from '../language.ts';

/** Speaks the language that the page's HTML names, with the texts that it brings as JSON; in English where it brings none. */
export function speakAsTheHost(): void {
  speak('en', undefined); // what follows may fail, and that is told
  speak(document.documentElement.lang || 'en', bundleOf(document.getElementById('texts')?.textContent ?? ''));
}

function bundleOf(json: string): Bundle | undefined {
  if (json === '') return undefined;
  const texts: unknown = JSON.parse(json);
  return isRecord(texts) && Object.values(texts).every((each) => typeof each === 'string')
    ? (texts as Bundle)
    : undefined;
}
