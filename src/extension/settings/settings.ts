import * as vscode from 'vscode';
import type { NetworkSettings } from '../engine/engineEnvironment.ts';
import { settingDefaults, settingId, type SettingName } from './settingDefaults.ts';

type Settings = typeof settingDefaults;

/**
 * A setting as it is now, texts without spaces around them. A value of another type than the setting has, which
 * settings.json may hold, counts as none.
 */
export function readSetting<Name extends SettingName>(name: Name): Settings[Name] {
  const usual = settingDefaults[name];
  const value = vscode.workspace.getConfiguration().get<unknown>(settingId(name));
  const read = typeof value === 'string' ? value.trim() : value;
  return typeof read === typeof usual ? (read as Settings[Name]) : usual;
}

/** Keeps a setting for all windows. */
export async function writeSetting<Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> {
  await vscode.workspace.getConfiguration().update(settingId(name), value, vscode.ConfigurationTarget.Global);
}

/** VS Code's own settings that matter to a process of ours that speaks HTTP. */
export function readNetworkSettings(): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  return {
    proxy: http.get<string>('proxySupport') === 'off' ? '' : http.get<string>('proxy', ''),
    noProxy: http.get<readonly string[]>('noProxy', []),
    systemCertificates: http.get<boolean>('systemCertificates', true),
  };
}
