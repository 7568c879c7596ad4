import * as vscode from 'vscode';
import { plainLabel } from '../../protocol/safeText.ts';

/**
 * Asks whether something is to be done, in a list: Enter agrees, Escape doesn't, and the lines below say what it's about.
 *
 * @param act what is done, in the imperative.
 */
export async function agree(title: string, act: string, lines: readonly string[]): Promise<boolean> {
  const label = `$(check) ${act}`;
  const chosen = await vscode.window.showQuickPick([{ label }, ...lines.map((line) => ({ label: plainLabel(line) }))], {
    title,
    placeHolder: vscode.l10n.t('{0}, or press Escape to stop here.', act),
    ignoreFocusOut: true,
  });
  return chosen?.label === label;
}
