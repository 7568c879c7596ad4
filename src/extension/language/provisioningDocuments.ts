import type * as vscode from 'vscode';
import { isJobFileName, mayHoldSchema } from '../../languageServer/documents/recognise.ts';

/** Where documents that people edit come from; old versions in a diff do not. */
const schemes = ['file', 'untitled', 'vscode-vfs'] as const;

/**
 * The documents that the language server is told of: job files by their name, and all other JSON, since an exported schema
 * is known by its content only; the server answers nothing about the rest.
 */
export const languageDocuments = schemes.flatMap((scheme) => [
  { scheme, pattern: '**/*.provisioning.json' },
  { scheme, language: 'json' },
  { scheme, language: 'jsonc' },
]);

/** Whether a document is a job file or looks like an exported schema. */
export function isProvisioningDocument(document: vscode.TextDocument): boolean {
  const { uri, languageId } = document;
  if (!schemes.some((scheme) => scheme === uri.scheme)) return false;
  if (isJobFileName(uri.path)) return true;
  return (languageId === 'json' || languageId === 'jsonc') && mayHoldSchema(document.getText());
}
