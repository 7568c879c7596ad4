import * as vscode from 'vscode';

/** Milliseconds after which a document is no longer waited for: what it shows then comes late, and nothing else is held up. */
const patience = 5000;

/** Resolves when a document that is open has the text, whatever its line ends are; at once when it isn't open or has it already. */
export async function untilDocumentHas(uri: vscode.Uri, text: string): Promise<void> {
  const key = uri.toString();
  const wanted = unified(text);
  const isIt = (document: vscode.TextDocument): boolean => document.uri.toString() === key;
  const open = vscode.workspace.textDocuments.find(isIt);
  if (open === undefined || unified(open.getText()) === wanted) return;
  const { promise, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(resolve, patience, null);
  const listeners = [
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (isIt(document) && unified(document.getText()) === wanted) resolve(null);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (isIt(document)) resolve(null);
    }),
  ];
  await promise;
  clearTimeout(timer);
  for (const listener of listeners) listener.dispose();
}

function unified(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
