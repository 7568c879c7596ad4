import * as vscode from 'vscode';

/** Shows how to create an app in Dropbox's App Console: the guide that is packed with the extension. */
export async function openDropboxAppGuide(): Promise<void> {
  const extension = vscode.extensions.all.find(({ packageJSON }) => isOurs(packageJSON));
  if (extension === undefined) return;
  const guide = vscode.Uri.joinPath(extension.extensionUri, 'docs', 'dropbox-app.md');
  await vscode.commands.executeCommand('markdown.showPreview', guide);
}

function isOurs(manifest: unknown): boolean {
  return (
    typeof manifest === 'object' &&
    manifest !== null &&
    'name' in manifest &&
    manifest.name === 'entra-dropbox-provisioning'
  );
}
