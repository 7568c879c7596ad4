import * as vscode from 'vscode';
import type { StagedAction } from '../../protocol/stagedActions.ts';
import { commandIds } from '../commands/commandIds.ts';
import type { JobMonitor } from '../status/jobMonitor.ts';
import { throttle } from '../support/debounce.ts';
import { Disposable } from '../support/disposable.ts';
import { stagedItem } from './stagedItems.ts';
import { byName, isUndecided } from './stagedPresentation.ts';

/** The view *Staged Deletes*: what accidental-deletion prevention holds back, by name. Shown while there is any. */
export class StagedView extends Disposable implements vscode.TreeDataProvider<StagedAction> {
  readonly #monitor: JobMonitor;
  readonly #view: vscode.TreeView<StagedAction>;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;
  #shown: readonly StagedAction[] | null = null;
  readonly #refresh = this.register(
    throttle(() => {
      this.#show();
    }, 200),
  );

  constructor(monitor: JobMonitor) {
    super();
    this.#monitor = monitor;
    this.#view = this.register(
      vscode.window.createTreeView('dropboxProvisioning.stagedDeletes', {
        treeDataProvider: this,
        canSelectMany: true,
      }),
    );
    this.register(
      monitor.onDidChange(() => {
        this.#refresh.schedule();
      }),
    );
  }

  /** What the person has selected. */
  get selection(): readonly StagedAction[] {
    return this.#view.selection;
  }

  getChildren(action?: StagedAction): StagedAction[] {
    return action === undefined ? this.#staged().toSorted(byName) : [];
  }

  getTreeItem(action: StagedAction): vscode.TreeItem {
    const { label, description, icon, color, tooltip, spoken, contextValue } = stagedItem(action, vscode.l10n.t);
    const item = new vscode.TreeItem(label);
    item.id = action.key;
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
    item.tooltip = new vscode.MarkdownString(tooltip, true);
    item.accessibilityInformation = { label: spoken };
    item.contextValue = contextValue;
    item.command = { command: commandIds.showStagedDelete, title: vscode.l10n.t('Show Changes'), arguments: [action] };
    return item;
  }

  /** A running cycle tells of its progress often; the list changes only with a new status. */
  #show(): void {
    const staged = this.#staged();
    if (staged === this.#shown) return;
    this.#shown = staged;
    const value = staged.filter(isUndecided).length;
    this.#view.badge = value > 0 ? { value, tooltip: vscode.l10n.t('{0} staged deletes to decide', value) } : undefined;
    this.#changed.fire();
  }

  #staged(): readonly StagedAction[] {
    return this.#monitor.situation?.status?.staged ?? none;
  }
}

const none: readonly StagedAction[] = [];
