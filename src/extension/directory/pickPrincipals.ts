import * as vscode from 'vscode';
import type { Principal } from '../../protocol/graphProtocol.ts';
import { plainLabel } from '../../protocol/safeText.ts';
import { inBackground } from '../commands/inBackground.ts';
import { Cancelled, failureText } from '../support/actionableFailure.ts';
import { debounce } from '../support/debounce.ts';

interface PrincipalItem extends vscode.QuickPickItem {
  readonly principal: Principal | null;
}

/**
 * Lets a person pick users and groups of the tenant, several at once; it's searched as they type, and who is picked stays
 * listed.
 *
 * @param search users and groups whose name begins with a text.
 */
export async function pickPrincipals(
  title: string,
  search: (text: string, signal: AbortSignal) => Promise<readonly Principal[]>,
): Promise<readonly Principal[]> {
  const pick = vscode.window.createQuickPick<PrincipalItem>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Type a name, user principal name or mail');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  let current = new AbortController();
  const look = async (): Promise<void> => {
    current.abort();
    const mine = (current = new AbortController());
    pick.busy = true;
    try {
      const found = await search(pick.value.trim(), mine.signal);
      if (mine.signal.aborted) return;
      show(pick, found);
    } catch (failure) {
      if (mine.signal.aborted || failure instanceof Cancelled) return;
      pick.items = [{ label: plainLabel(failureText(failure)), principal: null, alwaysShow: true }];
    } finally {
      if (!mine.signal.aborted) pick.busy = false;
    }
  };
  const later = debounce(() => {
    inBackground(look());
  }, 200);
  pick.onDidChangeValue(() => {
    later.schedule();
  });
  inBackground(look());
  try {
    return await picked(pick);
  } finally {
    current.abort();
    later.dispose();
    pick.dispose();
  }
}

/** Who is picked stays listed and picked, and who is at the cursor there; a list that stays the same isn't touched. */
function show(pick: vscode.QuickPick<PrincipalItem>, found: readonly Principal[]): void {
  const picked = pick.selectedItems;
  const ids = new Set(picked.map(({ principal }) => principal?.id));
  const items = [...picked, ...found.filter(({ id }) => !ids.has(id)).map(principalItem)];
  const idsOf = (list: readonly PrincipalItem[]): string => list.map(({ principal }) => principal?.id ?? '').join(' ');
  if (items.length > 0 && idsOf(items) === idsOf(pick.items)) return;
  const atCursor = pick.activeItems[0]?.principal?.id;
  pick.items = items;
  pick.selectedItems = picked;
  const active = items.filter(({ principal }) => principal?.id === atCursor);
  if (atCursor !== undefined && active.length > 0) pick.activeItems = active;
}

function picked(pick: vscode.QuickPick<PrincipalItem>): Promise<readonly Principal[]> {
  return new Promise((resolve, reject) => {
    pick.onDidAccept(() => {
      const principals = pick.selectedItems.flatMap(({ principal }) => (principal === null ? [] : [principal]));
      if (principals.length > 0) resolve(principals);
    });
    pick.onDidHide(() => {
      reject(new Cancelled());
    });
    pick.show();
  });
}

function principalItem(principal: Principal): PrincipalItem {
  return {
    iconPath: new vscode.ThemeIcon(principal.type === 'User' ? 'account' : 'organization'),
    label: plainLabel(principal.displayName),
    description: plainLabel(principal.detail),
    alwaysShow: true,
    principal,
  };
}
