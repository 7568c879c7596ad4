import * as vscode from 'vscode';
import type { AssignedObject } from '../../protocol/assignedObjects.ts';
import { commandIds } from '../commands/commandIds.ts';
import { describeObject, nameOf, objectTooltip, spokenLabel, stateIcon } from './assignmentPresentation.ts';
import type { AssignmentNode, EmptyNode, JobNode, MoreNode, ObjectNode, SectionNode } from './assignmentNodes.ts';
import { sectionCount } from './filterPresentation.ts';
import type { RootLook } from './jobBranches.ts';
import { emptyText } from './jobRoot.ts';
import { attentionAddress } from './rootBadges.ts';
import type { Executor } from '../../protocol/executors.ts';
import { plainLabel } from '../../protocol/safeText.ts';

/** How the nodes of a job are drawn. */
export interface TreeLook {
  /** Whether what it shows may no longer be so: its icons are greyed. */
  readonly stale: boolean;
  /** Who runs the job; menus ask for it. */
  readonly executor: Executor;
}

/** A node as VS Code draws it. The tooltip of a user or group is left open: it is made when the mouse rests there. */
export function treeItem(node: Exclude<AssignmentNode, JobNode>, look: TreeLook): vscode.TreeItem {
  switch (node.kind) {
    case 'section':
      return sectionItem(node, look);
    case 'object':
      return objectItem(node, look);
    case 'more':
      return moreItem(node);
    case 'empty':
      return emptyItem(node);
  }
}

/** The root of a job. The current one is open at first; the users and groups of the others are read when their roots are opened. */
export function jobItem(node: JobNode, look: RootLook | null): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  if (look === null) return new vscode.TreeItem('', None);
  const { root, isCurrent, isReadable } = look;
  const item = new vscode.TreeItem(root.label, isReadable ? (isCurrent ? Expanded : Collapsed) : None);
  item.id = node.id;
  item.description = root.description;
  item.tooltip = new vscode.MarkdownString(root.tooltip);
  item.iconPath = new vscode.ThemeIcon(root.icon, root.color === null ? undefined : new vscode.ThemeColor(root.color));
  item.contextValue = root.contextValue;
  item.resourceUri = attentionAddress(node.id, root.attention);
  item.accessibilityInformation = { label: root.spoken };
  if (!isReadable)
    item.command = { command: commandIds.showProblems, title: vscode.l10n.t('Show Problems'), arguments: [node] };
  return item;
}

function emptyItem(node: EmptyNode): vscode.TreeItem {
  const { label, icon, command } = emptyText(node.state, vscode.l10n.t);
  const item = new vscode.TreeItem(label);
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = 'empty';
  item.command = { command: commandIds[command], title: label, arguments: [node] };
  return item;
}

export function tooltipFor(object: AssignedObject): vscode.MarkdownString {
  return new vscode.MarkdownString(objectTooltip(object, vscode.l10n.t), true);
}

function sectionItem(node: SectionNode, look: TreeLook): vscode.TreeItem {
  const label = node.type === 'User' ? vscode.l10n.t('Users') : vscode.l10n.t('Groups');
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = node.id;
  const count = sectionCount(node, vscode.l10n.t);
  item.description = count;
  item.iconPath = themeIcon(node.type === 'User' ? 'account' : 'organization', undefined, look);
  item.contextValue = 'section';
  item.tooltip = vscode.l10n.t('{0}: {1}', label, count);
  item.accessibilityInformation = { label: `${label}, ${count}` };
  return item;
}

function objectItem(node: ObjectNode, look: TreeLook): vscode.TreeItem {
  const { id, object } = node;
  const opens = object.type === 'Group' && object.memberCount !== 0;
  const state = opens ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  const item = new vscode.TreeItem(plainLabel(nameOf(object)), state);
  const { icon, color } = stateIcon(object.state);
  item.id = id;
  item.description = describeObject(object, vscode.l10n.t);
  item.iconPath = themeIcon(icon, color, look);
  item.contextValue = [
    object.type === 'User' ? 'user' : 'group',
    ...(object.lastEventId === null ? [] : ['event']),
    ...(object.state === 'failed' ? ['failed'] : []),
    look.executor,
  ].join('.');
  item.command = { command: commandIds.explain, title: vscode.l10n.t('Explain'), arguments: [node] };
  item.accessibilityInformation = { label: spokenLabel(object, vscode.l10n.t) };
  return item;
}

function themeIcon(icon: string, color: string | undefined, { stale }: TreeLook): vscode.ThemeIcon {
  const shown = stale ? 'disabledForeground' : color;
  return new vscode.ThemeIcon(icon, shown === undefined ? undefined : new vscode.ThemeColor(shown));
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Load more…'));
  item.id = node.id;
  item.description = vscode.l10n.t('{0} of {1} shown', node.loaded, node.total);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'more';
  item.command = { command: commandIds.loadMore, title: vscode.l10n.t('Load More'), arguments: [node] };
  item.accessibilityInformation = { label: vscode.l10n.t('Load more: {0} of {1} shown', node.loaded, node.total) };
  return item;
}
