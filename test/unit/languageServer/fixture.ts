import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { createCompileCache } from '../../../src/languageServer/documents/modelCache.ts';
import type { DocumentModel } from '../../../src/languageServer/documents/documentModel.ts';
import { readModel } from '../../../src/languageServer/documents/readModel.ts';
import type { Sample } from '../../../src/languageServer/sampleProtocol.ts';

/** Where the cursor stands in a fixture's text. */
const cursor = '‸';

/** A document as a feature sees it, and the cursor in it. */
export interface Fixture {
  readonly model: DocumentModel;
  /** The cursor's offset; the beginning where no cursor is marked. */
  readonly offset: number;
  /** The document without the cursor. */
  readonly text: string;
}

/** Reads a text with a cursor mark as the document of that name. */
export function fixture(marked: string, name = 'test.provisioning.json'): Fixture {
  const text = marked.replace(cursor, '');
  const model = readModel(`file:///${name}`, 1, text, createCompileCache());
  if (model === null) throw new Error(`${name} is neither a job file nor an exported schema.`);
  return { model, offset: Math.max(0, marked.indexOf(cursor)), text };
}

/** The text of a document in a range. */
export function textAt({ text }: Fixture, range: Range): string {
  return TextDocument.create('file:///text', 'jsonc', 1, text).getText(range);
}

/** The document after edits. */
export function edited({ text }: Fixture, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create('file:///text', 'jsonc', 1, text), [...edits]);
}

/** The edits of a workspace edit, which touches one document only. */
export function editsIn(edit: WorkspaceEdit | undefined): readonly TextEdit[] {
  const changes = Object.values(edit?.changes ?? {});
  if (changes.length !== 1) throw new Error(`One document was to be edited, not ${changes.length}.`);
  return changes.flat();
}

/** A user to try expressions on. */
export const adele: Sample = {
  type: 'User',
  displayName: 'Adele Vance',
  attributes: { givenName: 'Adele', surname: 'Vance', mail: 'AdeleV@contoso.com', otherMails: ['a@x.com', 'b@x.com'] },
};
