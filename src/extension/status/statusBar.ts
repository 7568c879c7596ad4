import * as vscode from 'vscode';
import { Disposable } from '../support/disposable.ts';
import type { JobMonitor } from './jobMonitor.ts';
import { statusBarContent } from './statusPresentation.ts';

/** The one item in the status bar: job, connection and last sync. Its background changes only when provisioning is blocked. */
export class StatusBar extends Disposable {
  readonly #monitor: JobMonitor;
  readonly #item = this.register(
    vscode.window.createStatusBarItem('dropboxProvisioning.status', vscode.StatusBarAlignment.Left, 10),
  );

  constructor(monitor: JobMonitor) {
    super();
    this.#monitor = monitor;
    this.#item.name = 'Dropbox Provisioning';
    this.#item.command = 'dropboxProvisioning.status.focus';
    this.register(
      monitor.onDidChange(() => {
        this.#show();
      }),
    );
    this.#show();
  }

  #show(): void {
    const { situation } = this.#monitor;
    if (situation === null) {
      this.#item.hide();
      return;
    }
    const content = statusBarContent(situation, vscode.l10n.t);
    this.#item.text = content.text;
    this.#item.tooltip = new vscode.MarkdownString(content.tooltip);
    this.#item.accessibilityInformation = { label: content.spoken };
    this.#item.backgroundColor = content.blocked ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#item.show();
  }
}
