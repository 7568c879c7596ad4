import * as vscode from 'vscode';
import type { AssignmentsView } from './assignmentsView.ts';
import { type StateChoice, stateChoices } from './filterPresentation.ts';

/** *Filter*: asks for the text that names must contain. */
export async function filterAssignments(assignments: AssignmentsView): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter Assigned Users and Groups'),
    prompt: vscode.l10n.t('Part of the display name, user principal name or mail. Empty shows everyone.'),
    value: assignments.filter.text,
  });
  if (text !== undefined) assignments.setFilter({ ...assignments.filter, text });
}

/** *Filter by State*: asks for the states to show, with how many are in each; none shows everyone. */
export async function filterByState(assignments: AssignmentsView): Promise<void> {
  const counts = await assignments.countStates();
  const items = stateChoices(counts, assignments.filter.states, vscode.l10n.t).map(stateItem);
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Filter Assigned Users and Groups by State'),
    placeHolder: vscode.l10n.t('Select the states to show. None shows everyone.'),
    canPickMany: true,
  });
  if (chosen === undefined) return;
  assignments.setFilter({ ...assignments.filter, states: chosen.map(({ state }) => state) });
}

function stateItem({
  state,
  label,
  count,
  icon,
  picked,
}: StateChoice): vscode.QuickPickItem & Pick<StateChoice, 'state'> {
  // Screen readers leave out an icon in the label.
  return { state, label: `$(${icon.icon}) ${label}`, description: count, picked };
}
