import * as vscode from 'vscode';
import type { CycleProgress } from '../../protocol/cycleProgress.ts';
import { abortSignal } from '../support/cancellation.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { render } from '../../protocol/text.ts';

/** What a long operation gets to watch for cancellation, and to say how far it is. */
export interface Running {
  readonly signal: AbortSignal;
  report(message: string): void;
}

/** Runs an operation under a notification with a *Cancel* button. */
export function withProgress<T>(title: string, operation: (running: Running) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: plainLabel(title), cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, (progress, token) => {
      const report = (message: string): void => {
        progress.report({ message: plainLabel(message) });
      };
      return operation({ signal: abortSignal(token), report });
    }),
  );
}

/** The engine's progress in a few words. */
export function progressText({ message, done, total }: CycleProgress): string {
  return total === null
    ? render(message, vscode.l10n.t)
    : vscode.l10n.t('{0} ({1} of {2})', render(message, vscode.l10n.t), done, total);
}

/** Shows in the status bar that something short goes on. */
export function inCorner<T>(title: string, operation: () => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Window, title: plainLabel(title) };
  return Promise.resolve(vscode.window.withProgress(options, operation));
}
