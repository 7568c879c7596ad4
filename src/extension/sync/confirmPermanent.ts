import * as vscode from 'vscode';
import type { PermanentLosses } from '../../protocol/engineParams.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { runAction } from '../commands/registerCommand.ts';
import { Cancelled } from '../support/actionableFailure.ts';
import { permanentCounts, permanentDetail } from './permanentQuestion.ts';

/** Asks about what goes permanently, and remembers what the person wants instead. */
export class PermanentQuestion {
  readonly #title: string;
  readonly #jobFile: vscode.Uri;
  #response: 'goOn' | 'preview' | 'cancel' | null = null;

  /**
   * @param title what is asked, with `{0}` for what is lost.
   * @param jobFile the job that it's about.
   */
  constructor(title: string, jobFile: vscode.Uri) {
    this.#title = title;
    this.#jobFile = jobFile;
  }

  /** Asks in a modal dialog with the number and names; its default button, which Enter presses, shows the preview. */
  readonly ask = async (losses: PermanentLosses): Promise<boolean> => {
    const preview = vscode.l10n.t('Preview Sync');
    const goOn =
      losses.permanent === 1
        ? vscode.l10n.t('Remove 1 Account Permanently')
        : vscode.l10n.t('Remove {0} Accounts Permanently', losses.permanent);
    const chosen = await vscode.window.showWarningMessage(
      plainLabel(`${this.#title} ${permanentCounts(losses, vscode.l10n.t)}.`),
      { modal: true, detail: permanentDetail(losses, vscode.l10n.t) },
      preview,
      goOn,
    );
    this.#response = chosen === goOn ? 'goOn' : chosen === preview ? 'preview' : 'cancel';
    return chosen === goOn;
  };

  /**
   * Does what the person wanted instead, once the run that asked has ended.
   *
   * @throws Cancelled when they said no.
   */
  async followUp(): Promise<void> {
    if (this.#response !== 'preview' && this.#response !== 'cancel') return;
    if (this.#response === 'preview') await runAction('previewSync', this.#jobFile);
    throw new Cancelled();
  }
}
