import * as vscode from 'vscode';
import { inBackground } from './inBackground.ts';
import type { OpenJobParams } from '../../protocol/openJob.ts';
import type { AssignedObject } from '../../protocol/assignedObjects.ts';
import { describeObject, nameOf, stateIcon } from '../assignments/assignmentPresentation.ts';
import type { Engine } from '../engine/engine.ts';
import { Cancelled, failureText } from '../support/actionableFailure.ts';
import { debounce } from '../support/debounce.ts';
import { plainLabel } from '../../protocol/safeText.ts';

/** How many of each kind are listed; typing more narrows the list down. */
const listed = 50;

interface ObjectItem extends vscode.QuickPickItem {
  /** What the engine looks the object up by. */
  readonly lookUp: string;
}

/**
 * Lets the person pick an assigned user or group; the engine filters as they type. Whatever was typed can be looked up as it
 * is, since *Explain* answers for people who are not assigned too. Gives an object id or the typed text.
 */
export async function pickObject(engine: Engine, job: OpenJobParams, title: string): Promise<string> {
  const pick = vscode.window.createQuickPick<ObjectItem>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Name, user principal name, mail or object ID');
  pick.matchOnDescription = true;
  let asked = 0;
  const search = async (): Promise<void> => {
    const question = ++asked;
    pick.busy = true;
    const filter = pick.value.trim();
    try {
      const items = await findItems(engine, job, filter);
      if (question !== asked) return;
      pick.items = filter === '' ? items : [...items, lookUpItem(filter)];
    } catch (failure) {
      if (question === asked)
        pick.items = [{ label: plainLabel(failureText(failure)), lookUp: filter, alwaysShow: true }];
    } finally {
      if (question === asked) pick.busy = false;
    }
  };
  const later = debounce(() => {
    inBackground(search());
  }, 150);
  pick.onDidChangeValue(() => {
    later.schedule();
  });
  inBackground(search());
  try {
    return await picked(pick);
  } finally {
    later.dispose();
    pick.dispose();
  }
}

function picked(pick: vscode.QuickPick<ObjectItem>): Promise<string> {
  return new Promise((resolve, reject) => {
    pick.onDidAccept(() => {
      const lookUp = pick.selectedItems[0]?.lookUp ?? pick.value.trim();
      if (lookUp !== '') resolve(lookUp);
    });
    pick.onDidHide(() => {
      reject(new Cancelled());
    });
    pick.show();
  });
}

async function findItems(engine: Engine, job: OpenJobParams, filter: string): Promise<ObjectItem[]> {
  const query = { job, filter, groupId: null, offset: 0, limit: listed };
  const users = await engine.listAssigned({ ...query, type: 'User' });
  const groups = await engine.listAssigned({ ...query, type: 'Group' });
  return [...users.objects, ...groups.objects].map(objectItem);
}

function objectItem(object: AssignedObject): ObjectItem {
  const { icon, color } = stateIcon(object.state);
  const description = object.userPrincipalName ?? (object.type === 'Group' ? vscode.l10n.t('group') : '');
  return {
    iconPath: new vscode.ThemeIcon(icon, new vscode.ThemeColor(color)),
    label: plainLabel(nameOf(object)),
    description: plainLabel(description),
    detail: describeObject(object, vscode.l10n.t),
    lookUp: object.id,
    alwaysShow: true,
  };
}

function lookUpItem(text: string): ObjectItem {
  return {
    iconPath: new vscode.ThemeIcon('search'),
    label: vscode.l10n.t('Look up “{0}”', plainLabel(text)),
    lookUp: text,
    alwaysShow: true,
  };
}
