import { join } from 'node:path';
import * as vscode from 'vscode';
import { stateVariable, statesDirectory } from '../../engine/stateHome.ts';
import { JobStates } from './jobStates.ts';

/** The states of jobs where the command line keeps them, too; those that were kept in VS Code's own storage move there. */
export function windowStates(globalStorage: vscode.Uri, log: vscode.LogOutputChannel): JobStates {
  const shared = statesDirectory(process.env);
  return new JobStates({
    shared,
    earlier: join(globalStorage.fsPath, 'jobs'),
    onKeptThere: (directory, reason) => {
      log.warn(
        reason === 'bothExist'
          ? vscode.l10n.t(
              'The command line keeps another state of this job in {0}. This window goes on with {1}. Delete the one that’s older, so that both use the same.',
              shared,
              directory,
            )
          : vscode.l10n.t(
              'The state of this job couldn’t be moved from {0} to {1}, where the command line looks for it. Close the other windows and reload this one, or set {2}.',
              directory,
              shared,
              stateVariable,
            ),
      );
    },
  });
}
