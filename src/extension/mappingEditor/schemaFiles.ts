import { basename } from 'node:path';
import * as vscode from 'vscode';
import { decodeDocument } from '../../job/decodeDocument.ts';

/** Lets the person choose an exported schema and reads it; null when none is chosen. The portal writes UTF-16 too. */
export async function readSchemaFile(
  beside: vscode.Uri,
): Promise<{ readonly name: string; readonly text: string } | null> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Import Schema'),
      openLabel: vscode.l10n.t('Import'),
      defaultUri: vscode.Uri.joinPath(beside, '..'),
      filters: schemaFilters(),
    })) ?? [];
  if (uri === undefined) return null;
  return { name: basename(uri.path), text: decodeDocument(await vscode.workspace.fs.readFile(uri)) };
}

/** Lets the person choose where to write an exported schema; the file's name, or null when none is chosen. */
export async function exportSchemaFile(beside: vscode.Uri, text: string): Promise<string | null> {
  const name = basename(beside.path).replace(/(\.provisioning)?\.json$/, '.schema.json');
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Schema'),
    saveLabel: vscode.l10n.t('Export'),
    defaultUri: vscode.Uri.joinPath(beside, '..', name),
    filters: schemaFilters(),
  });
  if (uri === undefined) return null;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return basename(uri.path);
}

const schemaFilters = (): Record<string, string[]> => ({ [vscode.l10n.t('Synchronization schema')]: ['json'] });
