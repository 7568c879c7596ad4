import * as vscode from 'vscode';
import { Cancelled } from '../support/actionableFailure.ts';
import { tellFailure } from './registerCommand.ts';

/** Lets something run whose end nobody waits for: its failure is shown as that of a command is; cancelling is no failure. */
export function inBackground(task: PromiseLike<unknown>): void {
  task.then(undefined, (failure: unknown) => {
    if (failure instanceof Cancelled || failure instanceof vscode.CancellationError) return;
    tellFailure(failure);
  });
}
