import * as vscode from 'vscode';
import type { AssignmentsState } from '../assignments/assignmentsState.ts';

/** The context keys that the manifest's `when` clauses ask for, below `dropboxProvisioning.`. */
export interface ContextKeys {
  readonly hasJob: boolean;
  readonly filtered: boolean;
  /** The tree lists problems before the others. */
  readonly problemsFirst: boolean;
  readonly sandboxRunning: boolean;
  readonly deletesStaged: boolean;
  readonly failuresStored: boolean;
  readonly quarantined: boolean;
  /** Something runs on the current job that somebody has asked for, in this window or elsewhere. */
  readonly running: boolean;
  /** Provisioning Status of the current job's file. */
  readonly provisioningOn: boolean;
  /** Who runs the current job; empty while there is none. */
  readonly executor: 'local' | 'entra' | '';
  readonly assignmentsState: AssignmentsState;
}

/** Tells VS Code the value of a context key, by which menus, commands and welcome content show and hide. */
export function setContextKey<Key extends keyof ContextKeys>(key: Key, value: ContextKeys[Key]): void {
  void vscode.commands.executeCommand('setContext', `dropboxProvisioning.${key}`, value);
}
