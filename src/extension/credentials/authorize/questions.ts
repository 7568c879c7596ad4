import * as vscode from 'vscode';
import { readSetting, writeSetting } from '../../settings/settings.ts';
import { Cancelled } from '../../support/actionableFailure.ts';

/** How the admin gets to Dropbox's page, and the response back. */
export type Way = 'browser' | 'copyAddress' | 'code';

/** What *Authorize Dropbox* is told by whoever runs it, such as a key binding; the person is asked for the rest. */
export interface AuthorizeChoice {
  readonly removal?: boolean;
  readonly way?: Way;
}

const ways: readonly unknown[] = ['browser', 'copyAddress', 'code'] satisfies Way[];

/** Reads the command's argument; menus pass others, which count as none. */
export function readChoice(argument: unknown): AuthorizeChoice {
  if (typeof argument !== 'object' || argument === null) return {};
  const { removal, way } = argument as Record<string, unknown>;
  return {
    ...(typeof removal === 'boolean' ? { removal } : {}),
    ...(ways.includes(way) ? { way: way as Way } : {}),
  };
}

/** The key of the person's own app; asked for, and kept in the setting, when there is none. */
export async function askAppKey(openGuide: () => void): Promise<string> {
  const configured = readSetting('dropbox.appKey');
  if (configured !== '') return configured;
  const entered = await inputAppKey(openGuide);
  await writeSetting('dropbox.appKey', entered);
  return entered;
}

function inputAppKey(openGuide: () => void): Promise<string> {
  const input = vscode.window.createInputBox();
  const guide = { iconPath: new vscode.ThemeIcon('question'), tooltip: vscode.l10n.t('How to Create an App') };
  input.title = vscode.l10n.t('Authorize Dropbox');
  input.prompt = vscode.l10n.t(
    'App key: on the Settings tab of your app in Dropbox’s App Console. The question mark says how to create one.',
  );
  input.placeholder = vscode.l10n.t('App key');
  input.buttons = [guide];
  input.ignoreFocusOut = true;
  return new Promise<string>((resolve, reject) => {
    input.onDidChangeValue(() => {
      input.validationMessage = undefined;
    });
    input.onDidTriggerButton(openGuide);
    input.onDidAccept(() => {
      const key = input.value.trim();
      if (isAppKey(key)) resolve(key);
      else
        input.validationMessage = vscode.l10n.t(
          'An app key has lowercase letters and digits, usually 15. Copy it from the Settings tab.',
        );
    });
    input.onDidHide(() => {
      reject(new Cancelled());
    });
    input.show();
  }).finally(() => {
    input.dispose();
  });
}

function isAppKey(text: string): boolean {
  return /^[a-z0-9]{8,40}$/.test(text);
}

/** Whether members may be removed: the safety switch that no mistake in a job can get around. */
export async function askRemoval(): Promise<boolean> {
  const items = [
    {
      iconPath: new vscode.ThemeIcon('trash'),
      label: vscode.l10n.t('Allow removing members'),
      detail: vscode.l10n.t('Who is deleted from the directory is removed, invitations are withdrawn'),
      removal: true,
    },
    {
      iconPath: new vscode.ThemeIcon('shield'),
      label: vscode.l10n.t('Don’t allow removing members'),
      detail: vscode.l10n.t('Nobody can be removed, whatever goes wrong; suspending still works'),
      removal: false,
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Authorize Dropbox'),
    placeHolder: vscode.l10n.t('May the job remove members from the team?'),
    ignoreFocusOut: true,
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.removal;
}

export async function askWay(): Promise<Way> {
  const items: (vscode.QuickPickItem & { readonly way: Way })[] = [
    {
      iconPath: new vscode.ThemeIcon('link-external'),
      label: vscode.l10n.t('Open browser'),
      detail: vscode.l10n.t('Allow access on Dropbox’s page; the browser comes back by itself'),
      way: 'browser',
    },
    {
      iconPath: new vscode.ThemeIcon('copy'),
      label: vscode.l10n.t('Copy address'),
      detail: vscode.l10n.t('For another browser on this machine, where an admin is signed in'),
      way: 'copyAddress',
    },
    {
      iconPath: new vscode.ThemeIcon('key'),
      label: vscode.l10n.t('Paste code'),
      detail: vscode.l10n.t('Dropbox shows a code to paste here; works in remote windows, too'),
      way: 'code',
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Authorize Dropbox'),
    placeHolder: vscode.l10n.t('How do you want to get to Dropbox’s page?'),
    ignoreFocusOut: true,
  });
  if (chosen === undefined) throw new Cancelled();
  return chosen.way;
}

/** Waits for the code that Dropbox shows, or the address that a browser couldn't open. */
export async function askCode(isCode: (text: string) => boolean): Promise<string> {
  const pasted = await vscode.window.showInputBox({
    title: vscode.l10n.t('Authorize Dropbox'),
    prompt: vscode.l10n.t('Allow access on Dropbox’s page in the browser, then paste the code that it shows.'),
    placeHolder: vscode.l10n.t('Code'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === '' || isCode(text) ? null : vscode.l10n.t('A code has no spaces or line breaks. Paste the code alone.'),
  });
  if (pasted === undefined || pasted === '') throw new Cancelled();
  return pasted;
}
