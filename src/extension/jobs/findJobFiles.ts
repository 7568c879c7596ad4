import * as vscode from 'vscode';
import { isJobFile, jobFileGlob } from './readJobFile.ts';

/** Folders in which nobody keeps a job. */
const skippedFolders: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', 'dist', 'out', '.cache']);
const deepestFolder = 6;
const mostFolders = 2000;

/** The job files of the workspace and those that are open, in the order of their paths. */
export async function findJobFiles(): Promise<readonly vscode.Uri[]> {
  const open = vscode.workspace.textDocuments.map(({ uri }) => uri).filter(isJobFile);
  const found = await search();
  const byAddress = new Map([...found, ...open].map((uri) => [uri.toString(), uri]));
  return Array.from(byAddress.values()).sort((a, b) => a.path.localeCompare(b.path));
}

/**
 * VS Code's file search runs in a process of its own. It needs ripgrep, which some hosts come without: then it finds nothing at
 * all, and only then are the folders walked here.
 */
async function search(): Promise<readonly vscode.Uri[]> {
  try {
    const found = await vscode.workspace.findFiles(jobFileGlob, '**/node_modules/**');
    if (found.length > 0 || (await searchWorks())) return found;
  } catch {
    // The walk below finds them as well.
  }
  const budget = { folders: mostFolders };
  const found: vscode.Uri[] = [];
  for (const folder of vscode.workspace.workspaceFolders ?? [])
    found.push(...(await walk(folder.uri, deepestFolder, budget)));
  return found;
}

async function searchWorks(): Promise<boolean> {
  return (await vscode.workspace.findFiles('**/*', null, 1)).length > 0;
}

async function walk(folder: vscode.Uri, depth: number, budget: { folders: number }): Promise<vscode.Uri[]> {
  if (depth === 0 || budget.folders-- <= 0) return [];
  const found: vscode.Uri[] = [];
  for (const [name, type] of await entries(folder)) {
    const uri = vscode.Uri.joinPath(folder, name);
    if (type === vscode.FileType.Directory && !skippedFolders.has(name))
      found.push(...(await walk(uri, depth - 1, budget)));
    else if ((type & vscode.FileType.File) !== 0 && isJobFile(uri)) found.push(uri);
  }
  return found;
}

/** Nothing for a folder that may not be read: its jobs cannot be used either. */
async function entries(folder: vscode.Uri): Promise<readonly [string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}
