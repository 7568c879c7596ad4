import * as vscode from 'vscode';
import type { AssignedObject } from '../../protocol/assignedObjects.ts';
import { commandIds } from '../commands/commandIds.ts';
import { describeObject, nameOf, objectTooltip, spokenLabel, stateIcon } from './assignmentPresentation.ts';
import type { AssignmentNode, MoreNode, ObjectNode, SectionNode } from './assignmentsModel.ts';
import { sectionCount } from './filterPresentation.ts';
import { plainLabel } from '../../protocol/safeText.ts';

/** How the whole tree is drawn. */
export interface TreeLook {
  /** Whether what it shows may no longer be so: its icons are greyed. */
  readonly stale: boolean;
}

/** A node as VS Code draws it. The tooltip of a user or group is left open: it is made when the mouse rests there. */
export function treeItem(node: AssignmentNode, look: TreeLook): vscode.TreeItem {
  switch (node.kind) {
    case 'section':
      return sectionItem(node, look);
    case 'object':
      return objectItem(node, look);
    case 'more':
      return moreItem(node);
  }
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
  item.contextValue = `${object.type === 'User' ? 'user' : 'group'}${object.lastEventId === null ? '' : '.event'}${object.state === 'failed' ? '.failed' : ''}`;
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
