import * as vscode from 'vscode';
import { Disposable } from '../support/disposable.ts';
import { throttle } from '../support/debounce.ts';
import type { JobMonitor } from './jobMonitor.ts';
import { type StatusRow, statusRows } from './statusPresentation.ts';

/** The view *Provisioning Status*: a row for each fact about the current job. */
export class StatusView extends Disposable implements vscode.TreeDataProvider<StatusRow> {
  readonly #monitor: JobMonitor;
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #refresh = this.register(
    throttle(() => {
      this.#changed.fire();
    }, 200),
  );

  constructor(monitor: JobMonitor) {
    super();
    this.#monitor = monitor;
    this.register(
      monitor.onDidChange(() => {
        this.#refresh.schedule();
      }),
    );
    this.register(vscode.window.createTreeView('dropboxProvisioning.status', { treeDataProvider: this }));
  }

  getChildren(row?: StatusRow): StatusRow[] {
    const { situation } = this.#monitor;
    return row !== undefined || situation === null ? [] : [...statusRows(situation, vscode.l10n.t)];
  }

  getTreeItem(row: StatusRow): vscode.TreeItem {
    const item = new vscode.TreeItem(row.label);
    item.id = row.id;
    item.description = row.value;
    item.tooltip = row.detail ?? `${row.label}: ${row.value}`;
    item.iconPath = new vscode.ThemeIcon(row.icon, row.color === null ? undefined : new vscode.ThemeColor(row.color));
    if (row.context !== null) item.contextValue = row.context;
    item.accessibilityInformation = { label: `${row.label}: ${row.detail ?? row.value}` };
    return item;
  }
}
