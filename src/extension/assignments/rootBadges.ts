import * as vscode from 'vscode';
import { Disposable } from '../support/disposable.ts';

const scheme = 'dropbox-provisioning-job';
/** VS Code draws two characters. */
const most = 99;

/** An address that says how many things of a job need a person; one with a number gets a badge. */
export function attentionAddress(jobFile: string, attention: number): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${jobFile}`, query: String(attention) });
}

/** Badges of the jobs in the tree. */
export class RootBadges extends Disposable implements vscode.FileDecorationProvider {
  constructor() {
    super();
    this.register(vscode.window.registerFileDecorationProvider(this));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const attention = uri.scheme === scheme ? Number(uri.query) : 0;
    if (!(attention > 0)) return undefined;
    const badge = attention > most ? '9+' : String(attention);
    return new vscode.FileDecoration(badge, vscode.l10n.t('{0} things need attention', attention));
  }
}
